/** Which nodes closed BIN connections, or refused them, as far as observers saw it. */
export interface ConnectionEnds {
  /** Increases with everything that is learned. */
  readonly revision: number;
  /**
   * When each node last was the first to close one of its connections, not later than `until` and by the
   * aligned clock. Nodes that were not seen to close any are absent.
   */
  lastOf(cluster: number, until: number): ReadonlyMap<number, number>;
  /**
   * When a new connection was last refused by the host of the node, at a port where the node had been listening; not
   * later than `until`, by the aligned clock. Undefined if none was.
   */
  lastRefusal(cluster: number, node: number, until: number): number | undefined;
}

const NOBODY: ReadonlyMap<number, number> = new Map();

export const NO_ENDS: ConnectionEnds = { revision: 0, lastOf: () => NOBODY, lastRefusal: () => undefined };
