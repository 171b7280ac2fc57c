import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import type { MessageId } from '../../ids.ts';
import { groupsOf, numberOf, numbersOf } from '../field-values.ts';
import { NodePairs, NodeTable } from '../node-tables.ts';
import type { SeenBin } from '../seen-message.ts';
import { announcedLoss } from './announced-loss.ts';

interface Stretch {
  readonly from: number;
  to: number;
}

/** What one node knows of another one. */
interface Relation {
  /** When its present process first showed that it knows the other node; undefined if it has not. */
  first: number | undefined;
  /** When it, or a process before it, last showed that. */
  last: number;
  /**
   * The latest times in which it may have ignored the other node: from an announcement that the link is down to the
   * next sign that it accepts packets of that node.
   */
  readonly down: Stretch[];
  /** Packets that the other node has sent it in the meantime; undefined if there are none. */
  ignored: Ignored | undefined;
}

/** Packets that may have been ignored for one and the same reason. */
interface Ignored {
  /** Since when packets may be ignored. */
  readonly since: number;
  /** Because the link was announced as down; otherwise, because the other node seems to be unknown. */
  readonly isDown: boolean;
  count: number;
  /** When the latest of them was sent. */
  last: number;
  /** The first few of them. */
  readonly messages: MessageId[];
}

/** Packets of one node, `from`, that another one, `node`, may have ignored. */
export interface IgnoredPackets extends Readonly<Ignored> {
  readonly cluster: number;
  readonly node: number;
  readonly from: number;
}

/** When the present process of a node started, if that was seen. */
interface ProcessStart {
  at: number;
}

/** The most nodes, pairs of nodes, and stretches of a pair that are kept: ids come from the wire. */
const MOST_NODES = 4096;
const MOST_PAIRS = 65_536;
const MOST_STRETCHES = 64;
/** The most packets of a pair whose message ids are kept; all others are only counted. */
const MOST_KEPT = 20;

/**
 * Finds nodes whose packets another node may ignore, whichever route they come by (spec bin-core 6, checks of a
 * receiver). What was ignored did not change what the node holds. A node ignores another one for either of two reasons:
 * - It has disabled that node (clusterer_set_status), and has announced the link to it as down. It announces the same
 *   if a ping was not answered or could not be sent, but then still accepts packets. If it was seen to wait for an
 *   answer, the reason is known. Otherwise both cases look alike until it sends that node something, announces the link
 *   as up, or passes on a packet of that node.
 * - It does not know that node. It pings every node within a second of getting to know it. So if it has restarted and
 *   has sent that node nothing since, it does not know it, or does not reach it. In the latter case it lists the node,
 *   sends it packets by way of others, or passes on its packets. Two nodes that exchange enough other packets send no
 *   pings; then it may remain open whether they know each other.
 */
export class IgnoredSenders {
  /** Increases with everything that is learned. */
  revision = 0;
  private readonly lives = new NodeTable<ProcessStart>(MOST_NODES);
  private readonly relations = new NodePairs<Relation>(MOST_PAIRS);

  /** `isWaiting`: does the node wait for a PONG of the other one? Then that is why it announces the link as down. */
  push(message: SeenBin, isWaiting: (node: number, other: number) => boolean): void {
    const { cluster, source, sentBy, receivedBy, destination, time, packet } = message;
    const other = announcedLoss(message);
    if (other !== undefined && !isWaiting(source, other)) this.down(cluster, source, other, time);
    if (packet.name === 'CLUSTERER_LS_UPDATE' && other === undefined) {
      this.endsDown(cluster, source, numberOf(packet.fields, 'neighbour'), time);
    }
    if (sentBy === undefined || receivedBy === undefined) return;
    // This one packet is sent to a node that the sender does not know.
    if (packet.name === 'CLUSTERER_UNKNOWN_ID') return;
    this.sends(cluster, sentBy, receivedBy, time);
    // A node passes on only packets of nodes that it accepts; and only to these does it send packets by way of others.
    if (sentBy !== source) this.accepts(cluster, sentBy, source, time);
    else if (destination > 0 && destination !== receivedBy) this.accepts(cluster, source, destination, time);
    else if (packet.capability === CapabilityName.Internal) this.lists(message);
    if (destination === receivedBy && sentBy === source) this.comes(message, sentBy, receivedBy);
  }

  /** The node was seen to start at `since`: what it has shown before that, the process of now does not know. */
  begins(cluster: number, id: number, since: number): void {
    const life = this.lives.add(cluster, id, () => ({ at: since }));
    if (life === undefined) return;
    life.at = since;
    for (const relation of this.relations.of(cluster, id).values()) {
      relation.first = relation.last >= since ? since : undefined;
    }
    this.revision++;
  }

