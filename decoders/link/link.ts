import { EtherType, LayerStatus, type PacketLayers } from '../packet-layers.ts';
import { decodeEthernet } from './ethernet.ts';
import { decodeHdlc } from './hdlc.ts';
import { decodeSll, decodeSll2 } from './linux-cooked.ts';
import { decodeLoopback } from './loopback.ts';
import { beginNetwork } from './network-start.ts';
import { decodeNflog } from './nflog.ts';
import { pktapLength, pktapLinkType, pktapStatus } from './pktap.ts';
import { decodePpp, decodePppoe } from './ppp.ts';
import { decodeRawIp } from './raw-ip.ts';

/** LINKTYPE_ values as in capture files. */
export const LinkType = {
  Null: 0,
  Ethernet: 1,
  Ppp: 9,
  /** DLT_RAW of most systems, and of OpenBSD; some programs write it to files untranslated. */
  RawDlt: 12,
  RawDltOpenBsd: 14,
  PppHdlc: 50,
  PppEther: 51,
  Raw: 101,
  CiscoHdlc: 104,
  Loop: 108,
  LinuxSll: 113,
  Ipv4: 228,
  Ipv6: 229,
  Nflog: 239,
  Pktap: 258,
  LinuxSll2: 276,
} as const;

/**
 * Finds the network header of a frame whose captured bytes are layers.bytes[from..to), and which ended at
 * `end` (>= `to`) on the wire. VLAN tags, MPLS labels and PPPoE headers are skipped.
 */
export function decodeLink(
  linkType: number,
  layers: PacketLayers,
  from: number,
  to: number,
  end: number,
): LayerStatus {
  switch (linkType) {
    case LinkType.Ethernet:
      return decodeEthernet(layers, from, to, end);
    case LinkType.LinuxSll:
      return decodeSll(layers, from, to, end);
    case LinkType.LinuxSll2:
      return decodeSll2(layers, from, to, end);
    case LinkType.Null:
    case LinkType.Loop:
      return decodeLoopback(layers, from, to, end);
    case LinkType.Raw:
    case LinkType.RawDlt:
    case LinkType.RawDltOpenBsd:
      return decodeRawIp(layers, from, to, end);
    case LinkType.Ipv4:
      return beginNetwork(layers, EtherType.Ipv4, from, to, end);
    case LinkType.Ipv6:
      return beginNetwork(layers, EtherType.Ipv6, from, to, end);
    case LinkType.Ppp:
      return decodePpp(layers, from, to, end);
    case LinkType.PppHdlc:
    case LinkType.CiscoHdlc:
      return decodeHdlc(layers, from, to, end);
    case LinkType.Nflog:
      return decodeNflog(layers, from, to, end);
    case LinkType.PppEther:
      return decodePppoe(layers, from, to, end);
    case LinkType.Pktap:
      return decodePktap(layers, from, to, end);
    default:
      return LayerStatus.Unsupported;
  }
}

function decodePktap(layers: PacketLayers, from: number, to: number, end: number): LayerStatus {
  const { bytes } = layers;
  const status = pktapStatus(bytes, from, to, end);
  if (status !== LayerStatus.Ok) return status;
  const linkType = pktapLinkType(bytes, from);
  if (linkType === LinkType.Pktap) return LayerStatus.Unsupported;
  return decodeLink(linkType, layers, from + pktapLength(bytes, from), to, end);
}
