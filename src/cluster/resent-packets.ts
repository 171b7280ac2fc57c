import type { EndpointId, MessageId } from '../ids.ts';

/** Packets from one place to another, and those of them that went over it more than once. */
export interface ResentPackets {
  readonly sender: EndpointId;
  readonly receiver: EndpointId;
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
/** Pairs of ports that are told apart. */
const MOST = 65_536;
const MOST_MESSAGES = 100;

/** How much of what is sent over each connection TCP has to send again. */
export class ResendCounts {
  private readonly connections = new Map<number, ResentPackets>();

  /** `acknowledgedAfter` is in nanoseconds, infinite where it never was, 0 where nobody waited for it. */
  packet(
    sender: EndpointId,
    receiver: EndpointId,
    id: MessageId,
    isResent: boolean,
    acknowledgedAfter: number,
  ): void {
    const key = sender * 2 ** 26 + receiver;
    let known = this.connections.get(key);
    if (known === undefined) {
      if (this.connections.size >= MOST) return;
      known = { sender, receiver, first: id, packets: 0, resent: 0, longest: 0, messages: [] };
      this.connections.set(key, known);
    }
    known.packets++;
    if (!isResent || acknowledgedAfter > OUTAGE) return;
    known.resent++;
    known.longest = Math.max(known.longest, acknowledgedAfter);
    if (known.messages.length < MOST_MESSAGES) known.messages.push(id);
  }

  all(): Iterable<ResentPackets> {
    return this.connections.values();
  }
}
