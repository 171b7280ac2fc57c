import type { Silences } from '../../silences/silences.ts';
import type { CapabilityStates } from '../capabilities/capability-states.ts';
import type { ClusterView, NodeRecord } from '../cluster-view.ts';
import type { Link, LinkTable } from './link-table.ts';
import { PING_TIMEOUT, type PingTimes } from './ping-times.ts';

/**
 * Nanoseconds of silence after which nothing is known any more: twice the default ping_interval (spec
 * bin-core 10.2), or somewhat longer than usual so far.
 */
const SILENCE = 10e9;
const TIMES_USUAL = 2.5;
const TIMES_INTERVAL = 1.5;
/** Nanoseconds in which a new process may have reached others before it was seen to be new. */
const BEGINS = 3e9;

/**
 * A link's state remains valid as long as its node shows signs of life. If pings were seen on the link
 * itself, these are the sign, as a node that stops using a link does not announce it.
 */
export function isStale(link: Link, record: NodeRecord, time: number): boolean {
  if (record.heard === undefined || isOver(time - record.heard, record.longestSilence)) return true;
  if (link.state !== 'up' || !link.pinged) return false;
  const silence = time - link.seen;
  // Pings are regular: once several were seen, a missing one is noticed soon.
  const { usualInterval } = link;
  if (usualInterval !== undefined && silence > usualInterval * TIMES_INTERVAL + PING_TIMEOUT) return true;
  return isOver(silence, link.longestSilence);
}

function isOver(silence: number, longest: number): boolean {
  return silence > Math.max(SILENCE, longest * TIMES_USUAL);
}

/**
 * What is known of the links of a cluster at a time, considering that a node may find a link down at any
 * moment.
 */
export class LinkDoubts {
  private readonly links: LinkTable;
  private readonly pings: PingTimes;
  private readonly capabilities: CapabilityStates;
  private readonly silences: Silences;
  private readonly cluster: number;
  private readonly time: number;

  constructor(
    { links, pings, capabilities }: Pick<ClusterView, 'links' | 'pings' | 'capabilities'>,
    silences: Silences,
    cluster: number,
    time: number,
  ) {
    this.links = links;
    this.pings = pings;
    this.capabilities = capabilities;
    this.silences = silences;
    this.cluster = cluster;
    this.time = time;
  }

  /**
   * Undefined if the link is unknown, or if it was up when last reported and has been tried in vain since.
   */
  stateOf(from: number, to: number): Link['state'] | undefined {
    const link = this.links.get(from, to);
    return link === undefined || this.isDoubtful(from, link) ? undefined : link.state;
  }

  endsOf(from: number): Iterable<number> {
    return this.links.endsOf(from);
  }

  /**
   * A link that was up is in doubt if its other end has begun anew since it was last seen, or has closed connections
   * since and was not heard again, or
   * has not answered in time: its node will announce what it makes of that.
   */
  isDoubtful(from: number, { state, seen, to }: Link): boolean {
    if (state !== 'up') return false;
    const ended = this.silences.endedAt(this.cluster, to, this.time);
    if (ended !== undefined && ended >= seen) return true;
    // It was a link to an earlier process.
    if ((this.capabilities.begunAt(to) ?? seen) - seen > BEGINS) return true;
    const asked = this.pings.unansweredSince(from, to);
    return asked !== undefined && this.time - asked > PING_TIMEOUT && seen - asked <= PING_TIMEOUT;
  }
}
