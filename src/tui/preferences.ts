import { FLOW_COLUMNS, type FlowColumnId } from '../view/flow-columns.ts';

/** What the user likes always: from the config file, and kept there. */
export interface Preferences {
  /** Columns of the flows. */
  readonly columns: readonly FlowColumnId[];
  /** Keeps these columns for the next time; says in a line what came of it. */
  keepColumns(columns: readonly FlowColumnId[]): string;
  /** Mistakes in the config file. */
  readonly mistakes: number;
  /** Where the config file is, what is wrong with it and what can stand in it. */
  about(): readonly string[];
}

export const NO_PREFERENCES: Preferences = {
  columns: FLOW_COLUMNS,
  keepColumns: () => 'there is no config file here',
  mistakes: 0,
  about: () => ['There is no config file here.'],
};
