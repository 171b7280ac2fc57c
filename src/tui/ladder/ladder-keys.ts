import type { Context, KeySection } from '../keys/binding.ts';

export type LadderCommand =
  | 'enter'
  | 'mark-message'
  | 'clear-messages'
  | 'cause'
  | 'pane-form'
  | 'pane-text'
  | 'pane'
  | 'pane-down'
  | 'pane-up'
  | 'ladder-left'
  | 'ladder-right'
  | 'fold-nodes';

const LADDER: readonly Context[] = ['ladder'];

export const LADDER_KEYS: KeySection<LadderCommand> = {
  title: 'Ladder',
  bindings: [
    {
      command: 'enter',
      keys: ['enter'],
      contexts: LADDER,
      help: 'look into the message, in the list of messages',
      hint: 'message',
    },
    {
      command: 'mark-message',
      keys: ['space'],
      contexts: LADDER,
      help: 'mark the message, or not; two marked ones are compared',
      hint: 'compare',
    },
    { command: 'clear-messages', keys: ['C'], contexts: LADDER, help: 'no message is marked' },
    {
      command: 'cause',
      keys: ['c'],
      contexts: LADDER,
      help: 'what caused the message, its flow joins the ladder; from there, what it caused',
      hint: 'cause',
    },
    {
      command: 'pane-form',
      keys: ['x'],
      contexts: LADDER,
      help: 'message beside the ladder as fields, text or hex',
      hint: 'fields/text/hex',
    },
    {
      command: 'pane-text',
      keys: ['r', 'R', 'f6'],
      contexts: LADDER,
      help: 'message beside the ladder as text',
    },
    { command: 'ladder-left', keys: ['left', 'h'], contexts: LADDER, help: 'columns further left' },
    { command: 'ladder-right', keys: ['right', 'l'], contexts: LADDER, help: 'columns further right' },
    {
      command: 'fold-nodes',
      keys: ['z'],
      contexts: LADDER,
      help: 'one column a node, or one an address and port',
    },
    { command: 'pane', keys: ['v'], contexts: LADDER, help: 'show or hide the message beside the ladder' },
    { command: 'pane-down', keys: ['J'], contexts: LADDER, help: 'next field or line of the message' },
    { command: 'pane-up', keys: ['K'], contexts: LADDER, help: 'field or line before' },
  ],
};
