import { LayerStatus, type PacketLayers } from '../packet-layers.ts';
import { decodeRawIp } from './raw-ip.ts';

const LABEL_LENGTH = 4;
/** More labels on a packet than any network stacks. */
const MOST_LABELS = 16;

/** IP behind a stack of MPLS labels, the last of which is marked as such (RFC 3032 2.1); nothing tells the protocol. */
export function decodeMpls(layers: PacketLayers, from: number, to: number, end: number): LayerStatus {
  for (let labels = 0; labels < MOST_LABELS; labels++) {
    if (from + LABEL_LENGTH > to) return LayerStatus.TooShort;
    const isLast = ((layers.bytes[from + 2] as number) & 1) === 1;
    from += LABEL_LENGTH;
    if (isLast) return decodeRawIp(layers, from, to, end);
  }
  return LayerStatus.Malformed;
}
