import { u16be, u16le } from '../bytes/integers.ts';
import { LayerStatus, type PacketLayers } from '../packet-layers.ts';
import { decodeRawIp } from './raw-ip.ts';

/** Address family, version, resource id. */
const HEADER_LENGTH = 4;
const TLV_HEADER = 4;
/** NFULA_PAYLOAD of Linux. */
const PAYLOAD = 9;

/**
 * LINKTYPE_NFLOG, what `tcpdump -i nflog` writes: attributes with length and type in the byte order of the capturing
 * host, one of which is the IP packet.
 */
export function decodeNflog(layers: PacketLayers, from: number, to: number, end: number): LayerStatus {
  const { bytes } = layers;
  let at = from + HEADER_LENGTH;
  if (at + TLV_HEADER > to) return LayerStatus.TooShort;
  if (bytes[from + 1] !== 0) return LayerStatus.Unsupported;
  // No type is as large as 256.
  const isBig = bytes[at + 2] === 0 && bytes[at + 3] !== 0;
  const u16 = isBig ? u16be : u16le;
  while (at + TLV_HEADER <= to) {
    const length = u16(bytes, at);
    if (length < TLV_HEADER || at + length > end) return LayerStatus.Malformed;
    const last = at + length;
    if (u16(bytes, at + 2) === PAYLOAD) return decodeRawIp(layers, at + TLV_HEADER, Math.min(to, last), last);
    at += (length + 3) & ~3;
  }
  return at < end ? LayerStatus.TooShort : LayerStatus.NotIp;
}
