import type { AddressId, MessageId } from '../../ids.ts';
import type { TimeSpan } from '../time-spans.ts';

/** Packets from one address to another, and how many of them TCP sent more than once. */
export interface ResentPackets {
  readonly sender: AddressId;
  readonly receiver: AddressId;
  /** The first of all packets. */
  readonly first: MessageId;
  packets: number;
  resent: number;
  /** The longest time until one of the resent packets was acknowledged, in nanoseconds. */
  longest: number;
  /** The first of the resent packets. */
  readonly messages: MessageId[];
  /** Session times of the first and the last packet that an outage held back; undefined if there was none. */
  heldBack: TimeSpan | undefined;
}

/**
 * Nanoseconds. If an acknowledgement takes longer, the link was down or the receiver gone, which is more than the
 * loss of a segment: by then TCP has sent it again about four times (RFC 6298).
 */
const OUTAGE = 3e9;
/** Most pairs of addresses that are kept; clusters have some dozens. */
const MOST = 65_536;
const MOST_MESSAGES = 100;

/** How many packets TCP has to send again from one address to another, over all connections between them. */
export class ResendCounts {
  private readonly ways = new Map<number, ResentPackets>();

  /**
   * `acknowledgedAfter` is in nanoseconds: infinite if the packet was never acknowledged, 0 if that was not observed.
   */
  packet(
    sender: AddressId,
    receiver: AddressId,
    id: MessageId,
    time: number,
    isResent: boolean,
    acknowledgedAfter: number,
  ): void {
    const key = sender * 2 ** 26 + receiver;
    let known = this.ways.get(key);
    if (known === undefined) {
      if (this.ways.size >= MOST) return;
      known = {
        sender,
        receiver,
        first: id,
        packets: 0,
        resent: 0,
        longest: 0,
        messages: [],
        heldBack: undefined,
      };
      this.ways.set(key, known);
    }
    known.packets++;
    if (!isResent) return;
    if (acknowledgedAfter > OUTAGE) {
      known.heldBack = { from: known.heldBack?.from ?? time, to: time };
      return;
    }
    known.resent++;
    known.longest = Math.max(known.longest, acknowledgedAfter);
    if (known.messages.length < MOST_MESSAGES) known.messages.push(id);
  }

  all(): Iterable<ResentPackets> {
    return this.ways.values();
  }
}
