import { u16be, u32be } from '../bytes/integers.ts';
import { LayerStatus, type PacketLayers } from '../packet-layers.ts';

const SHORTEST_HEADER = 20;

/** RFC 9293, at `payloadFrom`. Options are skipped; see `tcpTimestamps`. */
export function decodeTcp(layers: PacketLayers): LayerStatus {
  const { bytes, payloadFrom: from, payloadTo: to, payloadEnd: end } = layers;
  if (from + SHORTEST_HEADER > to) {
    return from + SHORTEST_HEADER > end ? LayerStatus.Malformed : LayerStatus.TooShort;
  }
  const headerLength = ((bytes[from + 12] as number) >>> 4) * 4;
  if (headerLength < SHORTEST_HEADER || from + headerLength > end) return LayerStatus.Malformed;
  if (from + headerLength > to) return LayerStatus.TooShort;
  layers.sourcePort = u16be(bytes, from);
  layers.destinationPort = u16be(bytes, from + 2);
  layers.sequence = u32be(bytes, from + 4);
  layers.acknowledgement = u32be(bytes, from + 8);
  layers.tcpFlags = bytes[from + 13] as number;
  layers.window = u16be(bytes, from + 14);
  layers.tcpOptionsFrom = from + SHORTEST_HEADER;
  layers.payloadFrom = from + headerLength;
  return LayerStatus.Ok;
}
