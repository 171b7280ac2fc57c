import type { Context, KeySection } from '../keys/binding.ts';

/** In the filter line. */
export type EditCommand =
  | 'accept'
  | 'cancel'
  | 'complete'
  | 'complete-back'
  | 'older'
  | 'newer'
  | 'char-left'
  | 'char-right'
  | 'line-start'
  | 'line-end'
  | 'erase-left'
  | 'erase-right'
  | 'erase-word'
  | 'erase-line';

const FILTER: readonly Context[] = ['filter'];

export const FILTER_KEYS: KeySection<EditCommand> = {
  title: 'Typing a filter',
  bindings: [
    { command: 'accept', keys: ['enter'], contexts: FILTER, help: 'use the filter', hint: 'apply' },
    {
      command: 'complete',
      keys: ['tab'],
      contexts: FILTER,
      help: 'complete the word; again: next suggestion',
      hint: 'complete',
    },
    { command: 'complete-back', keys: ['backtab'], contexts: FILTER, help: 'suggestion before' },
    { command: 'older', keys: ['up', 'ctrl-p'], contexts: FILTER, help: 'older filter', hint: 'older' },
    { command: 'newer', keys: ['down', 'ctrl-n'], contexts: FILTER, help: 'newer filter' },
    {
      command: 'cancel',
      keys: ['esc', 'ctrl-g'],
      contexts: FILTER,
      help: 'leave the filter as it was',
      hint: 'cancel',
    },
    { command: 'char-left', keys: ['left', 'ctrl-b'], contexts: FILTER, help: 'left' },
    { command: 'char-right', keys: ['right', 'ctrl-f'], contexts: FILTER, help: 'right' },
    { command: 'line-start', keys: ['home', 'ctrl-a'], contexts: FILTER, help: 'to the start' },
    { command: 'line-end', keys: ['end', 'ctrl-e'], contexts: FILTER, help: 'to the end' },
    { command: 'erase-left', keys: ['backspace', 'ctrl-h'], contexts: FILTER, help: 'erase to the left' },
    { command: 'erase-right', keys: ['delete', 'ctrl-d'], contexts: FILTER, help: 'erase to the right' },
    { command: 'erase-word', keys: ['ctrl-w'], contexts: FILTER, help: 'erase a word' },
    { command: 'erase-line', keys: ['ctrl-u'], contexts: FILTER, help: 'erase all' },
  ],
};
