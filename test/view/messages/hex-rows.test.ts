import { expect, test } from 'vitest';
import { byteOfHexRow, hexRow } from '../../../src/view/messages/hex-rows.ts';
import { rowText } from '../../../src/view/text/styled-row.ts';

const NONE = { from: 0, to: 0 };

test.each([
  [16, 16],
  [8, 8],
  [4, 4],
  [16, 0x1_0010],
])('of %i bytes in a row, of %i bytes in all, each is found where it stands', (perRow, length) => {
  const bytes = Uint8Array.from({ length }, (_, at) => 0x61 + (at % 16));
  const text = rowText(hexRow(bytes, 0, perRow, NONE));
  const found = Array.from(text, (_, column) => byteOfHexRow(column, perRow, length));
  for (let byte = 0; byte < perRow; byte++) {
    const hex = (bytes[byte] ?? 0).toString(16);
    const columns = found.flatMap((one, column) => (one === byte ? column : []));
    const shown = columns.map((column) => text[column]).join('');
    expect(shown).toBe(`${hex} ${String.fromCharCode(bytes[byte] ?? 0)}`);
  }
  expect(found.filter((one) => one === undefined).length).toBe(text.length - 4 * perRow);
  expect(byteOfHexRow(text.length, perRow, length)).toBeUndefined();
});
