import { coloured, type Palette, PLAIN } from '../output/text/palette.ts';

/**
 * Are colours wanted on a stream? `option` is false with --no-color. FORCE_COLOR wins over NO_COLOR, as in Node.js.
 */
export function wantsColour(
  option: boolean,
  stream: { readonly isTTY?: boolean },
  environment: NodeJS.ProcessEnv = process.env,
): boolean {
  if (!option) return false;
  const { FORCE_COLOR: forced, NO_COLOR: refused, TERM: terminal } = environment;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (refused !== undefined && refused !== '') return false;
  return stream.isTTY === true && terminal !== 'dumb';
}

/** Colours of what is printed on standard output; `option` as above. */
export function printedPalette(option: boolean, environment: NodeJS.ProcessEnv = process.env): Palette {
  if (!wantsColour(option, process.stdout, environment)) return PLAIN;
  const { COLORTERM = '', TERM = '' } = environment;
  return coloured(COLORTERM !== '' || /256color|direct/.test(TERM));
}

/**
 * Does the terminal say that its background is bright? Some set COLORFGBG to the numbers, of 16 colours, of
 * foreground and background: `0;15`, or `0;default;15`. Undefined if it is not set.
 */
export function isBrightBackground(
  { COLORFGBG: colours }: NodeJS.ProcessEnv = process.env,
): boolean | undefined {
  const digits = /;(\d+)$/.exec(colours ?? '')?.[1];
  if (digits === undefined) return undefined;
  const background = Number(digits);
  return background === 7 || (background > 8 && background < 16);
}
