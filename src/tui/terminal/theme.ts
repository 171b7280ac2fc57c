import type { Style } from '../../view/text/styled-row.ts';

/** The looks of styles: SGR parameters, empty for none. */
export type Theme = Readonly<Record<Style | 'selected' | 'resting', string>>;

/**
 * The 16 colours that every terminal has and every user has adjusted. The dark red and magenta of most can hardly be
 * read on black, nor the brown of some: these are the bright ones.
 */
export const COLOURED: Theme = {
  plain: '',
  dim: '2',
  strong: '1',
  heading: '1;4',
  key: '1;36',
  name: '36',
  problem: '1;91',
  warning: '93',
  match: '7',
  range: '97;44',
  caret: '7',
  request: '1;93',
  provisional: '36',
  success: '1;32',
  redirection: '1;4',
  failure: '1;91',
  replication: '1;36',
  internal: '2',
  /** The selected row of the pane that has the keys. */
  selected: '7',
  /** The selected row of another pane. */
  resting: '2;7',
};

/**
 * For a bright background, on which yellow, cyan and green are hardly readable, and on which many terminals show bold
 * letters in brighter colours.
 */
export const LIGHT: Theme = {
  ...COLOURED,
  key: '34',
  name: '34',
  problem: '31',
  warning: '35',
  request: '34',
  provisional: '',
  success: '1',
  failure: '31',
  replication: '35',
};

/** Without colours: weight, underline and inverse only. */
export const PLAIN: Theme = {
  ...COLOURED,
  key: '1',
  name: '',
  problem: '1',
  warning: '1',
  range: '4',
  request: '1',
  provisional: '',
  success: '',
  redirection: '',
  failure: '1',
  replication: '',
};

export const STYLE_NAMES: readonly string[] = Object.keys(COLOURED);

const COLOUR_NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
const WEIGHTS: ReadonlyMap<string, string> = new Map([
  ['bold', '1'],
  ['dim', '2'],
  ['underline', '4'],
  ['inverse', '7'],
]);

/**
 * SGR parameters of words: `bold red`, `bright-blue`, `dim`, `on-blue`; empty for `plain`, undefined
 * where a word is none of these.
 */
export function sgrOf(words: string): string | undefined {
  const parts = words.split(/\s+/).filter((word) => word !== '');
  if (parts.length === 1 && parts[0] === 'plain') return '';
  const codes = parts.map(codeOf);
  return codes.length === 0 || codes.includes(undefined) ? undefined : codes.join(';');
}

function codeOf(word: string): string | undefined {
  const [, ground, bright, name = ''] = /^(on-)?(bright-)?([a-z]+)$/.exec(word) ?? [];
  const colour = COLOUR_NAMES.indexOf(name);
  if (colour < 0) return WEIGHTS.get(word);
  return `${(bright === undefined ? 30 : 90) + (ground === undefined ? 0 : 10) + colour}`;
}
