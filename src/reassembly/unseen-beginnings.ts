import type { PacketLayers } from '../../decoders/packet-layers.ts';
import { tcpTimestamps } from '../../decoders/transport/tcp-timestamps.ts';
import type { TcpStream } from './tcp-stream.ts';

/** RFC 7323 5.4 wants a tick of 1 ms to 1 s. The systems that OpenSIPS runs on have 1 ms; a longer one proves less. */
const TICK = 1e6;
/** An answer is waited for in this many nanoseconds: a receiver may delay it by 0.5 s (RFC 9293 3.8.6.3). */
const PATIENCE = 1e9;
/** Ticks since a connection was last used. Nodes ping each other more often: if it is more, the tick is not 1 ms. */
const LONGEST = 600_000;

/** The first captured segment of a stream whose opening was not captured. */
interface Beginning {
  /** When the capture began, and when the segment was captured. */
  readonly since: number;
  readonly time: number;
  /** TSecr of the segment. */
  readonly echo: number | undefined;
}

/**
 * Finds out whether connections that existed before the capture were used between its beginning and the first segment
 * that was captured of them. That segment echoes the time at which the receiver last answered, by the receiver's
 * clock; its next answer tells what time it is by this clock now. What lies between them is how long the connection was
 * idle (RFC 7323 3.2).
 */
export class UnseenBeginnings {
  private readonly pending = new Map<TcpStream, Beginning>();

  /** The first segment of a stream; `layers` are its own. */
  begin(stream: TcpStream, layers: PacketLayers, since: number, time: number): void {
    if (since >= time) return;
    this.pending.set(stream, { since, time, echo: tcpTimestamps(layers)?.echo });
  }

  /** Any segment that comes later. */
  segment(stream: TcpStream, layers: PacketLayers, time: number): void {
    if (this.pending.size === 0) return;
    const own = this.pending.get(stream);
    if (own !== undefined && time - own.time > PATIENCE) this.tell(stream, false);
    const { peer } = stream;
    const answered = peer === undefined ? undefined : this.pending.get(peer);
    if (peer !== undefined && answered !== undefined) this.tell(peer, wasIdle(answered, layers, time));
  }

  /** No answer will come any more. */
  giveUp(stream: TcpStream): void {
    if (this.pending.has(stream)) this.tell(stream, false);
  }

  private tell(stream: TcpStream, isIdle: boolean): void {
    const beginning = this.pending.get(stream);
    this.pending.delete(stream);
    if (beginning !== undefined) stream.existedBefore(beginning.since, beginning.time, isIdle);
  }
}

/** `layers` are of the answer, which was captured at `time`. */
function wasIdle({ since, echo }: Beginning, layers: PacketLayers, time: number): boolean {
  const value = tcpTimestamps(layers)?.value;
  if (value === undefined || echo === undefined || echo === 0) return false;
  const ticks = (value - echo) >>> 0;
  return ticks <= LONGEST && time - (ticks - 1) * TICK < since;
}
