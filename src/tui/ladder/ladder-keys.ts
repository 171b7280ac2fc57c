import type { KeySection } from '../keys/binding.ts';

export type LadderCommand = 'enter';

export const LADDER_KEYS: KeySection<LadderCommand> = {
  title: 'Ladder',
  bindings: [
    {
      command: 'enter',
      keys: ['enter'],
      contexts: ['ladder'],
      help: 'the message in the list of messages',
      hint: 'message',
    },
  ],
};
