import type { KeySection } from '../keys/binding.ts';

export type FlowsCommand = 'enter';

export const FLOWS_KEYS: KeySection<FlowsCommand> = {
  title: 'Flows',
  bindings: [
    { command: 'enter', keys: ['enter'], contexts: ['flows'], help: 'ladder of the flow', hint: 'ladder' },
  ],
};
