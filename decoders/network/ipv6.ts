import { u16be } from '../bytes/integers.ts';
import { IpProtocol, LayerStatus, type PacketLayers } from '../packet-layers.ts';
import { skipExtensions } from './extension-headers.ts';

const HEADER_LENGTH = 40;

/** RFC 8200, with its extension headers. */
export function decodeIpv6(layers: PacketLayers): LayerStatus {
  const { bytes, payloadFrom: from, payloadTo: to } = layers;
  if (from + HEADER_LENGTH > to) return LayerStatus.TooShort;
  if ((bytes[from] as number) >>> 4 !== 6) return LayerStatus.Malformed;
  const payloadFrom = from + HEADER_LENGTH;
  // 0 with segmentation offload, and in jumbograms (RFC 2675).
  const payloadLength = u16be(bytes, from + 4) || layers.payloadEnd - payloadFrom;

  layers.ipVersion = 6;
  layers.networkFrom = from;
  layers.addressLength = 16;
  layers.sourceAt = from + 8;
  layers.destinationAt = from + 24;
  layers.identification = 0;
  layers.fragmentOffset = 0;
  layers.moreFragments = false;
  layers.protocol = bytes[from + 6] as number;
  layers.payloadFrom = payloadFrom;
  layers.payloadEnd = payloadFrom + payloadLength;
  layers.payloadTo = Math.min(to, payloadFrom + payloadLength);
  const { protocol } = layers;
  return protocol === IpProtocol.Udp || protocol === IpProtocol.Tcp ? LayerStatus.Ok : skipExtensions(layers);
}
