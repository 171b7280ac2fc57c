import { u16be } from '../bytes/integers.ts';
import { EtherType, LayerStatus, type PacketLayers } from '../packet-layers.ts';
import { decodeMpls } from './mpls.ts';
import { beginNetwork } from './network-start.ts';
import { decodePppoe } from './ppp.ts';

/** Most tags of one packet: 802.1ad has two, some operators stack three. */
const MOST_TAGS = 8;
/** A smaller value is the length of an 802.3 frame, or a pseudo-protocol of Linux. */
const LOWEST_ETHER_TYPE = 0x0600;

/**
 * Takes the type field at `typeAt` and what follows at `from`, and skips VLAN tags (802.1Q, 802.1ad),
 * PPPoE session headers and MPLS labels. The caller has checked that the type field was captured.
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
  for (let tags = 0; isTag(etherType); tags++) {
    if (tags === MOST_TAGS) return LayerStatus.Malformed;
    if (from + 4 > to) return LayerStatus.TooShort;
    etherType = u16be(bytes, from + 2);
    from += 4;
  }
  if (etherType === EtherType.PppoeSession) return decodePppoe(layers, from, to, end);
  if (etherType === EtherType.Mpls || etherType === EtherType.MplsUpstream)
    return decodeMpls(layers, from, to, end);
  if (etherType < LOWEST_ETHER_TYPE) return LayerStatus.NotIp;
  return beginNetwork(layers, etherType, from, to, end);
}

function isTag(etherType: number): boolean {
  return etherType === EtherType.Vlan || etherType === EtherType.QinQ || etherType === EtherType.OldQinQ;
}
