import { EtherType, IpProtocol, LayerStatus, type PacketLayers } from '../packet-layers.ts';
import { skipExtensions } from './extension-headers.ts';
import { decodeIpv4 } from './ipv4.ts';
import { decodeIpv6 } from './ipv6.ts';

/**
 * Reads the IP header at `payloadFrom`, of the version that `etherType` says, with IPv6 extension
 * headers and the authentication header. A fragment ends at its fragment header: what `protocol` is
 * then begins in the first fragment.
 */
export function decodeIp(layers: PacketLayers): LayerStatus {
  if (layers.etherType === EtherType.Ipv4) return decodeIpv4(layers);
  if (layers.etherType === EtherType.Ipv6) return decodeIpv6(layers);
  return LayerStatus.NotIp;
}

/** Is the packet that `decodeIp` read only a part of a datagram? */
export function isFragment(layers: PacketLayers): boolean {
  return layers.moreFragments || layers.fragmentOffset !== 0;
}

/**
 * For a datagram that has been put together: reads on at `payloadFrom`, where `protocol` begins, as
 * `decodeIp` does for one that came in one piece.
 */
export function decodeWhole(layers: PacketLayers): LayerStatus {
  layers.fragmentOffset = 0;
  layers.moreFragments = false;
  if (layers.ipVersion === 4 && layers.protocol !== IpProtocol.Ah) return LayerStatus.Ok;
  const status = skipExtensions(layers);
  // A fragment of a fragment: nobody makes that.
  return status === LayerStatus.Ok && isFragment(layers) ? LayerStatus.Malformed : status;
}
