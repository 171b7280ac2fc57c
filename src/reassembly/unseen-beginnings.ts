import type { PacketLayers } from '../../decoders/packet-layers.ts';
import { tcpTimestamps } from '../../decoders/transport/tcp-timestamps.ts';
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
 * if there are more, ticks are shorter than 1 ms and tell nothing. Only by this are such ticks noticed.
 */
const LONGEST = 600_000;

/** The first captured segment of a stream whose opening was not captured. */
interface Beginning {
  /** When the capture began, and when the segment was captured. */
  readonly since: number;
  readonly time: number;
  /** TSecr of the segment; undefined if it has no timestamps. */
  readonly echo: number | undefined;
}

/**
 * Finds out whether anything was missed on connections that existed before the capture, between its beginning and the
 * first segment that was captured of them. That segment echoes the time at which the receiver last sent something, by
 * the clock of the receiver; the next answer of the receiver tells the present time by the same clock (RFC 7323 3.2).
 * In between the connection was idle. If that reaches back beyond the beginning of the capture, nothing was missed.
 */
export class UnseenBeginnings {
  private readonly pending = new Map<TcpStream, Beginning>();

  /** `layers` are the first segment with payload of a stream without a SYN; the capture began at `since`. */
  begin(stream: TcpStream, layers: PacketLayers, since: number, time: number): void {
    if (since >= time) return;
    this.pending.set(stream, { since, time, echo: tcpTimestamps(layers)?.echo });
  }

  /** To be called with each segment before anything else: it may be the answer that the other direction waits for. */
  segment(stream: TcpStream, layers: PacketLayers, time: number): void {
    if (this.pending.size === 0) return;
    const own = this.pending.get(stream);
    if (own !== undefined && time - own.time > PATIENCE) this.tell(stream, false);
    const { peer } = stream;
    const answered = peer === undefined ? undefined : this.pending.get(peer);
    if (peer !== undefined && answered !== undefined) this.tell(peer, wasIdle(answered, layers, time));
  }

  /** The stream ends, so no answer will come any more. */
  giveUp(stream: TcpStream): void {
    if (this.pending.has(stream)) this.tell(stream, false);
  }

  private tell(stream: TcpStream, isIdle: boolean): void {
    const beginning = this.pending.get(stream);
    this.pending.delete(stream);
    if (beginning !== undefined) stream.existedBefore(beginning.since, beginning.time, isIdle);
  }
}

/** Was the connection idle since before the capture began? `layers` are those of the answer, captured at `time`. */
function wasIdle({ since, echo }: Beginning, layers: PacketLayers, time: number): boolean {
  const value = tcpTimestamps(layers)?.value;
  if (value === undefined || echo === undefined || echo === 0) return false;
  const ticks = (value - echo) >>> 0;
  return ticks <= LONGEST && time - (ticks - 1) * TICK < since;
}
