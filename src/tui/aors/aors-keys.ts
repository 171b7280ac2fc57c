import type { Context, KeySection } from '../keys/binding.ts';

export type AorsCommand =
  | 'aor-history'
  | 'all-histories'
  | 'aor-messages'
  | 'node-left'
  | 'node-right'
  | 'only-differing'
  | 'history-message'
  | 'leave-history';

const AORS: readonly Context[] = ['aors'];
const HISTORY: readonly Context[] = ['history'];
const BOTH: readonly Context[] = [...AORS, ...HISTORY];

export const AORS_KEYS: KeySection<AorsCommand> = {
  title: 'AORs',
  bindings: [
    {
      command: 'aor-history',
      keys: ['enter'],
      contexts: AORS,
      help: 'what happened to the AOR at the chosen node, and by which message',
      hint: 'history',
    },
    {
      command: 'all-histories',
      keys: ['H'],
      contexts: AORS,
      help: 'the same of all AORs at all nodes: also of those that nobody holds any more',
    },
    {
      command: 'aor-messages',
      keys: ['m'],
      contexts: BOTH,
      help: 'all messages about the AOR that the chosen node sent or got',
      hint: 'messages',
    },
    { command: 'node-left', keys: ['left', 'h'], contexts: BOTH, help: 'the node before' },
    { command: 'node-right', keys: ['right', 'l'], contexts: BOTH, help: 'the next node', hint: 'node' },
    {
      command: 'only-differing',
      keys: ['!', 'd'],
      contexts: AORS,
      help: 'only AORs on which nodes differ, or all',
      hint: 'differing',
    },
  ],
};

export const HISTORY_KEYS: KeySection<AorsCommand> = {
  title: 'History of an AOR',
  bindings: [
    {
      command: 'history-message',
      keys: ['enter'],
      contexts: HISTORY,
      help: 'the message that did it',
      hint: 'message',
    },
    {
      command: 'leave-history',
      keys: ['esc', 'q', 'backspace'],
      contexts: HISTORY,
      help: 'back to the AORs',
      hint: 'back',
    },
  ],
};
