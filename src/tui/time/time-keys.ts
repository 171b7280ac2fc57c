import type { Context, KeySection } from '../keys/binding.ts';

export type TimeCommand =
  | 'step-back'
  | 'step-on'
  | 'leap-back'
  | 'leap-on'
  | 'event-before'
  | 'event-after'
  | 'show-messages'
  | 'as-of'
  | 'brush'
  | 'zoom-in'
  | 'zoom-out'
  | 'zoom-whole';

const TIME: readonly Context[] = ['time'];

export const TIME_KEYS: KeySection<TimeCommand> = {
  title: 'Time',
  bindings: [
    { command: 'step-on', keys: ['right', 'l'], contexts: TIME, help: 'a column on', hint: 'step' },
    { command: 'step-back', keys: ['left', 'h'], contexts: TIME, help: 'a column back' },
    { command: 'leap-on', keys: ['L', 'shift-right'], contexts: TIME, help: 'ten columns on' },
    { command: 'leap-back', keys: ['H', 'shift-left'], contexts: TIME, help: 'ten columns back' },
    {
      command: 'event-after',
      keys: [']'],
      contexts: TIME,
      help: 'to the next event: restart, link down or up, sync, tag, burst',
      hint: 'event',
    },
    { command: 'event-before', keys: ['['], contexts: TIME, help: 'to the event before' },
    {
      command: 'show-messages',
      keys: ['enter'],
      contexts: TIME,
      help: 'messages at the cursor; while a range is marked: filter by it',
      hint: 'messages',
    },
    {
      command: 'as-of',
      keys: ['a'],
      contexts: TIME,
      help: 'all views show the state at the cursor, which moves it; again: of the end',
      hint: 'as of',
    },
    {
      command: 'brush',
      keys: ['b'],
      contexts: TIME,
      help: 'begin to mark a range; again: filter by it',
      hint: 'mark range',
    },
    { command: 'zoom-in', keys: ['+', '='], contexts: TIME, help: 'narrower columns', hint: 'zoom' },
    { command: 'zoom-out', keys: ['-'], contexts: TIME, help: 'wider columns' },
    { command: 'zoom-whole', keys: ['0'], contexts: TIME, help: 'the whole capture' },
  ],
};
