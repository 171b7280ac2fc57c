import type { Endpoint } from './packet-writer.ts';
import { segmentEnd, TcpDirection } from './tcp-direction.ts';
import type { TcpLine } from './tcp-line.ts';

const ROUND_TRIP = 180;
/** Full segments that a sender with a small congestion window has under way. */
const CONGESTION_WINDOW = 14_480;

/**
 * A TCP connection as captured. What is written goes out at once (TCP_NODELAY), except while the
 * connection is being set up and while it is congested: then messages share and straddle segments.
 */
export class TcpConnection {
  readonly opener: Endpoint;
  readonly listener: Endpoint;
  private readonly line: TcpLine;
  private readonly forward: TcpDirection;
  private readonly backward: TcpDirection;
  /** What the opener wrote and could not send. */
  private waiting: Uint8Array[] = [];
  /** What the listener wrote before the connection was there. */
  private waitingReplies: Uint8Array[] = [];
  private isEstablished = false;
  private congestedUntil = 0;

  /** `offload`: the opener's segments are captured before its network card cuts them. */
  constructor(line: TcpLine, opener: Endpoint, listener: Endpoint, offload = false) {
    this.line = line;
    this.opener = opener;
    this.listener = listener;
    this.forward = new TcpDirection(line, opener, listener, offload);
    this.backward = new TcpDirection(line, listener, opener, false);
    this.forward.connect(this.backward);
    this.backward.connect(this.forward);
    line.truth.connections++;
  }

  open(now: number): void {
    this.forward.synchronise(now, false);
    this.line.queue.callAfter(ROUND_TRIP, (answered) => this.establish(answered));
  }

  /** The opener writes. The bytes are good during the call only. */
  write(now: number, bytes: Uint8Array): void {
    const isFree = this.isEstablished && now >= this.congestedUntil && this.waiting.length === 0;
    if (isFree) this.forward.transmit(now, bytes);
    else this.waiting.push(bytes.slice());
  }

  /** The listener writes. */
  reply(now: number, bytes: Uint8Array): void {
    if (this.isEstablished) this.backward.transmit(now, bytes);
    else this.waitingReplies.push(bytes.slice());
  }

  /** For some time the opener may send only a window's worth each round trip (in microseconds). */
  congest(now: number, duration: number, roundTrip: number): void {
    if (!this.isEstablished || now < this.congestedUntil) return;
    this.congestedUntil = now + duration;
    const sendWindow = (later: number): void => {
      const over = later >= this.congestedUntil;
      this.sendWaiting(later, over ? Number.POSITIVE_INFINITY : CONGESTION_WINDOW);
      if (!over) this.line.queue.callAfter(roundTrip, sendWindow);
    };
    this.line.queue.callAfter(roundTrip, sendWindow);
  }

  /** Puts everything that was written on the wire. */
  drain(now: number): void {
    this.establish(now);
    this.sendWaiting(now, Number.POSITIVE_INFINITY);
    this.sendReplies(now);
    this.forward.release(now);
    this.backward.release(now);
  }

  close(now: number): void {
    this.drain(now);
    this.forward.finish(now + 10);
    this.backward.finish(now + ROUND_TRIP);
    this.forward.acknowledge(now + ROUND_TRIP + 10);
  }

  private establish(now: number): void {
    if (this.isEstablished) return;
    this.isEstablished = true;
    this.backward.synchronise(now, true);
    this.forward.acknowledge(now + 10);
    this.sendWaiting(now + 20, Number.POSITIVE_INFINITY);
    this.sendReplies(now + 30);
  }

  /** Sends waiting bytes in one run, at most so many; the rest goes on waiting. */
  private sendWaiting(now: number, most: number): void {
    if (this.waiting.length === 0) return;
    const bytes = Buffer.concat(this.waiting);
    const end = segmentEnd(bytes, 0, most);
    this.waiting = end < bytes.length ? [bytes.subarray(end)] : [];
    this.forward.transmit(now, bytes.subarray(0, end));
  }

  private sendReplies(now: number): void {
    for (const bytes of this.waitingReplies) this.backward.transmit(now, bytes);
    this.waitingReplies = [];
  }
}
