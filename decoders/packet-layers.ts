/**
 * What a layer's decoder says. Whatever it says, the positions it leaves lie inside what was
 * captured; but only after `Ok` do they mean something.
 */
export const LayerStatus = {
  Ok: 0,
  /** The header goes on beyond what was captured. */
  TooShort: 1,
  /** The header contradicts itself or the layer around it. */
  Malformed: 2,
  /** Another network protocol than IP. */
  NotIp: 3,
  /** A link type, version or kind that this program does not read. */
  Unsupported: 4,
} as const;
export type LayerStatus = (typeof LayerStatus)[keyof typeof LayerStatus];

/**
 * What the link, network and transport decoders found in one packet. One object is reused for every
 * packet: decoders write positions, never copies. All positions index `bytes`. A decoder reads from
 * `payloadFrom` and moves it behind its own header; the link layer, which is the first, is told where
 * to begin.
 *
 * Ends come in pairs: what was captured (`...To`) and what the header says (`...End`), which is
 * larger where the snap length cut the frame.
 */
export class PacketLayers {
  bytes: Uint8Array = new Uint8Array(0);

  /** EtherType of what follows the link layer; 0 where there is none. */
  etherType = 0;
  /** Start of the network header. */
  networkFrom = 0;

  /** 4 or 6; 0 where the packet is not IP. */
  ipVersion: 0 | 4 | 6 = 0;
  /** Position of the addresses; 4 or 16 bytes each, the destination right behind the source. */
  sourceAt = 0;
  destinationAt = 0;
  addressLength: 4 | 16 = 4;
  /** IPv4 identification, or the one of an IPv6 fragment header; 0 otherwise. */
  identification = 0;
  /** In bytes. A packet is a fragment where this is not 0 or `moreFragments` is set. */
  fragmentOffset = 0;
  moreFragments = false;
  /** IP protocol number of the payload (IPv6: after the extension headers). */
  protocol = 0;

  sourcePort = 0;
  destinationPort = 0;
  /** TCP only. */
  sequence = 0;
  acknowledgement = 0;
  tcpFlags = 0;
  window = 0;

  /** Payload of the innermost layer decoded so far. */
  payloadFrom = 0;
  payloadTo = 0;
  payloadEnd = 0;
}

export const IpProtocol = {
  IpIp: 4,
  Tcp: 6,
  Udp: 17,
  Ipv6: 41,
  Gre: 47,
  Ah: 51,
  Icmpv6: 58,
  Sctp: 132,
} as const;

export const EtherType = {
  Ipv4: 0x0800,
  Ipv6: 0x86dd,
  Vlan: 0x8100,
  QinQ: 0x88a8,
  /** QinQ before 802.1ad gave it a number of its own. */
  OldQinQ: 0x9100,
  PppoeSession: 0x8864,
  Erspan2: 0x88be,
  Erspan3: 0x22eb,
  TransparentEthernet: 0x6558,
} as const;

export const TcpFlag = { Fin: 0x01, Syn: 0x02, Rst: 0x04, Psh: 0x08, Ack: 0x10, Urg: 0x20 } as const;
