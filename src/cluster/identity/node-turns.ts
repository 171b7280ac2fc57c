/** More turns are no renumbering: the address stands for several nodes at the same time. */
const MOST_TURNS = 16;

interface Turn {
  readonly node: number;
  /** Session time in nanoseconds. */
  readonly from: number;
}

/**
 * Which node was at an address, and when, in one cluster: one that was given a new id, or whose address went to another
 * host, comes after the one before.
 */
export class NodeTurns {
  private latest: number | undefined;
  private turns: Turn[] = [];
  private alternates = false;

  /** The node was there at that time. Returns whether answers have changed. */
  proven(node: number, time: number): boolean {
    const { latest, turns } = this;
    if (node === latest || this.alternates) return false;
    this.latest = node;
    if (latest === undefined || this.at(time) === node) return false;
    if (turns.length === 0) turns.push({ node: latest, from: Number.NEGATIVE_INFINITY });
    turns.push({ node, from: time });
    turns.sort((a, b) => a.from - b.from);
    if (turns.length > MOST_TURNS) {
      this.alternates = true;
      this.turns = [];
    }
    return true;
  }

  /** Those that were there; none if it was the same node at all times, or if that cannot be told. */
  get nodes(): readonly number[] {
    return this.turns.map(({ node }) => node);
  }

  /** Undefined if it was the same node at all times, or if that cannot be told. */
  at(time: number): number | undefined {
    return this.turns.findLast(({ from }) => from <= time)?.node;
  }
}
