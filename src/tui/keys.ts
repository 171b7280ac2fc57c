import type { Context } from './model.ts';

/** What a key asks for. Where it is asked decides what it means: `down` moves a row in any pane. */
export type Command =
  | 'down'
  | 'up'
  | 'page-down'
  | 'page-up'
  | 'half-down'
  | 'half-up'
  | 'first'
  | 'last'
  | 'open'
  | 'back'
  | 'leave'
  | 'next-pane'
  | 'previous-pane'
  | 'expand'
  | 'collapse'
  | 'toggle'
  | 'next-message'
  | 'previous-message'
  | 'bytes-form'
  | 'zoom'
  | 'details'
  | 'filter'
  | 'clear-filter'
  | 'internal'
  | 'follow'
  | 'time'
  | 'utc'
  | 'warnings'
  | 'help'
  | 'repaint'
  | 'suspend'
  | 'quit'
  | 'view-flows'
  | 'view-ladder'
  | 'view-messages'
  | 'view-aors'
  | 'view-cluster'
  | 'enter'
  | 'up-view'
  | 'leave-view'
  | EditCommand;

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

export interface Binding {
  readonly command: Command;
  /** Names as in `terminal/key-decoder.ts`. */
  readonly keys: readonly string[];
  readonly contexts: readonly Context[];
  /** For the page of help. */
  readonly help: string;
  /** For the bottom line, in a word or two; without one, it is not there. */
  readonly hint?: string;
}

const LIST: readonly Context[] = ['list'];
const DETAIL: readonly Context[] = ['tree', 'bytes'];
const MESSAGES: readonly Context[] = ['list', 'tree', 'bytes'];
const PAGE: readonly Context[] = ['page'];
const VIEWS: readonly Context[] = ['list', 'tree', 'bytes', 'page'];
const SCROLLING: readonly Context[] = ['list', 'tree', 'bytes', 'page', 'overlay'];
const EVERYWHERE: readonly Context[] = ['list', 'tree', 'bytes', 'page', 'overlay', 'filter'];
const FILTER: readonly Context[] = ['filter'];

