import { u16be } from '../bytes/integers.ts';
import { LayerStatus, type PacketLayers } from '../packet-layers.ts';

const CHECKSUM = 0x8000;
const ROUTING = 0x4000;
const KEY = 0x2000;
const SEQUENCE = 0x1000;
const VERSION = 0x0007;

/** What a GRE header says besides the protocol type, which is stored in `layers.etherType`. */
export interface GreHeader {
  /** ERSPAN type I has no sequence number, type II does. */
  hasSequence: boolean;
}

/**
 * RFC 2784 and RFC 2890, at `payloadFrom`. Source routes (RFC 1701) and version 1 (PPTP) are not supported.
 * Afterwards, `etherType` may be anything.
 */
export function decodeGre(layers: PacketLayers, header: GreHeader): LayerStatus {
  const { bytes, payloadFrom: from, payloadTo: to } = layers;
  if (from + 4 > to) return LayerStatus.TooShort;
  const flags = u16be(bytes, from);
  if ((flags & (ROUTING | VERSION)) !== 0) return LayerStatus.Unsupported;
  let length = 4;
  if ((flags & CHECKSUM) !== 0) length += 4;
  if ((flags & KEY) !== 0) length += 4;
  if ((flags & SEQUENCE) !== 0) length += 4;
  if (from + length > to) return LayerStatus.TooShort;
  header.hasSequence = (flags & SEQUENCE) !== 0;
  layers.etherType = u16be(bytes, from + 2);
  layers.payloadFrom = from + length;
  return LayerStatus.Ok;
}
