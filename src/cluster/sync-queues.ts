import { numberOf } from './field-values.ts';
import type { SeenBin } from './seen-message.ts';

const SECOND = 1e9;
/** `sync_timeout` (spec bin-core 9): without sync data for so long, a receiver stops to wait. */
const TIMEOUT = 15 * SECOND;
/** A node is by no more than this behind with what it gets. */
const BEHIND = SECOND;
/** Packets that wait at one node; more are applied at once, and counted. */
const MOST_WAITING = 20_000;

interface Queue {
  lastData: number;
  /** Its module does not read some of the data: it waits for as many chunks as were sent. */
  lacks: boolean;
  readonly waiting: SeenBin[];
}

/**
 * Packets of one capability that arrive while a node receives sync data of it: it applies them after the end of
 * it (spec bin-capabilities 3). A contact that is deleted meanwhile would otherwise come back with its record. An
 * end that counts chunks ends nothing where the module has thrown some away: the node then waits until it gives up.
 */
export class SyncQueues {
  /** Packets that were applied too early because too many were waiting. */
  overflowed = 0;
  private readonly queues = new Map<string, Queue>();

  /** Sync data reached the node, which reads them or throws them away. */
  data(cluster: number, node: number, time: number, isRead: boolean): void {
    const queue = this.queues.get(key(cluster, node));
    if (queue === undefined) {
      this.queues.set(key(cluster, node), { lastData: time, lacks: !isRead, waiting: [] });
      return;
    }
    queue.lastData = time;
    queue.lacks ||= !isRead;
  }

  /**
   * May the node not have dealt yet with data that came to it then? One part comes after the other, and each waits for
   * those before. By whole steps, so that not everything changes with each part.
   */
  isUnderWay(cluster: number, node: number, came: number, now: number): boolean {
    const queue = this.queues.size === 0 ? undefined : this.queues.get(key(cluster, node));
    return queue !== undefined && isGoingOn(queue, now) && came >= stepOf(queue) - BEHIND;
  }

  /** As long as it is the same, so is what `isUnderWay` tells. */
  keyAt(now: number): string {
    let all = '';
    for (const [name, queue] of this.queues) if (isGoingOn(queue, now)) all += `${name} ${stepOf(queue)} `;
    return all;
  }

  /** True where the packet has to wait at its destination. */
  holdsBack(message: SeenBin): boolean {
    if (this.queues.size === 0) return false;
    const queue = this.queues.get(key(message.cluster, message.destination));
    if (queue === undefined) return false;
    if (queue.waiting.length >= MOST_WAITING) {
      this.overflowed++;
      return false;
    }
    queue.waiting.push(message);
    return true;
  }

  /** The packets that waited where this SYNC_END came, in their order, if the sync is over with it. */
  endedBy({ cluster, destination, packet }: SeenBin): readonly SeenBin[] {
    const counts = numberOf(packet.fields, 'chunks_count') !== undefined;
    const lacks = this.queues.get(key(cluster, destination))?.lacks === true;
    return counts && lacks ? [] : this.end(cluster, destination);
  }

  /** The packets that waited at the node, in their order; the sync is over. */
  end(cluster: number, node: number): readonly SeenBin[] {
    const queue = this.queues.get(key(cluster, node));
    this.queues.delete(key(cluster, node));
    return queue?.waiting ?? [];
  }

  /** The same for all syncs whose data ceased to come. */
  timedOut(now: number): readonly SeenBin[] {
    if (this.queues.size === 0) return [];
    const released: SeenBin[] = [];
    for (const [name, { lastData, waiting }] of this.queues) {
      if (now - lastData <= TIMEOUT) continue;
      this.queues.delete(name);
      for (const message of waiting) released.push(message);
    }
    return released;
  }

  /** Of how many nodes a sync is under way. */
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