/** All keys. The bottom line and the page of help are made from this; a context finds the first that fits. */
export const BINDINGS: readonly Binding[] = [
  { command: 'open', keys: ['enter'], contexts: LIST, help: 'look into the message', hint: 'open' },
  {
    command: 'view-flows',
    keys: ['1'],
    contexts: VIEWS,
    help: 'flows: registrations, calls, ...',
  },
  { command: 'view-ladder', keys: ['2'], contexts: VIEWS, help: 'ladder of the flow that was opened' },
  { command: 'view-messages', keys: ['3'], contexts: VIEWS, help: 'messages' },
  {
    command: 'view-aors',
    keys: ['4'],
    contexts: VIEWS,
    help: 'AORs: which node holds which contact',
  },
  {
    command: 'view-cluster',
    keys: ['5'],
    contexts: VIEWS,
    help: 'nodes, links, capabilities, sharing tags',
  },
  {
    command: 'enter',
    keys: ['enter'],
    contexts: PAGE,
    help: 'deeper: from a flow to its ladder, to its message',
    hint: 'open',
  },
  { command: 'up-view', keys: ['esc', 'backspace'], contexts: PAGE, help: 'back to the flows', hint: 'back' },
  { command: 'filter', keys: ['/', 'f3'], contexts: VIEWS, help: 'type a display filter', hint: 'filter' },
  { command: 'clear-filter', keys: ['A', 'f7'], contexts: VIEWS, help: 'clear the filter' },
  {
    command: 'internal',
    keys: ['i'],
    contexts: MESSAGES,
    help: 'show or hide internal messages (pings, topology)',
    hint: 'internal',
  },

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
  {
    command: 'bytes-form',
    keys: ['x'],
    contexts: MESSAGES,
    help: 'bytes as hex or as text',
    hint: 'hex/text',
  },
  { command: 'next-message', keys: ['J', 'n'], contexts: DETAIL, help: 'next message', hint: 'next' },
  {
    command: 'previous-message',
    keys: ['K', 'p'],
    contexts: DETAIL,
    help: 'message before',
    hint: 'previous',
  },
  {
    command: 'zoom',
    keys: ['z'],
    contexts: MESSAGES,
    help: 'message on the whole screen, or beside the list',
    hint: 'zoom',
  },
  { command: 'details', keys: ['v'], contexts: MESSAGES, help: 'show or hide the message below the list' },
  {
    command: 'next-pane',
    keys: ['tab'],
    contexts: MESSAGES,
    help: 'next pane: list, fields, bytes',
    hint: 'pane',
  },
  { command: 'previous-pane', keys: ['backtab'], contexts: MESSAGES, help: 'pane before' },

  {
    command: 'time',
    keys: ['t'],
    contexts: MESSAGES,
    help: 'time: of day, since the first message, since the row above',
    hint: 'time',
  },
  { command: 'utc', keys: ['u'], contexts: VIEWS, help: 'UTC or local time' },
  { command: 'follow', keys: ['f'], contexts: LIST, help: 'follow the newest message', hint: 'follow' },
  { command: 'warnings', keys: ['w'], contexts: VIEWS, help: 'what could not be read', hint: 'warnings' },

  { command: 'down', keys: ['j', 'down'], contexts: SCROLLING, help: 'down' },
  { command: 'up', keys: ['k', 'up'], contexts: SCROLLING, help: 'up' },
  { command: 'page-down', keys: ['pagedown', 'ctrl-f', 'space'], contexts: SCROLLING, help: 'a page down' },
  { command: 'page-up', keys: ['pageup', 'ctrl-b'], contexts: SCROLLING, help: 'a page up' },
  { command: 'half-down', keys: ['ctrl-d'], contexts: SCROLLING, help: 'half a page down' },
  { command: 'half-up', keys: ['ctrl-u'], contexts: SCROLLING, help: 'half a page up' },
  { command: 'first', keys: ['g', 'home'], contexts: SCROLLING, help: 'to the first' },
  { command: 'last', keys: ['G', 'end'], contexts: SCROLLING, help: 'to the last' },

  { command: 'leave', keys: ['esc'], contexts: [...DETAIL, 'overlay'], help: 'back', hint: 'back' },
  { command: 'back', keys: ['q'], contexts: [...DETAIL, 'overlay'], help: 'back' },
  { command: 'leave', keys: ['?', 'f1', 'w', 'enter'], contexts: ['overlay'], help: 'back' },
  { command: 'help', keys: ['?', 'f1'], contexts: VIEWS, help: 'this page', hint: 'help' },
  { command: 'leave-view', keys: ['q'], contexts: PAGE, help: 'back to the flows; there: quit' },
  { command: 'quit', keys: ['q'], contexts: LIST, help: 'quit', hint: 'quit' },

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

  { command: 'repaint', keys: ['ctrl-l'], contexts: EVERYWHERE, help: 'draw the screen again' },
  { command: 'suspend', keys: ['ctrl-z'], contexts: EVERYWHERE, help: 'suspend; fg in the shell comes back' },
  { command: 'quit', keys: ['ctrl-c'], contexts: EVERYWHERE, help: 'quit' },
];

const COMMANDS: ReadonlyMap<string, Command> = table();

/** What the key asks for there; undefined where it asks for nothing. */
export function commandOf(key: string, context: Context): Command | undefined {
  return COMMANDS.get(`${context} ${key}`);
}

/** The name of a key as it is printed. */
export function keyLabel(key: string): string {
  const named = LABELS[key];
  if (named !== undefined) return named;
  if (key.startsWith('ctrl-')) return `Ctrl-${key.slice(5).toUpperCase()}`;
  return /^f\d+$/.test(key) ? key.toUpperCase() : key;
}

const LABELS: Readonly<Record<string, string>> = {
  enter: 'Enter',
  esc: 'Esc',
  tab: 'Tab',
  backtab: 'Shift-Tab',
  space: 'Space',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  home: 'Home',
  end: 'End',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  backspace: 'Backspace',
  delete: 'Del',
};

function table(): ReadonlyMap<string, Command> {
  const commands = new Map<string, Command>();
  for (const { command, keys, contexts } of BINDINGS) {
    for (const context of contexts) {
      for (const key of keys) {
        const place = `${context} ${key}`;
        if (!commands.has(place)) commands.set(place, command);
      }
    }
  }
  return commands;
}
