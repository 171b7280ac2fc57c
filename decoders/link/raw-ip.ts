import { EtherType, LayerStatus, type PacketLayers } from '../packet-layers.ts';
import { beginNetwork } from './network-start.ts';

/** LINKTYPE_RAW: an IPv4 or IPv6 packet, as its first four bits tell. */
export function decodeRawIp(layers: PacketLayers, from: number, to: number, end: number): LayerStatus {
  if (from >= to) return LayerStatus.TooShort;
  const version = (layers.bytes[from] as number) >>> 4;
  const etherType = version === 4 ? EtherType.Ipv4 : version === 6 ? EtherType.Ipv6 : 0;
  return beginNetwork(layers, etherType, from, to, end);
}
