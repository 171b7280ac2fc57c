/** Gaps that are remembered, the most recent ones. */
const MOST = 64;
/**
 * If this many streams lack bytes of the same moment, it is no coincidence: the observer captured nothing
 * then.
 */
const HOLE = 3;

interface Gap {
  readonly stream: object;
  readonly since: number;
  readonly time: number;
}

/**
 * The recent gaps of one observer's streams, to tell what it missed altogether from what single streams lack
 * by chance.
 */
export class RecentGaps {
  private readonly gaps: Gap[] = [];
  private next = 0;

  add(stream: object, since: number, time: number): void {
    this.gaps[this.next] = { stream, since, time };
    this.next = (this.next + 1) % MOST;
  }

  /** The last moment at which several streams lack bytes; undefined if there is none. */
  get lastHole(): number | undefined {
    let last: number | undefined;
    for (const { time: moment } of this.gaps) {
      const lacking = this.gaps.filter(({ since, time }) => since <= moment && time >= moment);
      if (new Set(lacking.map(({ stream }) => stream)).size >= HOLE) last = Math.max(last ?? moment, moment);
    }
    return last;
  }
}
