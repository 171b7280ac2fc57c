import type { Context, KeySection } from '../keys/binding.ts';

export type FlowsCommand =
  | 'enter'
  | 'enter-related'
  | 'enter-text'
  | 'mark'
  | 'clear-marks'
  | 'follow-flows'
  | 'preview'
  | 'sort-next'
  | 'sort-previous'
  | 'sort-reverse'
  | 'choose-columns'
  | 'column-toggle'
  | 'column-up'
  | 'column-down'
  | 'column-add'
  | 'column-keep'
  | 'columns-done';

const FLOWS: readonly Context[] = ['flows'];
const COLUMNS: readonly Context[] = ['columns'];

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
    {
      command: 'enter-related',
      keys: ['x', 'f4'],
      contexts: FLOWS,
      help: 'the same, with the registrations that their contacts came from',
      hint: 'extended',
    },
    { command: 'enter-text', keys: ['r', 'R', 'f6'], contexts: FLOWS, help: 'the same, messages as text' },
    { command: 'mark', keys: ['space'], contexts: FLOWS, help: 'mark the flow, or not', hint: 'mark' },
    { command: 'clear-marks', keys: ['C'], contexts: FLOWS, help: 'no flow is marked' },
    { command: 'follow-flows', keys: ['f'], contexts: FLOWS, help: 'follow the newest flow', hint: 'follow' },
    {
      command: 'preview',
      keys: ['v'],
      contexts: FLOWS,
      help: 'show or hide the ladder of the selected flow below the list',
    },
    { command: 'sort-next', keys: ['>'], contexts: FLOWS, help: 'sort by the next column', hint: 'sort' },
    { command: 'sort-previous', keys: ['<'], contexts: FLOWS, help: 'sort by the column before' },
    { command: 'sort-reverse', keys: ['z'], contexts: FLOWS, help: 'sort the other way round' },
    { command: 'choose-columns', keys: ['o', 'f10'], contexts: FLOWS, help: 'choose and order the columns' },
  ],
};

export const COLUMNS_KEYS: KeySection<FlowsCommand> = {
  title: 'Columns of the flows',
  bindings: [
    {
      command: 'columns-done',
      keys: ['enter', 'esc', 'q', 'f10'],
      contexts: COLUMNS,
      help: 'done',
      hint: 'done',
    },
    {
      command: 'column-toggle',
      keys: ['space'],
      contexts: COLUMNS,
      help: 'show the column, or not',
      hint: 'show',
    },
    {
      command: 'column-down',
      keys: ['J', 'shift-down'],
      contexts: COLUMNS,
      help: 'move it down',
      hint: 'down',
    },
    { command: 'column-up', keys: ['K', 'shift-up'], contexts: COLUMNS, help: 'move it up', hint: 'up' },
    {
      command: 'column-add',
      keys: ['a'],
      contexts: COLUMNS,
      help: 'a column of your own: header:User-Agent, field:expires',
      hint: 'add',
    },
    {
      command: 'column-keep',
      keys: ['s'],
      contexts: COLUMNS,
      help: 'keep these columns in the config file',
      hint: 'keep',
    },
  ],
};
