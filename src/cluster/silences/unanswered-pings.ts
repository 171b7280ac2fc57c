import { NodePairs } from '../node-tables.ts';
import type { SeenBin } from '../seen-message.ts';
import { isWithin, type TimeSpan } from '../time-spans.ts';

/** What one node has answered of the pings of another one. */
interface Answering {
  /** Pings that came since the first one that is still unanswered, less the answers since then. */
  open: number;
  /** When the first of them came, and when the last answer since then was sent. */
  since: number;
  answered: number | undefined;
  /** The latest times in which some pings were not answered, though later ones were. */
  readonly ignored: TimeSpan[];
}

/** Nanoseconds after an answer in which the node deals with everything else that has come with the same ping. */
const TOGETHER = 0.2e9;
/** Most pairs of nodes, and spans of a pair, that are kept: ids come from the wire. */
const MOST_PAIRS = 65_536;
const MOST_SPANS = 64;

/**
 * A node answers every ping, in the order in which they come (spec bin-core 6.2), unless it ignores their sender: that
 * has been disabled there (clusterer_set_status), which no packet tells. If fewer answers were sent than pings had come,
 * and later pings are answered, then the node may have ignored everything that came from the first of them on to the
 * last answer.
 */
export class UnansweredPings {
  /** Increases with everything that is learned. */
  revision = 0;
  /** By the node that answers and the one that pings. */
  private readonly pairs = new NodePairs<Answering>(MOST_PAIRS);

  push({ cluster, sentBy, receivedBy, packet, time }: SeenBin): void {
    if (sentBy === undefined || receivedBy === undefined) return;
    if (packet.name === 'CLUSTERER_PING') this.asked(cluster, receivedBy, sentBy, time);
    else if (packet.name === 'CLUSTERER_PONG') this.answers(cluster, sentBy, receivedBy, time);
  }

  /** The node is another process now: what the one before it did not answer means nothing. */
  begins(cluster: number, node: number): void {
    for (const answering of this.pairs.of(cluster, node).values()) answering.open = 0;
  }

  /** May the node have ignored what came from the other one at that time? */
  has(cluster: number, node: number, from: number, time: number): boolean {
    const ignored = this.pairs.get(cluster, node, from)?.ignored;
    return ignored !== undefined && isWithin(ignored, time, time);
  }

  private asked(cluster: number, node: number, from: number, time: number): void {
    const answering = this.pairs.add(cluster, node, from, () => ({
      open: 0,
      since: time,
      answered: undefined,
      ignored: [],
    }));
    if (answering === undefined) return;
    const { open, since, answered, ignored } = answering;
    if (open > 0 && answered !== undefined && time - answered > TOGETHER) {
      ignored.push({ from: since, to: answered });
      if (ignored.length > MOST_SPANS) ignored.shift();
      this.revision++;
      answering.open = 0;
    }
    if (answering.open === 0) Object.assign(answering, { since: time, answered: undefined });
    answering.open++;
  }

  private answers(cluster: number, node: number, from: number, time: number): void {
    const answering = this.pairs.get(cluster, node, from);
    if (answering === undefined || answering.open === 0) return;
    answering.open--;
    answering.answered = time;
  }
}
