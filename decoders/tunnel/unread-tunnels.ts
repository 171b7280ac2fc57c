import type { PacketLayers } from '../packet-layers.ts';

/** A tunnel over UDP that is known by its port, but not opened. */
export interface UnreadTunnel {
  readonly name: string;
  /** UDP destination port. */
  readonly port: number;
  /** What these bits of the first byte are: RTP may have any port, and its first byte is 0x80 or more (RFC 3550 5.1). */
  readonly mask: number;
  readonly value: number;
}

export const UNREAD_TUNNELS: readonly UnreadTunnel[] = [
  // Data, not control (RFC 2661 3.1).
  { name: 'L2TP', port: 1701, mask: 0x80, value: 0 },
  // An IPv6 packet, or an indication in front of one (RFC 4380 5.1.1).
  { name: 'Teredo', port: 3544, mask: 0x80, value: 0 },
  // RFC 7510 3. Labels in the upper half of their range are not in use.
  { name: 'MPLS over UDP', port: 6635, mask: 0x80, value: 0 },
];

/** The tunnel in which the UDP datagram is by its destination port and its first byte. */
export function unreadTunnelOf({
  bytes,
  payloadFrom,
  payloadTo,
  destinationPort,
}: PacketLayers): UnreadTunnel | undefined {
  if (payloadFrom >= payloadTo) return undefined;
  const first = bytes[payloadFrom] as number;
  return UNREAD_TUNNELS.find(({ port, mask, value }) => port === destinationPort && (first & mask) === value);
}
