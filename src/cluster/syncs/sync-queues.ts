import { numberOf } from '../field-values.ts';
import type { SeenBin } from '../seen-message.ts';
import { OverlappingAnswers } from './overlapping-answers.ts';
import { SYNC_TIMEOUT } from './sync-times.ts';

/** Nanoseconds that a node needs at most to process a packet that has arrived. */
const BEHIND = 1e9;
/** Most packets that wait at one node, and at all together; further ones are applied at once, and counted. */
const MOST_WAITING = 20_000;
const MOST_WAITING_AT_ALL = 100_000;
/** Most receivers that are followed at a time, and of which early ends are remembered; ids come from the wire. */
const MOST_RECEIVERS = 4096;

interface Queue {
  lastData: number;
  /** Chunks that have come. */
  chunks: number;
  /** The module cannot read some of the data, and so never gets as many chunks as the end of the sync announces. */
  lacks: boolean;
  readonly waiting: SeenBin[];
}

/**
 * Packets of one capability that arrive while a node receives a sync of it. The node applies them after the sync
 * has ended (spec bin-capabilities 3): otherwise the record of a contact that is deleted meanwhile would bring it
 * back. If the module has dropped some of the chunks that SYNC_END counts, the sync does not end with it: the node
 * waits until it gives up.
 */
export class SyncQueues {
  /** Packets that were applied too early, and data of syncs that were not followed, as there were too many. */
  overflowed = 0;
  readonly overlapping = new OverlappingAnswers();
  private readonly queues = new Map<string, Queue>();
  /** When ends came before the data that they announce, which took another way. */
  private readonly early = new Map<string, number>();
  private waiting = 0;
  /** No sync times out before: the time of the last data of the one that got any longest ago, or earlier. */
  private oldestData = Number.POSITIVE_INFINITY;

  /** So many chunks of a sync reached the node, whose module reads or drops them. */
  data(cluster: number, node: number, time: number, isRead: boolean, chunks: number): void {
    const queue = this.queues.get(key(cluster, node));
    const ended = this.early.get(key(cluster, node));
    if (ended !== undefined && time - ended <= BEHIND) return;
    if (queue === undefined) {
      if (this.queues.size >= MOST_RECEIVERS) {
        this.overflowed++;
        return;
      }
      this.queues.set(key(cluster, node), { lastData: time, chunks, lacks: !isRead, waiting: [] });
      this.oldestData = Math.min(this.oldestData, time);
      return;
    }
    queue.lastData = Math.max(queue.lastData, time);
    queue.chunks += chunks;
    queue.lacks ||= !isRead;
  }

  /**
   * May the node still be processing what came to it at the time `came`? Each part of a sync waits for those before it.
   * In steps of a second, so that the answer does not change with each part.
   */
  isUnderWay(cluster: number, node: number, came: number, now: number): boolean {
    const queue = this.queues.size === 0 ? undefined : this.queues.get(key(cluster, node));
    return queue !== undefined && isGoingOn(queue, now) && came >= stepOf(queue) - BEHIND;
  }

  /** As long as the key is the same, so are the answers of `isUnderWay`, and those of `overlapping` for these silences. */
  keyAt(now: number): string {
    let all = this.overlapping.keyAt(now);
    for (const [name, queue] of this.queues) if (isGoingOn(queue, now)) all += `${name} ${stepOf(queue)} `;
    return all;
  }

  /** True if the packet has to wait at its destination; it is then kept until the sync ends. */
  holdsBack(message: SeenBin): boolean {
    if (this.queues.size === 0) return false;
    const queue = this.queues.get(key(message.cluster, message.destination));
    if (queue === undefined) return false;
    if (queue.waiting.length >= MOST_WAITING || this.waiting >= MOST_WAITING_AT_ALL) {
      this.overflowed++;
      return false;
    }
    this.waiting++;
    queue.waiting.push(message);
    return true;
  }

  /** The packets that waited at the receiver of this SYNC_END, in order; none if the sync does not end with it. */
  endedBy({ cluster, destination, packet, time }: SeenBin): readonly SeenBin[] {
    const chunks = numberOf(packet.fields, 'chunks_count');
    const queue = this.queues.get(key(cluster, destination));
    if (queue === undefined && (chunks ?? 0) > 0) this.noteEarly(key(cluster, destination), time);
    if (queue !== undefined && chunks !== undefined && queue.chunks > chunks) {
      this.overlapping.add(cluster, destination, time, queue.lastData);
    }
    return chunks !== undefined && queue?.lacks === true ? [] : this.end(cluster, destination);
  }

  /** The node has begun anew: nothing waits there any more. */
  restart(cluster: number, node: number): void {
    this.overlapping.end(cluster, node);
    this.end(cluster, node);
  }

  /** Ends the sync at the node. Returns the packets that waited there, in order. */
  private end(cluster: number, node: number): readonly SeenBin[] {
    const waiting = this.queues.get(key(cluster, node))?.waiting ?? [];
    this.queues.delete(key(cluster, node));
    this.waiting -= waiting.length;
    return waiting;
  }

  private noteEarly(receiver: string, time: number): void {
    if (this.early.size >= MOST_RECEIVERS) this.early.clear();
    this.early.set(receiver, time);
  }

  /** As `end`, for all syncs of which no data has come for `sync_timeout`. */
  timedOut(now: number): readonly SeenBin[] {
    if (this.queues.size === 0 || now - this.oldestData <= SYNC_TIMEOUT) return [];
    const released: SeenBin[] = [];
    this.oldestData = Number.POSITIVE_INFINITY;
    for (const [name, { lastData, waiting }] of this.queues) {
      if (now - lastData <= SYNC_TIMEOUT) {
        this.oldestData = Math.min(this.oldestData, lastData);
        continue;
      }
      this.queues.delete(name);
      for (const message of waiting) released.push(message);
    }
    this.waiting -= released.length;
    return released;
  }

  /** Number of nodes that are receiving a sync. */
  get size(): number {
    return this.queues.size;
  }
}

function stepOf({ lastData }: Queue): number {
  return Math.floor(lastData / BEHIND) * BEHIND;
}

function isGoingOn(queue: Queue, now: number): boolean {
  return now < stepOf(queue) + 2 * BEHIND;
}

function key(cluster: number, node: number): string {
  return `${cluster} ${node}`;
}
