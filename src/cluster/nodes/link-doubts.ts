import type { Silences } from '../silences.ts';
import type { NodeRecord } from './cluster-view.ts';
import type { Link, LinkTable } from './link-table.ts';
import type { PingTimes } from './ping-times.ts';

/**
 * After so long a silence nothing is known any more, in nanoseconds: twice the default ping_interval
 * (spec bin-core 10.2), or somewhat longer than what was usual before.
 */
const SILENCE = 10e9;
const TIMES_USUAL = 2.5;
/** Pings in a row that make an interval. */
const REGULAR = 4;
const TIMES_INTERVAL = 1.5;
/** ping_timeout, by default (spec bin-core 10.2). */
const PING_TIMEOUT = 1e9;

/**
 * A link is as it was last heard as long as its node gives signs of life. Where pings of the link
 * itself are seen, they are the sign: a node that has stopped to use a link says nothing.
 */
export function isStale(link: Link, record: NodeRecord, time: number): boolean {
  if (record.heard === undefined || isOver(time - record.heard, record.longestSilence)) return true;
  if (link.state !== 'up' || !link.pinged) return false;
  const silence = time - link.seen;
  // Pings come with the clock: where several did, the next one is soon missed.
  if (link.pings >= REGULAR && silence > link.longestInterval * TIMES_INTERVAL + PING_TIMEOUT) return true;
  return isOver(silence, link.longestSilence);
}

function isOver(silence: number, longest: number): boolean {
  return silence > Math.max(SILENCE, longest * TIMES_USUAL);
}

/** What is known of the links of a cluster at a time, by those who may find them down at any moment. */
export class LinkDoubts {
  private readonly links: LinkTable;
  private readonly pings: PingTimes;
  private readonly silences: Silences;
  private readonly cluster: number;
  private readonly time: number;

  constructor(
    { links, pings }: { readonly links: LinkTable; readonly pings: PingTimes },
    silences: Silences,
    cluster: number,
    time: number,
  ) {
    this.links = links;
    this.pings = pings;
    this.silences = silences;
    this.cluster = cluster;
    this.time = time;
  }

  /** Undefined where the link is not known, or was up when its node last said so, and has been tried in vain since. */
  stateOf(from: number, to: number): Link['state'] | undefined {
    const link = this.links.get(from, to);
    return link === undefined || this.isDoubtful(from, link) ? undefined : link.state;
  }

  endsOf(from: number): Iterable<number> {
    return this.links.endsOf(from);
  }

  /**
   * A link that was up is not known where the other end has ended connections since, and was not heard again, or has
   * not answered in time: the node will say what it makes of that.
   */
  isDoubtful(from: number, { state, seen, to }: Link): boolean {
    if (state !== 'up') return false;
    const ended = this.silences.endedAt(this.cluster, to, this.time);
    if (ended !== undefined && ended >= seen) return true;
    const asked = this.pings.unansweredSince(from, to);
    return asked !== undefined && this.time - asked > PING_TIMEOUT && seen - asked <= PING_TIMEOUT;
  }
}
