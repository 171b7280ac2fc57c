import { decodeEthernet } from '../link/ethernet.ts';
import { LayerStatus, type PacketLayers } from '../packet-layers.ts';

const HEADER_LENGTH = 8;
/** Flag I: the VNI is valid (RFC 7348 5). */
const VNI_PRESENT = 0x08;
/**
 * All flags but that of group policies, which is in use: reserved, and some of them are set in every letter
 * of ASCII text.
 */
const TELLING_FLAGS = 0x7f;

/** Does the UDP payload begin with a VXLAN header? */
export function isVxlan(layers: PacketLayers): boolean {
  const { bytes, payloadFrom: from } = layers;
  return (
    from + HEADER_LENGTH <= layers.payloadTo && ((bytes[from] as number) & TELLING_FLAGS) === VNI_PRESENT
  );
}

/** RFC 7348: an Ethernet frame after a header of eight bytes. */
export function decodeVxlan(layers: PacketLayers): LayerStatus {
  const { payloadFrom: from, payloadTo: to, payloadEnd: end } = layers;
  if (!isVxlan(layers)) return LayerStatus.Unsupported;
  return decodeEthernet(layers, from + HEADER_LENGTH, to, end);
}
