import type { Context, KeySection } from '../keys/binding.ts';

export type AorsCommand = 'aor-history' | 'node-left' | 'node-right' | 'only-differing';

const AORS: readonly Context[] = ['aors'];

export const AORS_KEYS: KeySection<AorsCommand> = {
  title: 'AORs',
  bindings: [
    {
      command: 'aor-history',
      keys: ['enter'],
      contexts: AORS,
      help: 'all messages about the AOR that the chosen node sent or got',
      hint: 'history',
    },
    { command: 'node-left', keys: ['left', 'h'], contexts: AORS, help: 'the node before' },
    { command: 'node-right', keys: ['right', 'l'], contexts: AORS, help: 'the next node', hint: 'node' },
    {
      command: 'only-differing',
      keys: ['!', 'd'],
      contexts: AORS,
      help: 'only AORs on which nodes differ, or all',
      hint: 'differing',
    },
  ],
};
