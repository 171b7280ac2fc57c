import type { ViewName } from '../views/view-names.ts';
import { type Context, type KeySection, VIEWS } from './binding.ts';

/** Moves in whatever has the keys: `down` moves a row in any pane. */
export type MovingCommand =
  | 'down'
  | 'up'
  | 'page-down'
  | 'page-up'
  | 'half-down'
  | 'half-up'
  | 'first'
  | 'last';

/** Meant for the program around the views, whichever is shown. */
export type CommonCommand =
  | 'filter'
  | 'clear-filter'
  | 'clear-past'
  | 'as-of-end'
  | 'settings'
  | 'internal'
  | 'time'
  | 'utc'
  | 'warnings'
  | 'help'
  | 'leave'
  | 'leave-view'
  | 'repaint'
  | 'suspend'
  | 'quit'
  | 'quit-now';

export type ViewCommand =
  | 'view-flows'
  | 'view-ladder'
  | 'view-messages'
  | 'view-aors'
  | 'view-cluster'
  | 'view-time';

/** The view that a key leads to. */
export const VIEW_OF: Readonly<Record<ViewCommand, ViewName>> = {
  'view-flows': 'flows',
  'view-ladder': 'ladder',
  'view-messages': 'messages',
  'view-aors': 'aors',
  'view-cluster': 'cluster',
  'view-time': 'time',
};

const SCROLLING: readonly Context[] = [...VIEWS, 'overlay'];
const EVERYWHERE: readonly Context[] = [...VIEWS, 'overlay', 'filter', 'prompt'];

export const VIEW_KEYS: KeySection<ViewCommand> = {
  title: 'Views',
  bindings: [
    { command: 'view-flows', keys: ['1'], contexts: VIEWS, help: 'flows: registrations, calls, ...' },
    { command: 'view-ladder', keys: ['2'], contexts: VIEWS, help: 'ladder of the flows that were opened' },
    { command: 'view-messages', keys: ['3'], contexts: VIEWS, help: 'messages' },
    { command: 'view-aors', keys: ['4'], contexts: VIEWS, help: 'AORs: which node holds which contact' },
    {
      command: 'view-cluster',
      keys: ['5'],
      contexts: VIEWS,
      help: 'nodes, links, capabilities, sharing tags, syncs',
    },
    { command: 'view-time', keys: ['6'], contexts: VIEWS, help: 'what there was when; the time to look at' },
  ],
};

export const MOVING_KEYS: KeySection<MovingCommand> = {
  title: 'Moving',
  bindings: [
    { command: 'down', keys: ['j', 'down'], contexts: SCROLLING, help: 'down' },
    { command: 'up', keys: ['k', 'up'], contexts: SCROLLING, help: 'up' },
    {
      command: 'page-down',
      keys: ['pagedown', 'ctrl-f', 'space'],
      contexts: SCROLLING,
      help: 'a page down',
    },
    {
      command: 'page-down',
      keys: ['space'],
      contexts: ['overlay'],
      help: 'a page down',
      hint: 'a page down',
    },
    { command: 'page-up', keys: ['pageup', 'ctrl-b'], contexts: SCROLLING, help: 'a page up' },
    { command: 'half-down', keys: ['ctrl-d'], contexts: SCROLLING, help: 'half a page down' },
    { command: 'half-up', keys: ['ctrl-u'], contexts: SCROLLING, help: 'half a page up' },
    { command: 'first', keys: ['g', 'home', 'ctrl-a'], contexts: SCROLLING, help: 'to the first' },
    { command: 'last', keys: ['G', 'end', 'ctrl-e'], contexts: SCROLLING, help: 'to the last' },
  ],
};

export const COMMON_KEYS: KeySection<CommonCommand> = {
  title: 'Everywhere',
  bindings: [
    { command: 'help', keys: ['?', 'f1'], contexts: VIEWS, help: 'this page', hint: 'help' },
    {
      command: 'filter',
      keys: ['/', 'f3', 'f7'],
      contexts: VIEWS,
      help: 'type a display filter',
      hint: 'filter',
    },
    { command: 'clear-filter', keys: ['A', 'f9'], contexts: VIEWS, help: 'clear the filter' },
    {
      command: 'clear-past',
      keys: ['f5'],
      contexts: VIEWS,
      help: 'only what comes from now on: a filter by time, nothing is lost',
    },
    {
      command: 'as-of-end',
      keys: ['E'],
      contexts: VIEWS,
      help: 'while views show the state of an earlier time: that of the end again',
      hint: 'end',
    },
    {
      command: 'internal',
      keys: ['i'],
      contexts: VIEWS,
      help: 'show or hide internal messages (pings, topology)',
      hint: 'internal',
    },
    {
      command: 'time',
      keys: ['t'],
      contexts: VIEWS,
      help: 'time: of day, since the first message, since the row above',
      hint: 'time',
    },
    { command: 'utc', keys: ['u'], contexts: VIEWS, help: 'UTC or local time' },
    {
      command: 'settings',
      keys: ['f8'],
      contexts: VIEWS,
      help: 'where the config file is, and what can stand in it',
    },
    {
      command: 'warnings',
      keys: ['w'],
      contexts: VIEWS,
      help: 'what is wrong, worst first, and what could not be read; again: back',
      hint: 'findings',
    },
    { command: 'leave', keys: ['esc', 'q'], contexts: ['overlay'], help: 'back', hint: 'back' },
    { command: 'leave', keys: ['?', 'f1', 'enter'], contexts: ['overlay'], help: 'back' },
    {
      command: 'leave-view',
      keys: ['esc', 'backspace'],
      contexts: VIEWS,
      help: 'back to where you came from; clears a filter that was typed in this view',
      hint: 'back',
    },
    { command: 'repaint', keys: ['ctrl-l'], contexts: EVERYWHERE, help: 'draw the screen again' },
    {
      command: 'suspend',
      keys: ['ctrl-z'],
      contexts: EVERYWHERE,
      help: 'suspend; fg in the shell comes back',
    },
    { command: 'quit', keys: ['q'], contexts: VIEWS, help: 'back; in the first view: quit', hint: 'quit' },
    { command: 'quit-now', keys: ['ctrl-c'], contexts: EVERYWHERE, help: 'quit' },
  ],
};
