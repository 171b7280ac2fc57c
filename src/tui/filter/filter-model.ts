import type { Completion } from '../../filter/completion.ts';
import type { FilterError } from '../../filter/filter-error.ts';

export interface FilterModel {
  /** The filter in use, as typed; empty for none. */
  readonly applied: string;
  readonly edit: FilterEdit | undefined;
  /** Oldest first. */
  readonly history: readonly string[];
}

/** A filter that is being typed. */
export interface FilterEdit {
  readonly text: string;
  /** In UTF-16 units from the start. */
  readonly cursor: number;
  readonly errors: readonly FilterError[];
  readonly choice: Choice | undefined;
  /** Place in the history; its length for what is typed now. */
  readonly place: number;
  /** The text that was typed before older filters were recalled. */
  readonly draft: string;
}

/** Suggestions that Tab goes through. */
export interface Choice {
  readonly completion: Completion;
  /** The text that they complete. */
  readonly base: string;
  /** The suggestion that is in the line; -1 if none is yet. */
  readonly chosen: number;
}
