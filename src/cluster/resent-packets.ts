import type { AddressId, MessageId } from '../ids.ts';

/** Packets from one address to another, and those of them that were sent more than once. */
export interface ResentPackets {
  readonly sender: AddressId;
  readonly receiver: AddressId;
  /** Of all, the first. */
  readonly first: MessageId;
  packets: number;
  resent: number;
  /** Nanoseconds, at most, until one of these was acknowledged. */
  longest: number;
  /** The first ones that were sent again. */
  readonly messages: MessageId[];
}

/**
 * What is acknowledged later than this was not lost alone: the link was down, or the receiver gone. Nanoseconds; by
 * then TCP has sent it again some four times (RFC 6298).
 */
const OUTAGE = 3e9;
/** Pairs of addresses that are told apart; clusters have some dozens. */
const MOST = 65_536;
const MOST_MESSAGES = 100;

/** How much of what goes from one address to another, over all their connections, TCP has to send again. */
export class ResendCounts {
  private readonly ways = new Map<number, ResentPackets>();

  /** `acknowledgedAfter` is in nanoseconds, infinite where it never was, 0 where nobody waited for it. */
  packet(
    sender: AddressId,
    receiver: AddressId,
    id: MessageId,
    isResent: boolean,
    acknowledgedAfter: number,
  ): void {
    const key = sender * 2 ** 26 + receiver;
    let known = this.ways.get(key);
    if (known === undefined) {
      if (this.ways.size >= MOST) return;
      known = { sender, receiver, first: id, packets: 0, resent: 0, longest: 0, messages: [] };
      this.ways.set(key, known);
    }
    known.packets++;
    if (!isResent || acknowledgedAfter > OUTAGE) return;
    known.resent++;
    known.longest = Math.max(known.longest, acknowledgedAfter);
    if (known.messages.length < MOST_MESSAGES) known.messages.push(id);
  }

  all(): Iterable<ResentPackets> {
    return this.ways.values();
  }
}
