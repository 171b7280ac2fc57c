import { finish, mix } from '../../../decoders/bytes/hash.ts';
import type { EndpointId, MessageId } from '../../ids.ts';

/** The same packet, sent again and again from one endpoint to another. */
export interface RepeatedPacket {
  readonly sender: EndpointId;
  readonly receiver: EndpointId;
  /** Most times that it was sent within a minute of the time before. */
  count: number;
  /** The tenth one and those that follow, up to a limit. */
  readonly messages: MessageId[];
}

/** Nanoseconds after which a packet no longer counts as a repetition. */
const WITHIN = 60e9;
/** So many repetitions are no coincidence. */
const LEAST = 10;
/** Size of the hash table; a power of 2. A packet whose place is taken replaces the one there. */
const PLACES = 65_536;
const MOST_REPEATED = 1000;
const MOST_MESSAGES = 100;

/** Finds packets that are sent again and again. Each tells of an event, and needs to be sent to each node once only. */
export class RepeatedPackets {
  private readonly contents = new Float64Array(PLACES);
  private readonly senders = new Int32Array(PLACES);
  private readonly receivers = new Int32Array(PLACES);
  private readonly counts = new Uint32Array(PLACES);
  private readonly times = new Float64Array(PLACES);
  private readonly found = new Map<string, RepeatedPacket>();

  /** `content` is the same for packets that differ in nothing but their destination. */
  push(content: number, sender: EndpointId, receiver: EndpointId, time: number, message: MessageId): void {
    const place = finish(mix(mix(content | 0, sender), receiver)) & (PLACES - 1);
    const isSame =
      this.contents[place] === content &&
      this.senders[place] === sender &&
      this.receivers[place] === receiver;
    if (!isSame || time - (this.times[place] as number) > WITHIN) {
      this.contents[place] = content;
      this.senders[place] = sender;
      this.receivers[place] = receiver;
      this.times[place] = time;
      this.counts[place] = 1;
      return;
    }
    const count = (this.counts[place] as number) + 1;
    this.counts[place] = count;
    if (count >= LEAST) this.note(`${content} ${sender} ${receiver}`, sender, receiver, count, message);
  }

  all(): Iterable<RepeatedPacket> {
    return this.found.values();
  }

  private note(
    key: string,
    sender: EndpointId,
    receiver: EndpointId,
    count: number,
    message: MessageId,
  ): void {
    let repeated = this.found.get(key);
    if (repeated === undefined) {
      if (this.found.size >= MOST_REPEATED) return;
      repeated = { sender, receiver, count: 0, messages: [] };
      this.found.set(key, repeated);
    }
    repeated.count = Math.max(repeated.count, count);
    if (repeated.messages.length < MOST_MESSAGES) repeated.messages.push(message);
  }
}
