import type { Choice } from './choices.ts';
import type { Line } from './line-edit.ts';

/** What is asked for: a text to search, a file to save to, whether to replace the one that is there, a command, anything by its name. */
export type PromptKind = 'search' | 'save' | 'save-all' | 'replace' | 'command' | 'palette';

/** A question on the status line, and what is typed there. */
export interface Prompt {
  readonly kind: PromptKind;
  readonly line: Line;
  /** What could be meant, the best first. */
  readonly choices?: readonly Choice[];
  /** Place of the one that is chosen; -1 where none is. */
  readonly chosen?: number;
}

export const PROMPT_LABELS: Readonly<Record<PromptKind, string>> = {
  search: 'Search: ',
  save: 'Save to (.pcapng, .txt, .json): ',
  'save-all': 'Save all that is shown to (.pcapng, .txt, .json): ',
  replace: 'It is there; Enter replaces it: ',
  command: ':',
  palette: 'Go to: ',
};
