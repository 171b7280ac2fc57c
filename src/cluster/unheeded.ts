import { linkTold } from './resumed-pings.ts';
import type { SeenBin } from './seen-message.ts';

interface Stretch {
  readonly from: number;
  to: number;
}

/** What one node makes of another. */
interface Regard {
  /** When its present process first sent it something; undefined where it has not. */
  first: number | undefined;
  last: number;
  /** From when it told that its link is down until it sent something again, the last ones. */
  readonly down: Stretch[];
}

/** What is known of one node. */
interface Node {
  /** When its process began, where that was seen. */
  begun: number;
  readonly others: Map<number, Regard>;
}

/** Pairs of nodes that are followed, and stretches of one; ids come from the wire. */
const MOST_PAIRS = 65_536;
const MOST_STRETCHES = 64;

/**
 * Whom a node may not heed, whatever comes from there and by whatever way (spec bin-core 6, checks of a receiver):
 * - whom it has disabled (clusterer_set_status). It tells that the link is down, as it does when it gets no answer, or
 *   cannot ask, and takes what comes: where it was not seen to ask, both look the same, until it sends that node
 *   something.
 * - whom it does not know. It pings whom it comes to know within a second, so who began anew and has sent another
 *   one nothing does not know it. Others that have enough to tell each other send no pings, and it may stay so.
 */
export class Unheeded {
  /** Grows with what is known. */
  revision = 0;
  private readonly clusters = new Map<number, Map<number, Node>>();
  private pairs = 0;

  /** `isWaiting`: the node waits for an answer of the other one. */
  push(message: SeenBin, isWaiting: (node: number, other: number) => boolean): void {
    const { cluster, source, sentBy, receivedBy, destination, time } = message;
    const other = linkTold(message);
    if (other !== undefined && !isWaiting(source, other)) this.down(cluster, source, other, time);
    if (sentBy === source && destination > 0 && destination !== receivedBy)
      this.sent(cluster, source, destination);
    if (sentBy === undefined || receivedBy === undefined) return;
    // An answer to whom it does not know.
    if (message.packet.name === 'CLUSTERER_UNKNOWN_ID') return;
    const regard = this.regard(cluster, sentBy, receivedBy);
    if (regard === undefined) return;
    regard.last = time;
    if (regard.first === undefined) {
      regard.first = time;
      this.revision++;
    }
    const last = regard.down.at(-1);
    if (last === undefined || last.to !== Number.POSITIVE_INFINITY) return;
    last.to = time;
    this.revision++;
  }

  /** Over another one: it does that only for whom it has not disabled. */
  private sent(cluster: number, from: number, to: number): void {
    const down = this.clusters.get(cluster)?.get(from)?.others.get(to)?.down;
    if (down?.at(-1)?.to !== Number.POSITIVE_INFINITY) return;
    down.pop();
    this.revision++;
  }

  /** The node was seen to begin: what it has sent `since` its process did. */
  begins(cluster: number, id: number, since: number): void {
    const node = this.node(cluster, id);
    if (node === undefined) return;
    node.begun = since;
    for (const regard of node.others.values()) regard.first = regard.last >= since ? since : undefined;
    this.revision++;
  }

  /** May the node not have heeded what came from the other one at that time? */
  has(cluster: number, id: number, from: number, time: number): boolean {
    const node = this.clusters.get(cluster)?.get(id);
    if (node === undefined) return false;
    const regard = node.others.get(from);
    if (time >= node.begun && time < (regard?.first ?? Number.POSITIVE_INFINITY)) return true;
    return regard?.down.some((one) => time >= one.from && time <= one.to) === true;
  }

  private down(cluster: number, from: number, to: number, time: number): void {
    const stretches = this.regard(cluster, from, to)?.down;
    if (stretches === undefined || stretches.at(-1)?.to === Number.POSITIVE_INFINITY) return;
    stretches.push({ from: time, to: Number.POSITIVE_INFINITY });
    if (stretches.length > MOST_STRETCHES) stretches.shift();
    this.revision++;
  }

  private regard(cluster: number, from: number, to: number): Regard | undefined {
    const node = this.node(cluster, from);
    const known = node?.others.get(to);
    if (node === undefined || known !== undefined || this.pairs >= MOST_PAIRS) return known;
    this.pairs++;
    const fresh: Regard = { first: undefined, last: Number.NEGATIVE_INFINITY, down: [] };
    node.others.set(to, fresh);
    return fresh;
  }

  private node(cluster: number, id: number): Node | undefined {
    let nodes = this.clusters.get(cluster);
    const known = nodes?.get(id);
    if (known !== undefined || this.pairs >= MOST_PAIRS) return known;
    if (nodes === undefined) {
      nodes = new Map();
      this.clusters.set(cluster, nodes);
    }
    const fresh: Node = { begun: Number.POSITIVE_INFINITY, others: new Map() };
    nodes.set(id, fresh);
    this.pairs++;
    return fresh;
  }
}
