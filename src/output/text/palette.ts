import type { Tone } from '../../view/messages/message-summary.ts';

/** Colours of plain text output. */
export interface Palette {
  dim(text: string): string;
  tone(tone: Tone, text: string): string;
  problem(text: string): string;
}

/** SGR parameters of each tone, empty for none. */
type Looks = Readonly<Record<Tone | 'problem', string>>;

export const PLAIN: Palette = { dim: (text) => text, tone: (_, text) => text, problem: (text) => text };

/**
 * Colours of medium brightness out of 256: the background may be black or white, and nothing tells which. The
 * contrast is about 4 or more on both.
 */
const MIDDLE: Looks = {
  request: '1;38;5;130',
  provisional: '38;5;30',
  success: '1;38;5;28',
  redirection: '1;38;5;133',
  failure: '1;38;5;160',
  replication: '1;38;5;30',
  internal: '2',
  problem: '1;38;5;160',
};

/** Of the 16 colours, yellow, green and cyan are hardly readable on white, and blue on black. */
const FEW: Looks = {
  request: '1',
  provisional: '',
  success: '',
  redirection: '1;4',
  failure: '31',
  replication: '35',
  internal: '2',
  problem: '1;31',
};

/** For a terminal with 256 colours, or with only 16. */
export function coloured(has256: boolean): Palette {
  const looks = has256 ? MIDDLE : FEW;
  return {
    dim: (text) => sgr('2', text),
    tone: (tone, text) => sgr(looks[tone], text),
    problem: (text) => sgr(looks.problem, text),
  };
}

function sgr(code: string, text: string): string {
  return code === '' ? text : `\x1b[${code}m${text}\x1b[0m`;
}
