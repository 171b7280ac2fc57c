import { u16be } from '../bytes/integers.ts';
import { beginNetwork } from '../link/network-start.ts';
import { EtherType, LayerStatus, type PacketLayers } from '../packet-layers.ts';

/** UDP destination port (3GPP TS 29.281 4.4.2). */
export const GTP_U_PORT = 2152;

const HEADER_LENGTH = 8;
/** Sequence number, N-PDU number, type of the next extension header: there if any of them has its flag. */
const OPTIONAL_LENGTH = 4;
/** Version 1, and not GTP' (3GPP TS 29.281 5.1). */
const VERSION_MASK = 0xf0;
const VERSION = 0x30;
const HAS_OPTIONAL = 0x07;
const HAS_EXTENSION = 0x04;
/** A user's packet; other types are messages of the tunnel itself. */
const G_PDU = 255;

/** Does the UDP payload begin with the GTP-U header of a user's packet? */
export function isGtpU({ bytes, payloadFrom: from, payloadTo: to }: PacketLayers): boolean {
  return (
    from + HEADER_LENGTH <= to &&
    ((bytes[from] as number) & VERSION_MASK) === VERSION &&
    bytes[from + 1] === G_PDU
  );
}

/**
 * 3GPP TS 29.281 5: an IP packet after the header and its extensions. Ethernet of 5G is told as something that is not
 * IP.
 */
export function decodeGtpU(layers: PacketLayers): LayerStatus {
  const { bytes, payloadFrom: from } = layers;
  if (!isGtpU(layers)) return LayerStatus.Unsupported;
  const end = from + HEADER_LENGTH + u16be(bytes, from + 2);
  if (end > layers.payloadEnd) return LayerStatus.Malformed;
  const to = Math.min(layers.payloadTo, end);
  const inner = userPacketAt(bytes, from, to);
  if (inner >= end) return LayerStatus.Malformed;
  if (inner >= to) return LayerStatus.TooShort;
  return beginNetwork(layers, etherTypeOf(bytes[inner] as number), inner, to, end);
}

/** Where the user's packet begins; `to` or more if that is beyond what was captured. */
function userPacketAt(bytes: Uint8Array, from: number, to: number): number {
  const flags = bytes[from] as number;
  let at = from + HEADER_LENGTH;
  if ((flags & HAS_OPTIONAL) === 0) return at;
  at += OPTIONAL_LENGTH;
  if ((flags & HAS_EXTENSION) === 0) return at;
  // Each extension header has its length, in words of four bytes, in front and the type of the next one at its end.
  while (at < to && bytes[at - 1] !== 0) {
    const words = bytes[at] as number;
    if (words === 0) return Number.POSITIVE_INFINITY;
    at += 4 * words;
  }
  return at;
}

/** By the version of the IP header; 0 if it is none. */
function etherTypeOf(first: number): number {
  const version = first >> 4;
  return version === 4 ? EtherType.Ipv4 : version === 6 ? EtherType.Ipv6 : 0;
}
