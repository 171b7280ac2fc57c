import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { losslessText } from '../../../decoders/bytes/text.ts';
import { printable, printableLines } from '../../../src/view/text/printable.ts';

describe('printable', () => {
  it.each([
    ['plain text, ünïcödé 漢字 👍🏽', 'plain text, ünïcödé 漢字 👍🏽'],
    ['\x1b[2J\x1b]0;owned\x07', '\\x1b[2J\\x1b]0;owned\\x07'],
    ['a\r\nb\tc\0', 'a\\r\\nb\\tc\\0'],
    ['\x9b31m', '\\x9b31m'],
    ['\u202egnp.exe', '\\u{202e}gnp.exe'],
    ['zero\u200bwidth', 'zero\\u{200b}width'],
    ['\ud800 lone', '\\u{d800} lone'],
    ['\ue001', '\\u{e001}'],
    [losslessText(Uint8Array.of(0x61, 0xff, 0x80, 0x62), 0, 4), 'a\\xff\\x80b'],
  ])('%j', (text, safe) => {
    expect(printable(text)).toBe(safe);
  });

  it('leaves nothing in any text that a terminal would act on', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        for (const line of [printable(losslessText(bytes, 0, bytes.length))]) {
          expect(line).not.toMatch(/\p{Cc}|\p{Cs}|\p{Co}|\p{Zl}|\p{Zp}/u);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('divides lines at every line end', () => {
    expect(printableLines('a\r\nb\nc\rd\x1b')).toEqual(['a', 'b', 'c', 'd\\x1b']);
  });
});
