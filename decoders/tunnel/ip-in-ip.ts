import { EtherType, IpProtocol, LayerStatus, type PacketLayers } from '../packet-layers.ts';

/** IP directly inside IP, of either version in either (RFC 2003, RFC 2473, RFC 4213). */
export function decodeIpInIp(layers: PacketLayers): LayerStatus {
  layers.etherType = layers.protocol === IpProtocol.IpIp ? EtherType.Ipv4 : EtherType.Ipv6;
  return LayerStatus.Ok;
}
