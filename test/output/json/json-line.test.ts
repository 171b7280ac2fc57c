import fc from 'fast-check';
import { expect, test } from 'vitest';
import { losslessText } from '../../../decoders/bytes/text.ts';
import { jsonLine } from '../../../src/output/json/json-line.ts';

/** What a terminal could take for a command, or what hides and reorders text. */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/;

test('nothing in a line can act on a terminal, and it is still the same value', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }).filter((one) => one.isWellFormed()),
    fc.string({
      unit: fc.constantFrom('\x1b', '\x7f', '\x9b', '\u202e', '\u200b', '\u2028', 'a', '"', '\\'),
    }),
  );
  fc.assert(
    fc.property(fc.dictionary(text, text), (value) => {
      const line = jsonLine(value);
      expect(UNSAFE.test(line)).toBe(false);
      expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('bytes that are not UTF-8 are hex', () => {
  const text = losslessText(Uint8Array.of(0x61, 0xff, 0x1b), 0, 3);
  expect(jsonLine({ text })).toBe('{"text":{"hex":"61ff1b"}}');
});
