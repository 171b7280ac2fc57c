import type { FindingCounts } from '../../view/finding-counts.ts';
import type { Row } from '../../view/text/styled-row.ts';
import type { FilterAid } from '../filter/filter-trial.ts';
import type { FooterState } from './footer.ts';

/** A row with something at both ends. */
export interface Sides {
  readonly left: Row;
  readonly right: Row;
}

/** The texts of the rows around the panes. */
export interface Chrome {
  readonly header: Sides | undefined;
  readonly filter: readonly Row[];
  readonly status: Sides | undefined;
  readonly footer: Row | undefined;
}

/** Values that change while the session is read. */
export interface State extends FooterState {
  /** While a filter is typed. */
  readonly aid: FilterAid | undefined;
  /** Messages that the filter lets through. */
  readonly shown: number;
  readonly hidden: number;
  /** Complaints of what could not be read. */
  readonly warnings: number;
  /** Undefined as long as nothing is known of it. */
  readonly wrong: FindingCounts | undefined;
  /** More of that may come of what is there already. */
  readonly isBehind: boolean;
  /** Messages still to be judged by the filter. */
  readonly unjudged: number;
  /** Percent. */
  readonly analysed: number;
}
