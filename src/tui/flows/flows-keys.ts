import type { Context, KeySection } from '../keys/binding.ts';

export type FlowsCommand =
  | 'enter'
  | 'mark'
  | 'clear-marks'
  | 'follow-flows'
  | 'sort-next'
  | 'sort-previous'
  | 'sort-reverse';

const FLOWS: readonly Context[] = ['flows'];

export const FLOWS_KEYS: KeySection<FlowsCommand> = {
  title: 'Flows',
  bindings: [
    {
      command: 'enter',
      keys: ['enter'],
      contexts: FLOWS,
      help: 'ladder of the flow, or of all marked ones',
      hint: 'ladder',
    },
    { command: 'mark', keys: ['space'], contexts: FLOWS, help: 'mark the flow, or not', hint: 'mark' },
    { command: 'clear-marks', keys: ['C'], contexts: FLOWS, help: 'no flow is marked' },
    { command: 'follow-flows', keys: ['f'], contexts: FLOWS, help: 'follow the newest flow', hint: 'follow' },
    { command: 'sort-next', keys: ['>'], contexts: FLOWS, help: 'sort by the next column', hint: 'sort' },
    { command: 'sort-previous', keys: ['<'], contexts: FLOWS, help: 'sort by the column before' },
    { command: 'sort-reverse', keys: ['r'], contexts: FLOWS, help: 'sort the other way round' },
  ],
};
