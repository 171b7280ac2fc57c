import { u16be } from '../bytes/integers.ts';
import { LayerStatus, type PacketLayers } from '../packet-layers.ts';

const HEADER_LENGTH = 8;

/**
 * RFC 768, at `payloadFrom`. A length of 0 (jumbograms, RFC 2675; segmentation offload), or one beyond the IP
 * packet, means "up to its end".
 */
export function decodeUdp(layers: PacketLayers): LayerStatus {
  const { bytes, payloadFrom: from, payloadEnd: end } = layers;
  if (from + HEADER_LENGTH > layers.payloadTo) {
    return from + HEADER_LENGTH > end ? LayerStatus.Malformed : LayerStatus.TooShort;
  }
  const length = u16be(bytes, from + 4);
  if (length !== 0 && length < HEADER_LENGTH) return LayerStatus.Malformed;
  layers.sourcePort = u16be(bytes, from);
  layers.destinationPort = u16be(bytes, from + 2);
  layers.payloadFrom = from + HEADER_LENGTH;
  if (length !== 0 && from + length < end) {
    layers.payloadEnd = from + length;
    if (layers.payloadTo > from + length) layers.payloadTo = from + length;
  }
  return LayerStatus.Ok;
}
