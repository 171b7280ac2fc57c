import { u16be } from '../bytes/integers.ts';
import { EtherType, LayerStatus, type PacketLayers } from '../packet-layers.ts';
import { decodeMpls } from './mpls.ts';
import { beginNetwork } from './network-start.ts';
import { decodePppoe } from './ppp.ts';

/** Most tags of one packet: 802.1ad has two, some operators stack three. */
const MOST_TAGS = 8;
/** A smaller value is the length of an 802.3 frame, or a pseudo-protocol of Linux. */
const LOWEST_ETHER_TYPE = 0x0600;

/** LLC for SNAP, unnumbered information, and the organisation to which EtherTypes belong. */
const SNAP = [0xaa, 0xaa, 0x03, 0, 0, 0] as const;

/**
 * Takes the type field at `typeAt` and what follows at `from`, and skips VLAN tags (802.1Q, 802.1ad),
 * tags of Cisco, LLC with SNAP, PPPoE session headers and MPLS labels. The caller has checked that the type field
 * was captured.
 */
export function decodeEtherType(
  layers: PacketLayers,
  typeAt: number,
  from: number,
  to: number,
  end: number,
): LayerStatus {
  const { bytes } = layers;
  let etherType = u16be(bytes, typeAt);
  for (let tags = 0, length = tagLength(etherType); length > 0; tags++, length = tagLength(etherType)) {
    if (tags === MOST_TAGS) return LayerStatus.Malformed;
    if (from + length > to) return LayerStatus.TooShort;
    from += length;
    etherType = u16be(bytes, from - 2);
  }
  if (etherType === EtherType.PppoeSession) return decodePppoe(layers, from, to, end);
  if (etherType === EtherType.Mpls || etherType === EtherType.MplsUpstream)
    return decodeMpls(layers, from, to, end);
  if (etherType < LOWEST_ETHER_TYPE) return decodeSnap(layers, from, to, end);
  return beginNetwork(layers, etherType, from, to, end);
}

/** Length of the tag that a type announces, with the type behind it; 0 if it announces none. */
function tagLength(etherType: number): number {
  switch (etherType) {
    case EtherType.Vlan:
    case EtherType.QinQ:
    case EtherType.OldQinQ:
      return 4;
    case EtherType.VnTag:
      return 6;
    case EtherType.CiscoMetadata:
      return 8;
    default:
      return 0;
  }
}

/**
 * LLC and SNAP in front of a type, as RFC 1042 has it for IP on 802 networks. Other frames with a length are not IP.
 */
function decodeSnap(layers: PacketLayers, from: number, to: number, end: number): LayerStatus {
  const { bytes } = layers;
  if (from + SNAP.length + 2 > to) return LayerStatus.NotIp;
  for (const [at, byte] of SNAP.entries()) if (bytes[from + at] !== byte) return LayerStatus.NotIp;
  const inner = from + SNAP.length + 2;
  return beginNetwork(layers, u16be(bytes, inner - 2), inner, to, end);
}
