import { numberOf } from '../field-values.ts';
import { NodePairs } from '../node-tables.ts';
import type { SeenBin } from '../seen-message.ts';
import type { TimeSpan } from '../time-spans.ts';
import { announcedLoss } from './announced-loss.ts';

/** What one node knows of its link to another one, as far as its pings and their answers tell. */
interface Pinging {
  /** The last ping was answered. */
  isUp: boolean;
  /** Time of the first ping that is not answered yet; undefined if all are. */
  asked: number | undefined;
  /** Time of the last ping or answer. */
  at: number;
  /** Time of the last ping that asked for the list of nodes: the sender did not consider the link up. */
  downAt: number;
}

const NO_PINGS: Pinging = { isUp: false, asked: undefined, at: 0, downAt: Number.NEGATIVE_INFINITY };

/** Pings of one moment that begin anew: on how many links there were any, and on how many there have to be. */
export interface Anew {
  /** The node was disabled in this time: from its last packet before, to its first one after. */
  readonly from: number;
  readonly to: number;
  readonly at: number;
  readonly needed: number;
  count: number;
}

/** Nanoseconds within which a node sends its pings to all other nodes. */
const TICK = 100e6;
/** Nanoseconds until an answer is late: somewhat less than `ping_timeout`, 1 s by default (spec bin-core 10.2). */
const ANSWER = 0.9e9;
/** Most pairs of nodes that are kept; ids come from the wire. */
const MOST_PAIRS = 65_536;

/**
 * Finds out that a node was disabled and is enabled again (clusterer_set_status), which no packet tells. Such a node
 * begins its pings anew: they ask for the list of nodes. A node also asks for that if its link went down, or if an
 * answer is late; but then one of both ends has announced that the link is down, or there is an earlier ping without an
 * answer. If neither was seen, the node was disabled.
 */
export class ResumedPings {
  /** By the node that pings and the one that is pinged. */
  private readonly pairs = new NodePairs<Pinging>(MOST_PAIRS);

  push(message: SeenBin): void {
    const { cluster, source, sentBy, receivedBy, packet, time } = message;
    const down = announcedLoss(message);
    if (down !== undefined) {
      this.lost(cluster, source, down);
      this.lost(cluster, down, source);
    }
    if (sentBy === undefined || receivedBy === undefined) return;
    if (packet.name === 'CLUSTERER_PING') {
      const pinging = this.pinging(cluster, sentBy, receivedBy);
      if (pinging === undefined) return;
      pinging.asked ??= time;
      pinging.at = time;
      if (isAnew(message)) {
        pinging.isUp = false;
        pinging.downAt = time;
      }
    } else if (packet.name === 'CLUSTERER_PONG') {
      const pinging = this.pinging(cluster, receivedBy, sentBy);
      if (pinging === undefined) return;
      pinging.asked = undefined;
      pinging.at = time;
      pinging.isUp = true;
    }
  }

  /**
   * If this ping begins anew and nothing that was seen is a reason for it: until when the link was known to be up, and
   * how many links of the sender are up. Otherwise undefined. To be called before `push`, which takes the link as down.
   */
  beginsAnew(message: SeenBin): { readonly upUntil: number; readonly links: number } | undefined {
    const { cluster, sentBy, receivedBy, retransmissions } = message;
    if (sentBy === undefined || receivedBy === undefined || retransmissions > 0) return undefined;
    if (message.packet.name !== 'CLUSTERER_PING' || !isAnew(message)) return undefined;
    const pinging = this.pairs.get(cluster, sentBy, receivedBy);
    if (pinging?.isUp !== true || pinging.asked !== undefined) return undefined;
    let links = 0;
    for (const { isUp } of this.pairs.of(cluster, sentBy).values()) if (isUp) links++;
    return { upUntil: pinging.at, links };
  }

  /** Has the node been waiting for an answer of the other one for longer than answers take? */
  isWaiting(cluster: number, from: number, to: number, time: number): boolean {
    const asked = this.pairs.get(cluster, from, to)?.asked;
    return asked !== undefined && time - asked > ANSWER;
  }

  /** When the one last pinged the other over a link that it did not consider up; negative infinity if it never did. */
  lastDown(cluster: number, from: number, to: number): number {
    return this.pairs.get(cluster, from, to)?.downAt ?? Number.NEGATIVE_INFINITY;
  }

  private lost(cluster: number, from: number, to: number): void {
    const known = this.pairs.get(cluster, from, to);
    if (known !== undefined) known.isUp = false;
  }

  private pinging(cluster: number, from: number, to: number): Pinging | undefined {
    return this.pairs.add(cluster, from, to, () => ({ ...NO_PINGS }));
  }
}

function isAnew({ packet }: SeenBin): boolean {
  return numberOf(packet.fields, 'request_node_list') === 1;
}

/**
 * Counts one more ping that begins anew. An enabled node begins anew on all of its links at once; if the last such ping
 * was too long before this one, this one is the first of another moment.
 */
export function together(before: Anew | undefined, pause: TimeSpan, at: number, needed: number): Anew {
  if (before === undefined || at - before.at > TICK) return { ...pause, at, needed, count: 1 };
  before.count++;
  return before;
}
