import type { MessageId } from '../ids.ts';
import { groupsOf, numberOf, numbersOf } from './field-values.ts';
import { NodePairs, NodeTable } from './node-tables.ts';
import { linkTold } from './resumed-pings.ts';
import type { SeenBin } from './seen-message.ts';

interface Stretch {
  readonly from: number;
  to: number;
}

/** What one node makes of another. */
interface Regard {
  /** When its present process first showed that it knows that one, and last; undefined where it has not. */
  first: number | undefined;
  last: number;
  /** From when it told that its link is down until it heeded that one again, the last ones. */
  readonly down: Stretch[];
  /** What that one has sent it since it may not heed it. */
  ignored: Ignored | undefined;
}

interface Ignored {
  /** Since when it may not heed what comes. */
  readonly since: number;
  /** It has told that its link is down; else it does not seem to know that one. */
  readonly isDown: boolean;
  count: number;
  last: number;
  /** The first of them. */
  readonly messages: MessageId[];
}

/** What a node may ignore that another one sends it. */
export interface IgnoredSender extends Readonly<Ignored> {
  readonly cluster: number;
  readonly node: number;
  readonly from: number;
}

/** When the process of a node began, where that was seen. */
interface Begun {
  at: number;
}

/** Nodes, pairs of them and stretches of one that are followed; ids come from the wire. */
const MOST_NODES = 4096;
const MOST_PAIRS = 65_536;
const MOST_STRETCHES = 64;
/** Messages that are kept of what one ignores of another. */
const MOST_KEPT = 20;

/**
 * Whom a node may not heed, whatever comes from there and by whatever way (spec bin-core 6, checks of a receiver):
 * - whom it has disabled (clusterer_set_status). It tells that the link is down, as it does when it gets no answer, or
 *   cannot ask, and takes what comes: where it was not seen to ask, both look the same, until it sends that node
 *   something, tells that the link is up, or passes on what that one said.
 * - whom it does not know. It pings whom it comes to know within a second, so who began anew and has sent another
 *   one nothing does not know it, or does not reach it: then it lists that one all the same, sends it things over
 *   others, or passes on what it said. Others that have enough to tell each other send no pings, and it may stay so.
 */
export class Unheeded {
  /** Grows with what is known. */
  revision = 0;
  private readonly lives = new NodeTable<Begun>(MOST_NODES);
  private readonly regards = new NodePairs<Regard>(MOST_PAIRS);

  /** `isWaiting`: the node waits for an answer of the other one. */
  push(message: SeenBin, isWaiting: (node: number, other: number) => boolean): void {
    const { cluster, source, sentBy, receivedBy, destination, time, packet } = message;
    const other = linkTold(message);
    if (other !== undefined && !isWaiting(source, other)) this.down(cluster, source, other, time);
    if (packet.name === 'CLUSTERER_LS_UPDATE' && other === undefined) {
      this.endsDown(cluster, source, numberOf(packet.fields, 'neighbour'), time);
    }
    if (sentBy === undefined || receivedBy === undefined) return;
    // An answer to whom it does not know.
    if (packet.name === 'CLUSTERER_UNKNOWN_ID') return;
    this.sends(cluster, sentBy, receivedBy, time);
    // What comes from others is passed on only where it is heeded, and sent over others only to whom is.
    if (sentBy !== source) this.heeds(cluster, sentBy, source, time);
    else if (destination > 0 && destination !== receivedBy) this.heeds(cluster, source, destination, time);
    else if (packet.capability === 'clusterer-internal') this.lists(message);
    if (destination === receivedBy && sentBy === source) this.comes(message, sentBy, receivedBy);
  }

  /** The node was seen to begin: what it has shown `since` its process did. */
  begins(cluster: number, id: number, since: number): void {
    const life = this.lives.add(cluster, id, () => ({ at: since }));
    if (life === undefined) return;
    life.at = since;
    for (const regard of this.regards.of(cluster, id).values()) {
      regard.first = regard.last >= since ? since : undefined;
    }
    this.revision++;
  }

