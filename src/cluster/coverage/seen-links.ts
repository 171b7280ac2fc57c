/** For each node, other nodes. */
export type Links = Map<number, Set<number>>;

/** One direction of a link. */
interface Direction {
  /** Of the last packet, by the aligned clock. */
  time: number;
  /** Did the two nodes talk to each other? */
  isAnswered: boolean;
}

/** Nanoseconds in which nodes that reach each other both say something: each pings the other one (spec bin-core 10.2). */
const ANSWERED_WITHIN = 5e9;

/** The links on which one observer saw packets, and what that says of where it stands. */
export class SeenLinks {
  /** By sender, then by receiver. */
  private readonly sent = new Map<number, Map<number, Direction>>();
  /** Worked out when asked for. */
  private known: readonly number[] | undefined;

  /** Returns whether that tells anything new. */
  add(from: number, to: number, time: number): boolean {
    let others = this.sent.get(from);
    if (others === undefined) {
      others = new Map();
      this.sent.set(from, others);
    }
    const known = others.get(to);
    const own = known ?? { time, isAnswered: false };
    if (known === undefined) others.set(to, own);
    own.time = time;
    const back = own.isAnswered ? undefined : this.sent.get(to)?.get(from);
    const isAnswer = back !== undefined && Math.abs(time - back.time) <= ANSWERED_WITHIN;
    if (isAnswer) {
      own.isAnswered = true;
      back.isAnswered = true;
    }
    if (known !== undefined && !isAnswer) return false;
    this.forgetView();
    return true;
  }

  /** Were packets seen between the two, in either direction? */
  has(a: number, b: number): boolean {
    return this.hasSent(a, b) || this.hasSent(b, a);
  }

  hasLinkOf(node: number): boolean {
    if (this.sent.has(node)) return true;
    for (const others of this.sent.values()) if (others.has(node)) return true;
    return false;
  }

  /** Sender and receiver. */
  *pairs(): Generator<readonly [number, number]> {
    for (const [from, others] of this.sent) for (const to of others.keys()) yield [from, to];
  }

  /**
   * The nodes of which the observer sees all links: the node that all links have in common, or else all nodes, because
   * the observer is on a bridge or a mirror port. There are two exceptions:
   * - A switch that does not know for the moment where a host is floods frames to everybody: what is sent to that host,
   *   and nothing that it answers. Links of which just that was seen are left aside if the others have a node in common;
   *   when each end of a link was away in turn, that is both directions, long after each other.
   * - If packets came over a link that the observer never saw, it does not stand between these two nodes: the captures of
   *   several hosts may have been merged into one. `passed` are links over which packets must have come.
   */
  view(passed: Links): readonly number[] {
    this.known ??= this.inView(passed);
    return this.known;
  }

  /** More is known of what was passed. */
  forgetView(): void {
    this.known = undefined;
  }

  private inView(passed: Links): readonly number[] {
    const pairs = [...this.pairs()];
    const common = inCommon(pairs);
    if (common.length > 0) return common;
    const answered = inCommon(
      pairs.filter(([from, to]) => this.sent.get(from)?.get(to)?.isAnswered === true),
    );
    if (answered.length > 0) return answered;
    const all = new Set(pairs.flat());
    const ends = new Set<number>();
    for (const [from, others] of passed) {
      for (const to of others) {
        if (all.has(from) && all.has(to) && !this.has(from, to)) ends.add(from).add(to);
      }
    }
    const whole = [...all].filter((node) => !ends.has(node));
    return whole.length > 0 ? whole : [...all];
  }

  private hasSent(from: number, to: number): boolean {
    return this.sent.get(from)?.has(to) === true;
  }
}

function inCommon(pairs: readonly (readonly [number, number])[]): readonly number[] {
  const [first, ...others] = pairs;
  return (first ?? []).filter((node) => others.every(([from, to]) => from === node || to === node));
}
