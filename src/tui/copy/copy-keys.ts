import { type KeySection, VIEWS } from '../keys/binding.ts';

export type CopyCommand = 'copy' | 'copy-path';

export const COPY_KEYS: KeySection<CopyCommand> = {
  title: 'Copying (by OSC 52: also over ssh, where the terminal allows it)',
  bindings: [
    { command: 'copy', keys: ['y'], contexts: VIEWS, help: 'copy what is selected: value, Call-ID, text' },
    {
      command: 'copy-path',
      keys: ['Y'],
      contexts: VIEWS,
      help: 'copy what that is called: path of the field',
    },
  ],
};
