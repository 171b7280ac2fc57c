import { FLOW_COLUMNS, type FlowColumnId } from '../view/flows/flow-columns.ts';

/** The user's preferences, from the config file. */
export interface Preferences {
  /** Columns of the flows. */
  readonly columns: readonly FlowColumnId[];
  /** Saves these columns for the next time; returns a line that says whether it worked. */
  keepColumns(columns: readonly FlowColumnId[]): string;
  /** Number of mistakes in the config file. */
  readonly mistakes: number;
  /** The path of the config file, the mistakes in it, and what it may contain. */
  about(): readonly string[];
}

export const NO_PREFERENCES: Preferences = {
  columns: FLOW_COLUMNS,
  keepColumns: () => 'there is no config file here',
  mistakes: 0,
  about: () => ['There is no config file here.'],
};
