import { type Context, type KeySection, MESSAGE_PANES } from '../keys/binding.ts';

export type MessagesCommand =
  | 'open'
  | 'flow-ladder'
  | 'follow'
  | 'details'
  | 'zoom'
  | 'next-pane'
  | 'previous-pane'
  | 'bytes-form'
  | 'next-message'
  | 'previous-message'
  | 'expand'
  | 'collapse'
  | 'toggle'
  | 'leave-message'
  | 'fold'
  | 'unfold';

/** Also where AORs are looked at: the registration. */
const LADDERS: readonly Context[] = [...MESSAGE_PANES, 'aors', 'history'];
const LIST: readonly Context[] = ['list'];
const DETAIL: readonly Context[] = ['tree', 'bytes'];

export const MESSAGES_KEYS: KeySection<MessagesCommand> = {
  title: 'Messages',
  bindings: [
    { command: 'open', keys: ['enter'], contexts: LIST, help: 'look into the message', hint: 'open' },
    {
      command: 'unfold',
      keys: ['right', '+'],
      contexts: LIST,
      help: 'open the burst of sync packets (Enter, too)',
    },
    {
      command: 'flow-ladder',
      keys: ['L'],
      contexts: LADDERS,
      help: 'ladder of the flow that it belongs to; of an AOR or what happened to it: of the registration',
      hint: 'ladder',
    },
    { command: 'fold', keys: ['left', '-'], contexts: LIST, help: 'make it one row again' },
    { command: 'follow', keys: ['f'], contexts: LIST, help: 'follow the newest message', hint: 'follow' },
    {
      command: 'bytes-form',
      keys: ['x'],
      contexts: MESSAGE_PANES,
      help: 'bytes as hex or as text',
      hint: 'hex/text',
    },
    {
      command: 'zoom',
      keys: ['z'],
      contexts: MESSAGE_PANES,
      help: 'message on the whole screen, or beside the list',
      hint: 'zoom',
    },
    {
      command: 'details',
      keys: ['v'],
      contexts: MESSAGE_PANES,
      help: 'show or hide the message below the list',
    },
    {
      command: 'next-pane',
      keys: ['tab'],
      contexts: MESSAGE_PANES,
      help: 'next pane: list, fields, bytes',
      hint: 'pane',
    },
    { command: 'previous-pane', keys: ['backtab'], contexts: MESSAGE_PANES, help: 'pane before' },
  ],
};

export const FIELDS_KEYS: KeySection<MessagesCommand> = {
  title: 'Inside a message',
  bindings: [
    { command: 'expand', keys: ['right', 'l'], contexts: ['tree'], help: 'open the field' },
    {
      command: 'collapse',
      keys: ['left', 'h'],
      contexts: ['tree'],
      help: 'close the field, or go to the one around it',
    },
    {
      command: 'toggle',
      keys: ['space', 'enter'],
      contexts: ['tree'],
      help: 'open or close the field',
      hint: 'open/close',
    },
    { command: 'next-message', keys: ['J'], contexts: DETAIL, help: 'next message', hint: 'next' },
    {
      command: 'previous-message',
      keys: ['K'],
      contexts: DETAIL,
      help: 'message before',
      hint: 'previous',
    },
    {
      command: 'leave-message',
      keys: ['esc', 'q'],
      contexts: DETAIL,
      help: 'back to the list',
      hint: 'back',
    },
  ],
};
