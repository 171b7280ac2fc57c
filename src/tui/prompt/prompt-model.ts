import type { Choice } from './choices.ts';
import type { Line } from './line-edit.ts';

/**
 * The purpose of a prompt: a text to search for, a file to save to, whether to replace an existing file, a command,
 * or anything by its name.
 */
export type PromptKind = 'search' | 'save' | 'save-all' | 'replace' | 'command' | 'palette';

/** A question on the status line, and what is typed there. */
export interface Prompt {
  readonly kind: PromptKind;
  readonly line: Line;
  /** The line is a suggestion: what is typed takes its place, unless it is edited first. */
  readonly isSuggested?: boolean;
  /** Suggestions, the best first. */
  readonly choices?: readonly Choice[];
  /** Position of the chosen suggestion; -1 if none is chosen. */
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
