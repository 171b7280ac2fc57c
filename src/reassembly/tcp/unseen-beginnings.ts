import type { PacketLayers } from '../../../decoders/packet-layers.ts';
import { tcpTimestamps } from '../../../decoders/transport/tcp-timestamps.ts';
import type { TcpStream } from './tcp-stream.ts';

/**
 * Nanoseconds of a tick of the timestamp clock: RFC 7323 5.4 allows 1 ms to 1 s, and the systems that OpenSIPS runs on
 * have 1 ms. If the real one is longer, connections were idle for longer than is computed here, so nothing is taken for
 * idle that was not.
 */
const TICK = 1e6;
/** How long to wait for the answer, in nanoseconds: a receiver may delay it by 0.5 s (RFC 9293 3.8.6.3). */
const PATIENCE = 1e9;
/**
 * The most ticks for which a connection may have been idle: 10 minutes. Nodes ping each other more often than that, so
 * if there are more, ticks are shorter than 1 ms and tell nothing.
 */
const LONGEST = 600_000;
/**
 * Ticks by which a clock of 1 ms may be ahead of the times of the capture, which jitter. Linux counts microseconds
 * where the option tcp_usec_ts is set: of these there are more within a millisecond.
 */
const JITTER = 100;
/** After so many nanoseconds a clock ten times too fast is ahead by more than that. */
const LONG_ENOUGH = 20 * TICK;

/** The first captured segment of a stream whose opening was not captured. */
interface Beginning {
  /** When the capture began, and when the segment was captured. */
  readonly since: number;
  readonly time: number;
  /** TSecr of the segment; undefined if it has no timestamps. */
  readonly echo: number | undefined;
}

/** What the receiver answered, from which the connection was taken to have been idle. */
interface Answer {
  readonly beginning: Beginning;
  readonly value: number;
  readonly time: number;
}

/**
 * Finds out whether anything was missed on connections that existed before the capture, between its beginning and the
 * first segment that was captured of them. That segment echoes the time at which the receiver last sent something, by
 * the clock of the receiver; the next answer of the receiver tells the present time by the same clock (RFC 7323 3.2).
 * In between the connection was idle. If that reaches back beyond the beginning of the capture, nothing was missed.
 */
export class UnseenBeginnings {
  private readonly pending = new Map<TcpStream, Beginning>();
  /** Streams that were told to be idle, until their receiver has sent once more and its clock was seen to be slow. */
  private readonly idle = new Map<TcpStream, Answer>();

  /** `layers` are the first segment with payload of a stream without a SYN; the capture began at `since`. */
  begin(stream: TcpStream, layers: PacketLayers, since: number, time: number): void {
    if (since >= time) return;
    this.pending.set(stream, { since, time, echo: tcpTimestamps(layers)?.echo });
  }

  /** To be called with each segment before anything else: it may be the answer that the other direction waits for. */
  segment(stream: TcpStream, layers: PacketLayers, time: number): void {
    if (this.pending.size === 0 && this.idle.size === 0) return;
    const own = this.pending.get(stream);
    if (own !== undefined && time - own.time > PATIENCE) this.tell(stream, own, undefined);
    const { peer } = stream;
    if (peer === undefined) return;
    const answered = this.pending.get(peer);
    if (answered !== undefined) this.tell(peer, answered, idleAnswer(answered, layers, time));
    else this.doubt(peer, layers, time);
  }

  /**
   * The stream ends, so nothing will come any more by which the receiver's clock was seen to be slow. Where there are
   * `fastClocks` it may have one of them.
   */
  giveUp(stream: TcpStream, fastClocks: boolean): void {
    const beginning = this.pending.get(stream);
    if (beginning !== undefined) this.tell(stream, beginning, undefined);
    const answer = this.idle.get(stream);
    this.idle.delete(stream);
    if (answer !== undefined && fastClocks)
      stream.existedBefore(answer.beginning.since, answer.beginning.time, false);
  }

  private tell(stream: TcpStream, beginning: Beginning, answer: Answer | undefined): void {
    this.pending.delete(stream);
    if (answer !== undefined) this.idle.set(stream, answer);
    stream.existedBefore(beginning.since, beginning.time, answer !== undefined);
  }

  /** The receiver sends something after its answer: if its clock ticks too fast for that, the answer told nothing. */
  private doubt(stream: TcpStream, layers: PacketLayers, time: number): void {
    const answer = this.idle.get(stream);
    const value = answer === undefined ? undefined : tcpTimestamps(layers)?.value;
    if (answer === undefined || value === undefined) return;
    const passed = time - answer.time;
    const ticks = (value - answer.value) | 0;
    const isFast = ticks > (2 * passed) / TICK + JITTER;
    if (isFast || passed > LONG_ENOUGH) this.idle.delete(stream);
    if (isFast) stream.existedBefore(answer.beginning.since, answer.beginning.time, false);
  }
}

/**
 * The answer, captured at `time` with these `layers`, if by its clock the connection was idle since before the capture
 * began.
 */
function idleAnswer(beginning: Beginning, layers: PacketLayers, time: number): Answer | undefined {
  const value = tcpTimestamps(layers)?.value;
  const { since, echo } = beginning;
  if (value === undefined || echo === undefined || echo === 0) return undefined;
  const ticks = (value - echo) >>> 0;
  const isIdle = ticks <= LONGEST && time - (ticks - 1) * TICK < since;
  return isIdle ? { beginning, value, time } : undefined;
}
