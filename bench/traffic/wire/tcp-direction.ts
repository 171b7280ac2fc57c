import { type Endpoint, MSS } from './packet-writer.ts';
import { OFFLOADED, type TcpLine } from './tcp-line.ts';

const Flag = { Fin: 1, Syn: 2, Psh: 8, Ack: 16 } as const;
const WINDOW = 502;
const SYN_WINDOW = 64_240;
const QUICK_ACK = 60;
const DELAYED_ACK = 40_000;
/** A reordered segment appears behind its successor, or so many microseconds later if none comes. */
const REORDERING = 1500;
const RETRANSMISSION_TIMEOUT = 210_000;

interface Held {
  readonly sequence: number;
  readonly bytes: Uint8Array;
  readonly flags: number;
  /** Given up by the next segment, not only by the clock. */
  readonly isReordered: boolean;
}

/** Bytes that one end of a connection sends, as segments at the place of capture. */
export class TcpDirection {
  readonly from: Endpoint;
  readonly to: Endpoint;
  private readonly line: TcpLine;
  private readonly clockOffset: number;
  private readonly longest: number;
  private opposite: TcpDirection | undefined;
  /** Sequence number of the next byte. */
  private next: number;
  private held: Held | undefined;
  private unacknowledged = 0;
  private acknowledgementIsDue = false;

  constructor(line: TcpLine, from: Endpoint, to: Endpoint, offload: boolean) {
    this.line = line;
    this.from = from;
    this.to = to;
    this.longest = offload ? OFFLOADED : MSS;
    this.next = line.random.u32();
    this.clockOffset = line.random.u32() >>> 1;
  }

  connect(opposite: TcpDirection): void {
    this.opposite = opposite;
  }

  /** Everything before this was captured without a hole. */
  get delivered(): number {
    return this.held?.sequence ?? this.next;
  }

  stamp(now: number): number {
    return (this.clockOffset + Math.floor(now / 1000)) >>> 0;
  }

  /** SYN, or SYN and ACK from the end that was called. */
  synchronise(now: number, isAnswer: boolean): void {
    this.emit(now, Flag.Syn | (isAnswer ? Flag.Ack : 0), this.next, NOTHING, 0, 0);
    this.next = (this.next + 1) >>> 0;
  }

  finish(now: number): void {
    this.emit(now, Flag.Fin | Flag.Ack, this.next, NOTHING, 0, 0);
    this.next = (this.next + 1) >>> 0;
  }

  acknowledge(now: number): void {
    this.emit(now, Flag.Ack, this.next, NOTHING, 0, 0);
  }

  /** Sends bytes, the last segment with PSH. What must wait is copied. */
  transmit(now: number, bytes: Uint8Array): void {
    let end = 0;
    for (let start = 0; start < bytes.length; start = end) {
      end = segmentEnd(bytes, start, this.longest);
      this.send(now, end === bytes.length ? Flag.Psh | Flag.Ack : Flag.Ack, bytes, start, end);
    }
  }

  /** Lets go of a segment that is held back. */
  release(now: number): void {
    const { held } = this;
    if (held === undefined) return;
    this.held = undefined;
    this.emit(now, held.flags, held.sequence, held.bytes, 0, held.bytes.length);
    this.expectAcknowledgement();
  }

  private send(now: number, flags: number, bytes: Uint8Array, start: number, end: number): void {
    const { random, conditions, truth } = this.line;
    const sequence = this.next;
    const fate = random.fraction();
    const { reordered, missing, retransmitted } = conditions;
    if (fate < reordered + missing && this.held === undefined) {
      const isReordered = fate < reordered;
      this.hold({ sequence, bytes: bytes.slice(start, end), flags, isReordered });
      this.next = (sequence + end - start) >>> 0;
      truth.outOfOrder++;
      return;
    }
    this.next = (sequence + end - start) >>> 0;
    this.emit(now, flags, sequence, bytes, start, end);
    if (this.held?.isReordered === true) this.release(now + 20);
    else this.expectAcknowledgement();
    if (fate > 1 - retransmitted) this.sendAgain(sequence, flags, bytes.slice(start, end));
  }

  private hold(held: Held): void {
    this.held = held;
    this.line.queue.callAfter(held.isReordered ? REORDERING : RETRANSMISSION_TIMEOUT, (now) => {
      if (this.held === held) this.release(now);
    });
  }

  private sendAgain(sequence: number, flags: number, bytes: Uint8Array): void {
    this.line.queue.callAfter(RETRANSMISSION_TIMEOUT, (now) => {
      this.line.truth.retransmitted++;
      this.emit(now, flags, sequence, bytes, 0, bytes.length);
    });
  }

  /** The other end acknowledges every second segment at once, and a single one a little later. */
  private expectAcknowledgement(): void {
    const { queue, random } = this.line;
    this.unacknowledged++;
    if (this.acknowledgementIsDue && this.unacknowledged !== 2) return;
    this.acknowledgementIsDue = true;
    const delay = this.unacknowledged >= 2 || random.chance(0.5) ? QUICK_ACK : DELAYED_ACK;
    queue.after(delay, this);
  }

  /** Task: the other end acknowledges what there is. */
  run(now: number): void {
    this.acknowledgementIsDue = false;
    if (this.unacknowledged === 0) return;
    this.opposite?.acknowledge(now);
  }

  private emit(
    now: number,
    flags: number,
    sequence: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    const { opposite } = this;
    if (opposite === undefined) throw new Error('a direction without its opposite');
    const isSyn = (flags & Flag.Syn) !== 0;
    const isFirst = flags === Flag.Syn;
    opposite.unacknowledged = 0;
    const header = {
      sequence,
      acknowledgement: isFirst ? 0 : opposite.delivered,
      flags,
      window: isSyn ? SYN_WINDOW : WINDOW,
      stamp: this.stamp(now),
      echo: isFirst ? 0 : opposite.stamp(now),
    };
    this.line.packets.segment(now, this.from, this.to, header, bytes, start, end);
  }
}

const NOTHING = new Uint8Array(0);

/** How much shorter a segment may be than it could be. */
const SHORTER = 400;
/** tshark stumbles over segments of one byte. */
const SHORTEST = 2;

/**
 * Where a segment ends: inside a word, near the most that it may hold. What begins with other bytes
 * tshark may take for a protocol that it knows (on port 5555 for SigComp), and report it as malformed.
 */
export function segmentEnd(bytes: Uint8Array, start: number, longest: number): number {
  const most = start + longest;
  if (most >= bytes.length) return bytes.length;
  const latest = Math.min(most, bytes.length - SHORTEST);
  for (let end = latest; end > latest - SHORTER && end > start; end--) {
    if (isLetter(bytes[end] as number)) return end;
  }
  return latest;
}

function isLetter(byte: number): boolean {
  return byte >= 0x61 && byte <= 0x7a;
}
