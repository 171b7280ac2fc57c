import { describe, expect, it } from 'vitest';
import { COLOURED, LIGHT, PLAIN, type Theme } from '../../../src/tui/terminal/theme.ts';

/** What terminals show for the 16 colours, as they come; users have adjusted theirs. */
interface Palette {
  readonly name: string;
  /** Foreground where none is set; black on bright ground. */
  readonly foreground: string;
  readonly colours: string;
  /** Least contrast of what is dim, where that is not as usual. */
  readonly dim?: number;
}

const PALETTES: readonly Palette[] = [
  {
    name: 'xterm',
    foreground: 'e5e5e5',
    colours:
      '000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff',
  },
  {
    name: 'VGA',
    // The console has only one grey that is darker than its letters.
    dim: 2.7,
    foreground: 'aaaaaa',
    colours:
      '000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff',
  },
  {
    name: 'Tango',
    foreground: 'd3d7cf',
    colours:
      '2e3436 cc0000 4e9a06 c4a000 3465a4 75507b 06989a d3d7cf 555753 ef2929 8ae234 fce94f 729fcf ad7fa8 34e2e2 eeeeec',
  },
  {
    name: 'Campbell',
    foreground: 'cccccc',
    colours:
      '0c0c0c c50f1f 13a10e c19c00 0037da 881798 3a96dd cccccc 767676 e74856 16c60c f9f1a5 3b78ff b4009e 61d6d6 f2f2f2',
  },
];

/** Dark text becomes grey, bright text too: most terminals go half of the way to the ground. */
const DIMMED = 0.5;

type Rgb = readonly [number, number, number];

function rgb(hex: string): Rgb {
  return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;
}

/** WCAG 2.1, relative luminance and contrast ratio. */
function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: Rgb, b: Rgb): number {
  const [bright, dark] = [luminance(a), luminance(b)].sort((one, other) => other - one) as [number, number];
  return (bright + 0.05) / (dark + 0.05);
}

/** Letters and ground of a style; `boldIsBright`: many terminals show bold letters in the brighter colour. */
function look(sgr: string, palette: Palette, isBright: boolean, boldIsBright: boolean): [Rgb, Rgb] {
  const colours = palette.colours.split(' ').map(rgb);
  const codes = sgr.split(';').map(Number);
  const [black, white] = [rgb('000000'), rgb('ffffff')];
  let letters = isBright ? black : rgb(palette.foreground);
  let ground = isBright ? white : black;
  const isBold = codes.includes(1) && boldIsBright;
  for (const code of codes) {
    if (code >= 30 && code <= 37) letters = colours[code - 30 + (isBold ? 8 : 0)] ?? letters;
    if (code >= 90 && code <= 97) letters = colours[code - 90 + 8] ?? letters;
    if (code >= 40 && code <= 47) ground = colours[code - 40] ?? ground;
  }
  if (codes.includes(2))
    letters = letters.map((part, at) => part + ((ground[at] ?? 0) - part) * DIMMED) as unknown as Rgb;
  return codes.includes(7) ? [ground, letters] : [letters, ground];
}

const THEMES: readonly { readonly name: string; readonly theme: Theme; readonly isBright: boolean }[] = [
  { name: 'dark', theme: COLOURED, isBright: false },
  { name: 'light', theme: LIGHT, isBright: true },
  { name: 'mono', theme: PLAIN, isBright: false },
  { name: 'mono', theme: PLAIN, isBright: true },
];
const CASES = THEMES.flatMap((one) => PALETTES.map((palette) => ({ ...one, palette })));

describe('the colours of a theme are readable', () => {
  it.each(CASES)('$name theme, colours of $palette.name, bright ground: $isBright', (one) => {
    const { theme, palette, isBright } = one;
    const hard: string[] = [];
    for (const [style, sgr] of Object.entries(theme)) {
      const least = sgr.split(';').includes('2') ? (palette.dim ?? 3) : 4.5;
      for (const boldIsBright of [false, true]) {
        const ratio = contrast(...look(sgr, palette, isBright, boldIsBright));
        if (ratio < least) hard.push(`${style} ${sgr} ${ratio.toFixed(1)}${boldIsBright ? ' bold' : ''}`);
      }
    }
    expect(hard).toEqual([]);
  });
});
