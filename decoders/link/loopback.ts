import { u32be, u32le } from '../bytes/integers.ts';
import { EtherType, LayerStatus, type PacketLayers } from '../packet-layers.ts';
import { beginNetwork } from './network-start.ts';

const HEADER_LENGTH = 4;

/**
 * LINKTYPE_NULL and LINKTYPE_LOOP: an address family in four bytes. In NULL it is in the byte order of the
 * capturing machine, so both are tried: families are small numbers.
 */
export function decodeLoopback(layers: PacketLayers, from: number, to: number, end: number): LayerStatus {
  if (from + HEADER_LENGTH > to) return LayerStatus.TooShort;
  const family = Math.min(u32le(layers.bytes, from), u32be(layers.bytes, from));
  return beginNetwork(layers, etherTypeOf(family), from + HEADER_LENGTH, to, end);
}

/** AF_INET is 2 everywhere; AF_INET6 is 10 on Linux, 24 on NetBSD and OpenBSD, 28 on FreeBSD, 30 on macOS. */
function etherTypeOf(family: number): number {
  switch (family) {
    case 2:
      return EtherType.Ipv4;
    case 10:
    case 24:
    case 28:
    case 30:
      return EtherType.Ipv6;
    default:
      return 0;
  }
}
