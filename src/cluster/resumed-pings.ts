import { numberOf } from './field-values.ts';
import { NodePairs } from './node-tables.ts';
import type { SeenBin } from './seen-message.ts';
import type { TimeSpan } from './time-spans.ts';

/** What one node knows of its link to another, by the pings on it. */
interface Pinging {
  /** The other one answered last. */
  isUp: boolean;
  /** Since when the answer is waited for. */
  asked: number | undefined;
  /** The last ping or answer. */
  at: number;
}

/** Pings that begin anew, of one moment: of how many links, and of how many they have to be. */
export interface Anew {
  /** From the last word of the sender before it was enabled, to the next one. */
  readonly from: number;
  readonly to: number;
  readonly at: number;
  readonly needed: number;
  count: number;
}

/** In which a node pings all others. */
const TICK = 100e6;
/** Somewhat less than ping_timeout, 1 s by default (spec bin-core 10.2). */
const ANSWER = 0.9e9;
/** Pairs of nodes that are followed; ids come from the wire. */
const MOST_PAIRS = 65_536;

/**
 * Pings that begin anew over a link that was up. A node asks for the list of nodes when it does not know its link, and
 * when an answer is late; of the first it tells the others, or the other end has told it so, and the second follows a
 * ping. One that does so after neither was disabled and is enabled again (clusterer_set_status): that is told nobody.
 */
export class ResumedPings {
  /** Of who asks and who is asked. */
  private readonly pairs = new NodePairs<Pinging>(MOST_PAIRS);

  push(message: SeenBin): void {
    const { cluster, source, sentBy, receivedBy, packet, time } = message;
    const down = linkTold(message);
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
      if (isAnew(message)) pinging.isUp = false;
    } else if (packet.name === 'CLUSTERER_PONG') {
      const pinging = this.pinging(cluster, receivedBy, sentBy);
      if (pinging === undefined) return;
      pinging.asked = undefined;
      pinging.at = time;
      pinging.isUp = true;
    }
  }

  /**
   * Where this ping begins anew without a reason: until when the link was known to be up, and how many links of its
   * sender are. To be asked before it is pushed.
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

  /** Does the node wait for an answer of the other one, for longer than answers take? */
  isWaiting(cluster: number, from: number, to: number, time: number): boolean {
    const asked = this.pairs.get(cluster, from, to)?.asked;
    return asked !== undefined && time - asked > ANSWER;
  }

  private lost(cluster: number, from: number, to: number): void {
    const known = this.pairs.get(cluster, from, to);
    if (known !== undefined) known.isUp = false;
  }

  private pinging(cluster: number, from: number, to: number): Pinging | undefined {
    return this.pairs.add(cluster, from, to, () => ({ isUp: false, asked: undefined, at: 0 }));
  }
}

/** The node whose link to the source is down, as this says. */
export function linkTold({ packet }: SeenBin): number | undefined {
  if (packet.name !== 'CLUSTERER_LS_UPDATE' || numberOf(packet.fields, 'link_state') === 0) return undefined;
  return numberOf(packet.fields, 'neighbour');
}

function isAnew({ packet }: SeenBin): boolean {
  return numberOf(packet.fields, 'request_node_list') === 1;
}

/** With one more of that moment. */
export function together(before: Anew | undefined, pause: TimeSpan, at: number, needed: number): Anew {
  if (before === undefined || at - before.at > TICK) return { ...pause, at, needed, count: 1 };
  before.count++;
  return before;
}