  /** May the node have ignored a packet that came from the other one at that time? */
  has(cluster: number, id: number, from: number, time: number): boolean {
    const relation = this.relations.get(cluster, id, from);
    if (relation?.down.some((one) => time >= one.from && time <= one.to) === true) return true;
    return time < (relation?.first ?? Number.POSITIVE_INFINITY) && time >= this.begunAt(cluster, id);
  }

  /** The packets that nodes of the cluster may still be ignoring now. */
  *ignored(cluster: number): Generator<IgnoredPackets> {
    for (const [node, others] of this.relations.all(cluster)) {
      for (const [from, { ignored }] of others) {
        const since = ignored === undefined ? undefined : this.since(cluster, node, from);
        if (ignored !== undefined && since === ignored.since) yield { cluster, node, from, ...ignored };
      }
    }
  }

  /** A packet comes straight from its originator: counts it if the node may ignore it. */
  private comes({ cluster, time, id }: SeenBin, from: number, node: number): void {
    const since = this.since(cluster, node, from);
    if (since === undefined) return;
    const relation = this.relation(cluster, node, from);
    if (relation === undefined) return;
    if (relation.ignored?.since !== since) {
      const isDown = relation.down.at(-1)?.to === Number.POSITIVE_INFINITY;
      relation.ignored = { since, isDown, count: 0, last: time, messages: [] };
    }
    const { ignored } = relation;
    ignored.count++;
    ignored.last = time;
    if (ignored.messages.length < MOST_KEPT) ignored.messages.push(id);
  }

  /** Since when the node may be ignoring the other one; undefined if it is not. */
  private since(cluster: number, node: number, from: number): number | undefined {
    const relation = this.relations.get(cluster, node, from);
    const down = relation?.down.at(-1);
    if (down?.to === Number.POSITIVE_INFINITY) return down.from;
    const begun = this.begunAt(cluster, node);
    return relation?.first === undefined && begun < Number.POSITIVE_INFINITY ? begun : undefined;
  }

  private begunAt(cluster: number, node: number): number {
    return this.lives.get(cluster, node)?.at ?? Number.POSITIVE_INFINITY;
  }

  /** A node knows the nodes that it lists, in PONGs, topology updates and capability updates (spec bin-core 6). */
  private lists({ cluster, source, packet: { fields }, time }: SeenBin): void {
    for (const record of groupsOf(fields, 'nodes'))
      this.knows(cluster, source, numberOf(record, 'node_id'), time);
    for (const node of numbersOf(fields, 'nodes')) this.knows(cluster, source, node, time);
  }

  /** It sends that node something itself, so it knows it and has not disabled it. */
  private sends(cluster: number, from: number, to: number, time: number): void {
    this.knows(cluster, from, to, time);
    this.endsDown(cluster, from, to, time);
  }

  /** From now on it accepts packets of that node again; what came before may have been ignored. */
  private endsDown(cluster: number, node: number, other: number | undefined, time: number): void {
    const last = other === undefined ? undefined : this.relations.get(cluster, node, other)?.down.at(-1);
    if (last?.to !== Number.POSITIVE_INFINITY) return;
    last.to = time;
    this.revision++;
  }

  /** It has not ignored that node at all: the link was announced as down for another reason. */
  private accepts(cluster: number, node: number, other: number, time: number): void {
    const down = this.knows(cluster, node, other, time)?.down;
    if (down?.at(-1)?.to !== Number.POSITIVE_INFINITY) return;
    down.pop();
    this.revision++;
  }

  /** Its present process has shown that it knows that node. */
  private knows(
    cluster: number,
    node: number,
    other: number | undefined,
    time: number,
  ): Relation | undefined {
    if (other === undefined || other === node) return undefined;
    const relation = this.relation(cluster, node, other);
    if (relation === undefined) return undefined;
    relation.last = time;
    if (relation.first === undefined) {
      relation.first = time;
      this.revision++;
    }
    return relation;
  }

  private down(cluster: number, from: number, to: number, time: number): void {
    const stretches = this.relation(cluster, from, to)?.down;
    if (stretches === undefined || stretches.at(-1)?.to === Number.POSITIVE_INFINITY) return;
    stretches.push({ from: time, to: Number.POSITIVE_INFINITY });
    if (stretches.length > MOST_STRETCHES) stretches.shift();
    this.revision++;
  }

  private relation(cluster: number, node: number, other: number): Relation | undefined {
    return this.relations.add(cluster, node, other, () => ({
      first: undefined,
      last: Number.NEGATIVE_INFINITY,
      down: [],
      ignored: undefined,
    }));
  }
}
