import headless from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import {
  displayWidth,
  fitText,
  isPlain,
  isPlainUnit,
  takeColumns,
} from '../../../src/view/text/display-width.ts';

/** Columns that a terminal takes for it. */
async function columnsOf(text: string): Promise<number> {
  const terminal = new headless.Terminal({ cols: 80, rows: 2, allowProposedApi: true });
  await new Promise<void>((resolve) => terminal.write(text, resolve));
  return terminal.buffer.active.cursorX;
}

describe('the width of a text', () => {
  it.each([
    'plain',
    '漢字',
    'ＦＵＬＬ',
    'e\u0301te\u0301',
    'नमस्ते',
    'हिन्दी वाला',
    'ক্ষমতা',
    'தமிழ்',
    'ทำน้ำ',
    'สวัสดี',
    'שלום',
    'مُحَمَّد',
    '한국어',
  ])('is never less than what a terminal takes, or letters would be lost: %s', async (text) => {
    expect(displayWidth(text)).toBeGreaterThanOrEqual(await columnsOf(text));
    for (let width = 1; width <= displayWidth(text); width++) {
      expect(displayWidth(takeColumns(text, width))).toBeLessThanOrEqual(width);
      expect(displayWidth(fitText(text, width))).toBe(width);
    }
  });

  it('counts the parts of a syllable of Hangul as one', () => {
    expect(displayWidth('\u1112\u1161\u11ab')).toBe(2);
  });
});

describe('a plain text', () => {
  it('has nothing but units that take one column', () => {
    const plain =
      /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u024f\u2010-\u2015\u2026\u203a\u2190-\u2193\u2264\u2500-\u259f\u25b2\u25b8\u25bc\u25be]$/;
    const differing: number[] = [];
    for (let unit = 0; unit < 0x10000; unit++) {
      const text = String.fromCharCode(unit);
      if (isPlain(text) !== plain.test(text) || isPlainUnit(unit) !== isPlain(text)) differing.push(unit);
    }
    expect(differing).toEqual([]);
  });
});
