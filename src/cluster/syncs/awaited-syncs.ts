import { groupsOf, numberOf, textOf } from '../field-values.ts';
import { NodeTable } from '../node-tables.ts';
import { isFirstHop, type SeenBin, type SeenMessage, type Tracker } from '../seen-message.ts';
import { NEW_LIFE, SYNC_TIMEOUT } from './sync-times.ts';

/** Most nodes that are kept, and capabilities of one: both come from the wire. */
const MOST_NODES = 4096;
const MOST_CAPABILITIES = 64;

/** Called when a node turns out to have got an answer of which no end was captured. */
export type UnseenAnswerListener = (
  cluster: number,
  receiver: number,
  capability: string,
  time: number,
) => void;

/**
 * What nodes have asked for and not got yet, and what they must have got although nobody captured it: a node announces
 * a capability as synced (CAP_UPDATE, state 1) when the answer to its request has ended (spec bin-core 9). If the end
 * of no answer was seen by then, and nothing more of one comes later, the connection of the answer was not captured.
 */
export class AwaitedSyncs implements Tracker {
  private readonly nodes = new NodeTable<ReceivingNode>(MOST_NODES);
  private readonly listeners: UnseenAnswerListener[] = [];

  onUnseenAnswer(listener: UnseenAnswerListener): void {
    this.listeners.push(listener);
  }

  push(message: SeenMessage): void {
    if (message.protocol !== 'bin' || message.cluster <= 0) return;
    switch (message.packet.name) {
      case 'CLUSTERER_SYNC_REQ':
        this.asked(message);
        break;
      case 'CLUSTERER_SYNC':
      case 'CLUSTERER_SYNC_END':
        this.answered(message);
        break;
      case 'CLUSTERER_CAP_UPDATE':
        if (isFirstHop(message)) this.announced(message);
    }
  }

  /** A process was seen to start: it will ask for what it lacks. */
  began(cluster: number, node: number, time: number): void {
    const receiving = this.node(cluster, node);
    if (receiving === undefined) return;
    receiving.began = time;
    for (const [name, one] of receiving.capabilities) {
      if (time - one.changed > NEW_LIFE) receiving.capabilities.delete(name);
    }
  }

  /** Since when nothing of an answer that the node waits for was seen; undefined if it does not wait. */
  awaitedSince(cluster: number, node: number, capability: string, time: number): number | undefined {
    const receiving = this.nodes.get(cluster, node);
    if (receiving === undefined) return undefined;
    const one = receiving.capabilities.get(capability);
    const begun = receiving.began > (one?.closed ?? Number.NEGATIVE_INFINITY) ? receiving.began : undefined;
    const since = one?.isOpen === true ? Math.max(one.seen, begun ?? one.seen) : begun;
    return since !== undefined && time - since <= SYNC_TIMEOUT ? since : undefined;
  }

  /**
   * Does the node wait for a sync of the capability: has it just begun, said that it wants one, asked for it, or is
   * getting it? What others hold, it has yet to get. A wait ends without anything new (spec bin-core 9).
   */
  isWaiting(cluster: number, node: number, capability: string, time: number): boolean {
    const receiving = this.nodes.get(cluster, node);
    if (receiving === undefined) return false;
    const one = receiving.capabilities.get(capability);
    const since = one === undefined ? receiving.began : one.waiting;
    return since !== undefined && since <= time && time - since <= SYNC_TIMEOUT;
  }

  /** When the node had got an answer that was not captured; what others had before then it may have, too. */
  gotUnseen(cluster: number, node: number, capability: string): number | undefined {
    return this.nodes.get(cluster, node)?.capabilities.get(capability)?.gotUnseen;
  }

