import type { Tone } from '../view/message-summary.ts';

/** Colours of plain text output. */
export interface Palette {
  dim(text: string): string;
  tone(tone: Tone, text: string): string;
  problem(text: string): string;
}

export const PLAIN: Palette = { dim: (text) => text, tone: (_, text) => text, problem: (text) => text };

/** The 16 colours that every terminal has and every user has adjusted. */
export const COLOURED: Palette = {
  dim: (text) => sgr('2', text),
  tone: (tone, text) => sgr(TONES[tone], text),
  problem: (text) => sgr('1;31', text),
};

const TONES: Readonly<Record<Tone, string>> = {
  request: '1;33',
  provisional: '36',
  success: '1;32',
  redirection: '1;35',
  failure: '1;31',
  replication: '1;36',
  internal: '2',
};

function sgr(code: string, text: string): string {
  return `\x1b[${code}m${text}\x1b[0m`;
}
