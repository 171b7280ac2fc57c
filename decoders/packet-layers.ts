/**
 * The result of a layer's decoder. The positions that it leaves are always inside what was captured, but only
 * mean something after `Ok`.
 */
export const LayerStatus = {
  Ok: 0,
  /** The header extends beyond what was captured. */
  TooShort: 1,
  /** The header contradicts itself or the layer around it. */
  Malformed: 2,
  /** A network protocol other than IP. */
  NotIp: 3,
  /** A link type, version or kind that is not supported. */
  Unsupported: 4,
} as const;
export type LayerStatus = (typeof LayerStatus)[keyof typeof LayerStatus];

/**
 * What the link, network and transport decoders found in a packet. One object is reused for all packets:
 * decoders write positions into `bytes`, and copy nothing. A decoder reads from `payloadFrom`, and moves it
 * behind its own header; only the link layer is told where to begin. Ends come in pairs: where the captured
 * bytes end (`...To`), and where the packet ends by its header (`...End`), which is larger if the snap length
 * cut the frame.
 */
export class PacketLayers {
  bytes: Uint8Array = new Uint8Array(0);

  /** EtherType of what follows the link layer; 0 if it has none. */
  etherType = 0;
  /** Start of the network header. */
  networkFrom = 0;

  /** 0 if the packet is not IP. */
  ipVersion: 0 | 4 | 6 = 0;
  /** Position of the source address, of 4 or 16 bytes; the destination directly follows it. */
  sourceAt = 0;
  destinationAt = 0;
  addressLength: 4 | 16 = 4;
  /** IPv4 identification, or that of an IPv6 fragment header; 0 if there is none. */
  identification = 0;
  /** In bytes. The packet is a fragment if this is not 0, or if `moreFragments` is set. */
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
  /** They end at the payload. */
  tcpOptionsFrom = 0;

  /** Payload of the innermost layer that was decoded. */
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
  /** Used for QinQ before 802.1ad got a number of its own. */
  OldQinQ: 0x9100,
  /** What switches of Cisco put in front of mirrored frames, and of those to and from virtual interfaces (802.1BR). */
  CiscoMetadata: 0x8909,
  VnTag: 0x8926,
  PppoeSession: 0x8864,
  Mpls: 0x8847,
  /** MPLS with labels that an upstream router assigned (RFC 5332). */
  MplsUpstream: 0x8848,
  Erspan2: 0x88be,
  Erspan3: 0x22eb,
  TransparentEthernet: 0x6558,
} as const;

export const TcpFlag = { Fin: 0x01, Syn: 0x02, Rst: 0x04, Psh: 0x08, Ack: 0x10, Urg: 0x20 } as const;
