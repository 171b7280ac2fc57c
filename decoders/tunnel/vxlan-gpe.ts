import { decodeEthernet } from '../link/ethernet.ts';
import { beginNetwork } from '../link/network-start.ts';
import { EtherType, LayerStatus, type PacketLayers } from '../packet-layers.ts';

/** UDP destination port of VXLAN-GPE (draft-ietf-nvo3-vxlan-gpe 3.2). */
export const VXLAN_GPE_PORT = 4790;

const HEADER_LENGTH = 8;
/** Reserved flags, version, which is 0, and whether the VNI is valid. */
const TELLING_FLAGS = 0xf8;
const VNI_PRESENT = 0x08;
/** Flag P: the next protocol is told; without it, it is Ethernet, as in VXLAN. */
const HAS_NEXT = 0x04;
const NEXT_IPV4 = 1;
const NEXT_IPV6 = 2;
const NEXT_ETHERNET = 3;

/** Does the UDP payload begin with a VXLAN-GPE header? */
export function isVxlanGpe({ bytes, payloadFrom: from, payloadTo: to }: PacketLayers): boolean {
  return from + HEADER_LENGTH <= to && ((bytes[from] as number) & TELLING_FLAGS) === VNI_PRESENT;
}

/** draft-ietf-nvo3-vxlan-gpe 3: an Ethernet frame or an IP packet after a header of eight bytes. */
export function decodeVxlanGpe(layers: PacketLayers): LayerStatus {
  const { bytes, payloadFrom: from, payloadTo: to, payloadEnd: end } = layers;
  if (!isVxlanGpe(layers)) return LayerStatus.Unsupported;
  const inner = from + HEADER_LENGTH;
  const next = ((bytes[from] as number) & HAS_NEXT) === 0 ? NEXT_ETHERNET : bytes[from + 3];
  if (next === NEXT_ETHERNET) return decodeEthernet(layers, inner, to, end);
  if (next === NEXT_IPV4) return beginNetwork(layers, EtherType.Ipv4, inner, to, end);
  if (next === NEXT_IPV6) return beginNetwork(layers, EtherType.Ipv6, inner, to, end);
  return LayerStatus.Unsupported;
}
