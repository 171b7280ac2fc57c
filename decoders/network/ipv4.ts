import { u16be } from '../bytes/integers.ts';
import { IpProtocol, LayerStatus, type PacketLayers } from '../packet-layers.ts';
import { skipExtensions } from './extension-headers.ts';

const SHORTEST_HEADER = 20;
const MORE_FRAGMENTS = 0x2000;
const FRAGMENT_OFFSET = 0x1fff;

/**
 * RFC 791. Options are skipped. The checksum is not checked: with offloading, the network card computes it
 * after the packet was captured.
 */
export function decodeIpv4(layers: PacketLayers): LayerStatus {
  const { bytes, payloadFrom: from, payloadTo: to } = layers;
  if (from + SHORTEST_HEADER > to) return LayerStatus.TooShort;
  const first = bytes[from] as number;
  const headerLength = (first & 0x0f) * 4;
  if (first >>> 4 !== 4 || headerLength < SHORTEST_HEADER) return LayerStatus.Malformed;
  if (from + headerLength > to) return LayerStatus.TooShort;
  // The total length is 0 if the card was to split a large packet into segments (TSO).
  const totalLength = u16be(bytes, from + 2) || layers.payloadEnd - from;
  if (totalLength < headerLength) return LayerStatus.Malformed;

  layers.ipVersion = 4;
  layers.networkFrom = from;
  layers.addressLength = 4;
  layers.sourceAt = from + 12;
  layers.destinationAt = from + 16;
  layers.identification = u16be(bytes, from + 4);
  const fragment = u16be(bytes, from + 6);
  layers.fragmentOffset = (fragment & FRAGMENT_OFFSET) * 8;
  layers.moreFragments = (fragment & MORE_FRAGMENTS) !== 0;
  layers.protocol = bytes[from + 9] as number;
  layers.payloadFrom = from + headerLength;
  layers.payloadEnd = from + totalLength;
  // Short Ethernet frames have padding behind the packet.
  layers.payloadTo = Math.min(to, from + totalLength);
  const whole = (fragment & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) === 0;
  return whole && layers.protocol === IpProtocol.Ah ? skipExtensions(layers) : LayerStatus.Ok;
}
