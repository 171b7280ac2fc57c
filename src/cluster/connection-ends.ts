/** Connections of BIN that nodes ended, as far as observers saw it. */
export interface ConnectionEnds {
  /** Grows with what is known. */
  readonly revision: number;
  /**
   * When each node was last the first to end one of its connections, up to a time, by the aligned clock; without those
   * that were not seen to.
   */
  lastOf(cluster: number, until: number): ReadonlyMap<number, number>;
}

const NOBODY: ReadonlyMap<number, number> = new Map();

export const NO_ENDS: ConnectionEnds = { revision: 0, lastOf: () => NOBODY };