  /** May the node not have heeded what came from the other one at that time? */
  has(cluster: number, id: number, from: number, time: number): boolean {
    const regard = this.regards.get(cluster, id, from);
    if (regard?.down.some((one) => time >= one.from && time <= one.to) === true) return true;
    return time < (regard?.first ?? Number.POSITIVE_INFINITY) && time >= this.begunAt(cluster, id);
  }

  /** What nodes of the cluster may ignore now, as far as others send it. */
  *ignored(cluster: number): Generator<IgnoredSender> {
    for (const [node, others] of this.regards.all(cluster)) {
      for (const [from, { ignored }] of others) {
        const since = ignored === undefined ? undefined : this.since(cluster, node, from);
        if (ignored !== undefined && since === ignored.since) yield { cluster, node, from, ...ignored };
      }
    }
  }

  /** A packet of another node that the node may not heed. */
  private comes({ cluster, time, id }: SeenBin, from: number, node: number): void {
    const since = this.since(cluster, node, from);
    if (since === undefined) return;
    const regard = this.regard(cluster, node, from);
    if (regard === undefined) return;
    if (regard.ignored?.since !== since) {
      const isDown = regard.down.at(-1)?.to === Number.POSITIVE_INFINITY;
      regard.ignored = { since, isDown, count: 0, last: time, messages: [] };
    }
    const { ignored } = regard;
    ignored.count++;
    ignored.last = time;
    if (ignored.messages.length < MOST_KEPT) ignored.messages.push(id);
  }

  /** Since when the node may not heed the other one, if it may not now. */
  private since(cluster: number, node: number, from: number): number | undefined {
    const regard = this.regards.get(cluster, node, from);
    const down = regard?.down.at(-1);
    if (down?.to === Number.POSITIVE_INFINITY) return down.from;
    const begun = this.begunAt(cluster, node);
    return regard?.first === undefined && begun < Number.POSITIVE_INFINITY ? begun : undefined;
  }

  private begunAt(cluster: number, node: number): number {
    return this.lives.get(cluster, node)?.at ?? Number.POSITIVE_INFINITY;
  }

  /** A node knows whom it lists: in answer to who asks, of the topology, and with capabilities (spec bin-core 6). */
  private lists({ cluster, source, packet: { fields }, time }: SeenBin): void {
    for (const record of groupsOf(fields, 'nodes'))
      this.knows(cluster, source, numberOf(record, 'node_id'), time);
    for (const node of numbersOf(fields, 'nodes')) this.knows(cluster, source, node, time);
  }

  private sends(cluster: number, from: number, to: number, time: number): void {
    this.knows(cluster, from, to, time);
    this.endsDown(cluster, from, to, time);
  }

  private endsDown(cluster: number, node: number, other: number | undefined, time: number): void {
    const last = other === undefined ? undefined : this.regards.get(cluster, node, other)?.down.at(-1);
    if (last?.to !== Number.POSITIVE_INFINITY) return;
    last.to = time;
    this.revision++;
  }

  private heeds(cluster: number, node: number, other: number, time: number): void {
    const down = this.knows(cluster, node, other, time)?.down;
    if (down?.at(-1)?.to !== Number.POSITIVE_INFINITY) return;
    down.pop();
    this.revision++;
  }

  private knows(cluster: number, node: number, other: number | undefined, time: number): Regard | undefined {
    if (other === undefined || other === node) return undefined;
    const regard = this.regard(cluster, node, other);
    if (regard === undefined) return undefined;
    regard.last = time;
    if (regard.first === undefined) {
      regard.first = time;
      this.revision++;
    }
    return regard;
  }

  private down(cluster: number, from: number, to: number, time: number): void {
    const stretches = this.regard(cluster, from, to)?.down;
    if (stretches === undefined || stretches.at(-1)?.to === Number.POSITIVE_INFINITY) return;
    stretches.push({ from: time, to: Number.POSITIVE_INFINITY });
    if (stretches.length > MOST_STRETCHES) stretches.shift();
    this.revision++;
  }

  private regard(cluster: number, node: number, other: number): Regard | undefined {
    return this.regards.add(cluster, node, other, () => ({
      first: undefined,
      last: Number.NEGATIVE_INFINITY,
      down: [],
      ignored: undefined,
    }));
  }
}
