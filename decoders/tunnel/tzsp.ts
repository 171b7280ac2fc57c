import { u16be } from '../bytes/integers.ts';
import { decodeEthernet } from '../link/ethernet.ts';
import { LayerStatus, type PacketLayers } from '../packet-layers.ts';

/** UDP destination port of TZSP, in which packet sniffers of routers send what they see. */
export const TZSP_PORT = 37_008;

const HEADER_LENGTH = 4;
const VERSION = 1;
/** Types of packets with a frame: received, and to be sent. Others are of the tunnel itself. */
const RECEIVED = 0;
const TO_SEND = 1;
const ETHERNET = 1;
/** Tags that have no length. */
const PADDING = 0;
const END = 1;

/** Does the UDP payload begin with the TZSP header of a frame? */
export function isTzsp({ bytes, payloadFrom: from, payloadTo: to }: PacketLayers): boolean {
  if (from + HEADER_LENGTH > to || bytes[from] !== VERSION) return false;
  const type = bytes[from + 1];
  return type === RECEIVED || type === TO_SEND;
}

/** An Ethernet frame after the header and its tags; frames of wireless networks are not read. */
export function decodeTzsp(layers: PacketLayers): LayerStatus {
  const { bytes, payloadFrom: from, payloadTo: to, payloadEnd: end } = layers;
  if (!isTzsp(layers) || u16be(bytes, from + 2) !== ETHERNET) return LayerStatus.Unsupported;
  let at = from + HEADER_LENGTH;
  while (at < to && bytes[at] !== END) {
    if (bytes[at] === PADDING) at++;
    else at += at + 1 < to ? 2 + (bytes[at + 1] as number) : 2;
  }
  if (at >= end) return LayerStatus.Malformed;
  return at >= to ? LayerStatus.TooShort : decodeEthernet(layers, at + 1, to, end);
}
