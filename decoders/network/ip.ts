import { EtherType, IpProtocol, LayerStatus, type PacketLayers } from '../packet-layers.ts';
import { skipExtensions } from './extension-headers.ts';
import { decodeIpv4 } from './ipv4.ts';
import { decodeIpv6 } from './ipv6.ts';

/**
 * Reads the IP header at `payloadFrom`, of the version that `etherType` says, with IPv6 extension headers and
 * the authentication header. For a fragment, it stops after the fragment header: `protocol` is then what
 * begins in the first fragment.
 */
export function decodeIp(layers: PacketLayers): LayerStatus {
  if (layers.etherType === EtherType.Ipv4) return decodeIpv4(layers);
  if (layers.etherType === EtherType.Ipv6) return decodeIpv6(layers);
  return LayerStatus.NotIp;
}

/** Is the packet that `decodeIp` read only a fragment of a datagram? */
export function isFragment(layers: PacketLayers): boolean {
  return layers.moreFragments || layers.fragmentOffset !== 0;
}

/** Continues `decodeIp` on a reassembled datagram, from `payloadFrom` on, where `protocol` begins. */
export function decodeWhole(layers: PacketLayers): LayerStatus {
  layers.fragmentOffset = 0;
  layers.moreFragments = false;
  if (layers.ipVersion === 4 && layers.protocol !== IpProtocol.Ah) return LayerStatus.Ok;
  const status = skipExtensions(layers);
  // Nobody fragments a fragment.
  return status === LayerStatus.Ok && isFragment(layers) ? LayerStatus.Malformed : status;
}