  private asked(message: SeenBin): void {
    const one = this.capability(message.cluster, message.source, message);
    if (one === undefined) return;
    if (one.isReady !== false) one.hasEnded = false;
    // It asks again where nobody answers: that does not make it wait any longer.
    if (!one.isOpen || message.time - one.seen > 2 * SYNC_TIMEOUT) one.waiting = message.time;
    Object.assign(one, { isReady: false, isOpen: true, seen: message.time, changed: message.time });
  }

  private answered(message: SeenBin): void {
    const { cluster, destination, packet, time } = message;
    const one = this.capability(cluster, destination, message);
    if (one === undefined) return;
    one.changed = time;
    // The node was early, and what it got is seen.
    one.gotUnseen = undefined;
    if (packet.name === 'CLUSTERER_SYNC_END')
      Object.assign(one, { hasEnded: true, isOpen: false, closed: time, waiting: undefined });
    else Object.assign(one, { isOpen: true, seen: time, waiting: time });
  }

  private announced({ cluster, source, packet, time }: SeenBin): void {
    for (const record of groupsOf(packet.fields, 'nodes')) {
      if (numberOf(record, 'node_id') !== source) continue;
      for (const told of groupsOf(record, 'caps')) {
        const name = textOf(told, 'capability') ?? '';
        const one = this.named(cluster, source, name);
        if (one === undefined) continue;
        const isReady = numberOf(told, 'state') === 1;
        if (isReady && isUnexplained(one, time)) {
          one.gotUnseen = time;
          for (const listener of this.listeners) listener(cluster, source, name, time);
        }
        if (!isReady && one.isReady !== false) Object.assign(one, { hasEnded: false, waiting: time });
        if (isReady) {
          // Without a request, the capability is ready for another reason.
          if (Math.max(one.seen, one.closed) > Number.NEGATIVE_INFINITY) one.closed = time;
          Object.assign(one, { isOpen: false, changed: time, waiting: undefined });
        }
        one.isReady = isReady;
      }
    }
  }

  private capability(cluster: number, node: number, { packet }: SeenBin): Awaited | undefined {
    return this.named(cluster, node, textOf(packet.fields, 'capability') ?? '');
  }

  private named(cluster: number, node: number, name: string): Awaited | undefined {
    const capabilities = node > 0 && name !== '' ? this.node(cluster, node)?.capabilities : undefined;
    const known = capabilities?.get(name);
    if (known !== undefined || capabilities === undefined) return known;
    if (capabilities.size >= MOST_CAPABILITIES) return undefined;
    const fresh: Awaited = {
      isReady: undefined,
      isOpen: false,
      hasEnded: false,
      seen: Number.NEGATIVE_INFINITY,
      changed: 0,
      closed: Number.NEGATIVE_INFINITY,
      waiting: undefined,
      gotUnseen: undefined,
    };
    capabilities.set(name, fresh);
    return fresh;
  }

  private node(cluster: number, node: number): ReceivingNode | undefined {
    return this.nodes.add(cluster, node, () => ({
      began: Number.NEGATIVE_INFINITY,
      capabilities: new Map(),
    }));
  }
}

interface ReceivingNode {
  /** When its present process was seen to start. */
  began: number;
  readonly capabilities: Map<string, Awaited>;
}

/** A capability that a node has asked for, or was sent. */
interface Awaited {
  /** What it has announced last; undefined if nothing. False from its request on. */
  isReady: boolean | undefined;
  /** It has asked, or is getting data, and the end has not come. */
  isOpen: boolean;
  /** The end of an answer has come since it was not ready. Of several requests, one answer is enough. */
  hasEnded: boolean;
  /** When it last asked or got data; when anything was last seen; when it last had all. */
  seen: number;
  changed: number;
  closed: number;
  /** When anything was last done about what it waits for; undefined if it has all. */
  waiting: number | undefined;
  gotUnseen: number | undefined;
}

function isUnexplained({ isReady, isOpen, hasEnded, seen }: Awaited, time: number): boolean {
  return isReady === false && isOpen && !hasEnded && time - seen <= SYNC_TIMEOUT;
}
