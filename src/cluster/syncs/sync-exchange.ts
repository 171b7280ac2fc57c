import type { MessageId, SourceId } from '../../ids.ts';
import type { SeenBin } from '../seen-message.ts';

/** Data packets of an unfinished answer that may still be reassigned to another request. */
const MOST_MOVABLE = 4096;
/** Messages that a report names. */
const MOST_MESSAGES = 1024;

/** A packet with sync data. */
export interface DataPacket {
  readonly message: MessageId;
  readonly time: number;
  readonly bytes: number;
  readonly chunks: number;
  readonly records: ReadonlyMap<string, number>;
  /** Some of it was sent, and cannot be read. */
  readonly damaged: boolean;
}

/** A request and its answer, as far as they were seen. */
export class SyncExchange {
  readonly cluster: number;
  readonly capability: string;
  readonly donor: number;
  readonly receiver: number;
  requested: number | undefined;
  /** When the end of the answer was seen. */
  end: number | undefined;
  announced: number | undefined;
  /** Times of its first and last packet, copies included. */
  firstSeen: number;
  lastSeen: number;
  packets = 0;
  bytes = 0;
  chunks = 0;
  /** Unreadable packets that belong, or may belong, to it. */
  damaged = 0;
  refused = 0;
  queued = 0;
  requests = 0;
  repeatedEnds = 0;
  firstData: number | undefined;
  lastData: number | undefined;
  /** A node lost its memory before the end came, and when that was seen. */
  lost: { readonly why: 'donor restarted' | 'receiver restarted'; readonly time: number } | undefined;
  /** The receiver announced then that it has everything, and nothing of the answer was seen since. */
  gotUnseen: number | undefined;
  readonly records = new Map<string, number>();
  /** Observers that saw any of it. */
  readonly sources = new Set<SourceId>();
  messages: MessageId[] = [];
  private data: DataPacket[] = [];

  constructor({ cluster, capability, donor, receiver }: SyncRoute, time: number) {
    this.cluster = cluster;
    this.capability = capability;
    this.donor = donor;
    this.receiver = receiver;
    this.firstSeen = time;
    this.lastSeen = time;
  }

  /** A packet of it, or a copy of one. */
  seen(message: SeenBin): void {
    for (const { source } of message.sights) this.sources.add(source);
    this.lastSeen = Math.max(this.lastSeen, message.time);
    this.gotUnseen = undefined;
    this.name(message.id);
  }

  /** A packet that was counted for another answer. */
  takeOver(packet: DataPacket, from: SyncExchange): void {
    this.add(packet);
    this.name(packet.message);
    for (const source of from.sources) this.sources.add(source);
  }

  add(packet: DataPacket): void {
    this.count(packet, 1);
    this.firstData = Math.min(this.firstData ?? packet.time, packet.time);
    this.lastData = Math.max(this.lastData ?? packet.time, packet.time);
    this.lastSeen = Math.max(this.lastSeen, packet.time);
    if (this.end === undefined && this.data.length < MOST_MOVABLE) this.data.push(packet);
  }

  /** More was seen of a packet; false if it is not one of this answer's. */
  replace(packet: DataPacket, longer: DataPacket): boolean {
    const at = this.data.indexOf(packet);
    if (at < 0) return false;
    this.data.splice(at, 1);
    this.count(packet, -1);
    this.add(longer);
    return true;
  }

  /**
   * The end of the answer, which announces the number of chunks. Answers to several requests may overlap, and
   * nothing tells whose data is whose: data in excess of the announced number is returned.
   */
  close(time: number, announced: number | undefined, isShared: boolean): readonly DataPacket[] {
    this.end = time;
    this.announced = announced;
    const surplus = isShared && announced !== undefined ? this.beyond(announced) : [];
    this.data = [];
    return surplus;
  }

  /** Number of chunks that were announced, but not seen yet. */
  get missing(): number {
    return this.announced === undefined ? 0 : Math.max(0, this.announced - this.chunks);
  }

  private name(message: MessageId): void {
    if (this.messages.length < MOST_MESSAGES) this.messages.push(message);
  }

  private beyond(announced: number): readonly DataPacket[] {
    if (this.chunks <= announced) return [];
    let kept = 0;
    const surplus = this.data.filter(({ chunks }) => {
      if (kept + chunks > announced) return true;
      kept += chunks;
      return false;
    });
    for (const packet of surplus) this.count(packet, -1);
    const gone = new Set(surplus.map(({ message }) => message));
    this.messages = this.messages.filter((message) => !gone.has(message));
    const left = this.data.filter(({ message }) => !gone.has(message)).map(({ time }) => time);
    this.firstData = left.length === 0 ? undefined : Math.min(...left);
    this.lastData = left.length === 0 ? undefined : Math.max(...left);
    return surplus;
  }

  private count(packet: DataPacket, sign: 1 | -1): void {
    this.packets += sign;
    this.bytes += sign * packet.bytes;
    this.chunks += sign * packet.chunks;
    if (packet.damaged) this.damaged += sign;
    for (const [kind, count] of packet.records) {
      const sum = (this.records.get(kind) ?? 0) + sign * count;
      if (sum === 0) this.records.delete(kind);
      else this.records.set(kind, sum);
    }
  }
}

/**
 * Between which nodes, and for which capability. There is no transaction id: apart from these, only the order
 * helps.
 */
export interface SyncRoute {
  readonly cluster: number;
  readonly capability: string;
  readonly donor: number;
  readonly receiver: number;
}

export function routeKey({ cluster, donor, receiver, capability }: SyncRoute): string {
  return `${cluster} ${donor} ${receiver} ${capability}`;
}
