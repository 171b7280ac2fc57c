import { u32be } from '../bytes/integers.ts';
import type { PacketLayers } from '../packet-layers.ts';

/** The Timestamps option of a segment (RFC 7323 3.2); both count up by the clock of one end, and wrap at 2^32. */
export interface TcpTimestamps {
  /** TSval: the clock of the sender. */
  readonly value: number;
  /** TSecr: the last `value` that the sender received. Means something only if ACK is set. */
  readonly echo: number;
}

const END_OF_LIST = 0;
const NO_OPERATION = 1;
const TIMESTAMPS = 8;
const TIMESTAMPS_LENGTH = 10;

/** To be asked after `decodeTcp`. Undefined if the segment has no such option, or its options are malformed. */
export function tcpTimestamps({
  bytes,
  tcpOptionsFrom,
  payloadFrom,
}: PacketLayers): TcpTimestamps | undefined {
  let at = tcpOptionsFrom;
  while (at + 1 < payloadFrom) {
    const kind = bytes[at] as number;
    if (kind === END_OF_LIST) return undefined;
    if (kind === NO_OPERATION) {
      at++;
      continue;
    }
    const length = bytes[at + 1] as number;
    if (length < 2 || at + length > payloadFrom) return undefined;
    if (kind === TIMESTAMPS) {
      if (length !== TIMESTAMPS_LENGTH) return undefined;
      return { value: u32be(bytes, at + 2), echo: u32be(bytes, at + 6) };
    }
    at += length;
  }
  return undefined;
}
