/** Distinct ports in `sipElsewhere`; SIP on further ones is not counted by port. */
const MOST_PORTS = 1024;

/**
 * What one observer saw, and what it could not use and why. Plain numbers that only grow: the hot path pays
 * one increment for each. `addTo` sums over observers.
 */
export class Counters {
  // Frames.
  frames = 0;
  /** Captured, link layer included. */
  bytes = 0;
  /** Frames cut short by the snap length. Of one that is cut by the end of its capture, the reader warns. */
  truncatedFrames = 0;
  /** Frames of link types without a decoder, by LINKTYPE_ value. */
  readonly unsupportedLink = new Map<number, number>();
  /**
   * SIP messages on ports that were not asked for, by the port of the server: destination of a request,
   * source of a response.
   */
  readonly sipElsewhere = new Map<number, number>();

  // Packets, including those inside tunnels.
  /** ARP, LLDP, 802.3, ... */
  notIp = 0;
  /** Packets whose header reaches beyond what was captured. */
  shortPackets = 0;
  /** Packets with a header that contradicts itself or the one around it. */
  malformedPackets = 0;
  /** Known formats without a decoder: a GRE version, an ERSPAN frame type, ... */
  unsupportedPackets = 0;
  /** IP, but neither UDP nor TCP nor a tunnel: ICMP, SCTP, ESP, ... */
  otherTransport = 0;
  /** Packets of SCTP on SIP ports, which are not read; also in `otherTransport`. */
  sctpOnSipPort = 0;

  // IP fragments.
  /** Packets that were fragments. */
  fragments = 0;
  datagramsReassembled = 0;
  /** Fragments without any new byte: copies of one that was there already. */
  fragmentsDuplicate = 0;
  /** Fragments that overlap earlier ones; the bytes that arrived first are kept. */
  fragmentsOverlapping = 0;
  /** Fragments that cannot be (beyond 65,535 bytes, behind the end), or that exceed the limit of pieces. */
  fragmentsDropped = 0;
  /** Datagrams given up incomplete, because of their age or because the capture ended. */
  datagramsExpired = 0;
  /** Datagrams given up because a limit was reached. */
  datagramsEvicted = 0;

  // Tunnels opened, by kind.
  ipInIp = 0;
  gre = 0;
  /** ERSPAN is not counted under `gre` again. */
  erspan = 0;
  vxlan = 0;
  geneve = 0;
  gtpU = 0;
  tzsp = 0;
  vxlanGpe = 0;
  /** UDP datagrams of tunnels that are known, but not opened, by the name of the tunnel; also in `udpOther`. */
  readonly unreadTunnels = new Map<string, number>();
  /** Packets not opened because they were nested deeper than the limit. */
  tunnelsTooDeep = 0;

  // HEP.
  /** Datagrams that were HEP version 3, whatever they carried. */
  hep = 0;
  hepMalformed = 0;
  /** HEP of other protocol types (RTCP, logs, ...), and SIP that does not look like SIP. */
  hepNotSip = 0;
  /** HEP with a compressed payload, which is not supported. */
  hepCompressed = 0;

  // UDP.
  udpSip = 0;
  /** Datagrams on no port that was asked for. */
  udpOther = 0;
  /** Looks like BIN, which is TCP only. Counted in `udpOther` as well. */
  udpOnBinPort = 0;
  /** On a SIP port or stream, between messages: CRLF; over UDP also zero bytes or an empty datagram. */
  keepAlives = 0;
  /** On a SIP port, but neither SIP nor a keep-alive: STUN, RTP, ... */
  notSipOnSipPort = 0;

  // TCP.
  /** Segments handed to the reassembler. */
  tcpSegments = 0;
  /** Segments on no port that was asked for. */
  tcpOther = 0;
  /** Those of `tcpOther` that begin with a BIN packet. */
  binElsewhere = 0;
  streams = 0;
  streamsEvicted = 0;
  /** Segments that arrived before the bytes in front of them. */
  outOfOrder = 0;
  retransmittedSegments = 0;
  /** Segments that the capture holds twice. */
  duplicateCopies = 0;
  /**
   * Segments whose bytes differ from those captured before at the same sequence numbers; the first are kept. Those of
   * messages that are complete are not compared.
   */
  conflictingSegments = 0;
  /** Keep-alive probes (RFC 9293 3.8.4). */
  tcpKeepAlives = 0;
  /** Segments cut short by the snap length. */
  cutSegments = 0;
  /** Places where bytes were sent but not captured, apart from what the snap length cut off. */
  gaps = 0;
  gapBytes = 0;
  /** Times that a stream went on without the missing bytes because too much was waiting behind them. */
  holesGivenUp = 0;
  /** Times that a stream gave up missing bytes, or an incomplete message, because all streams together held too much. */
  heldBytesExceeded = 0;

  // Messages in TCP streams.
  /** Incomplete messages. */
  messagesCut = 0;
  /** Among them, those longer than the limit. */
  messagesTooLong = 0;
  /** Segments that begin like a BIN packet and announce more bytes than one may have. */
  binTooLong = 0;
  /** Times that no message began where the previous one had ended. */
  syncLost = 0;
  /** Bytes between messages that belong to no message. */
  junkBytes = 0;
  /** Bytes skipped to find the next message, after a gap or in a stream that began before the capture. */
  skippedBytes = 0;
  /** TLS segments on ports of SIP or BIN that could not be decrypted. */
  encryptedSegments = 0;
  webSocketStreams = 0;
  /** WebSocket messages that are not SIP. */
  webSocketOther = 0;
  /** WebSocket messages that are compressed (RFC 7692), which is not supported. */
  webSocketCompressed = 0;

  // TLS.
  /** Connections of which at least something was decrypted. */
  tlsConnections = 0;
  /** Records that were decrypted. */
  tlsRecords = 0;
  /** Records that failed authentication: damaged, or encrypted with other keys. */
  tlsRecordsRefused = 0;
  /** Connections not decrypted because their handshake was not captured. */
  tlsWithoutHandshake = 0;
  /** Connections not decrypted because no key log has their secrets. */
  tlsWithoutKeys = 0;
  /** Connections not decrypted because of their version or cipher suite. */
  tlsUnsupported = 0;
  /** Connections given up because too many of their records were missing. */
  tlsLost = 0;

  unsupportedLinkType(linkType: number): void {
    this.unsupportedLink.set(linkType, (this.unsupportedLink.get(linkType) ?? 0) + 1);
  }

  unreadTunnel(name: string, count = 1): void {
    this.unreadTunnels.set(name, (this.unreadTunnels.get(name) ?? 0) + count);
  }

  sipOnPort(port: number, count = 1): void {
    const { sipElsewhere } = this;
    const known = sipElsewhere.get(port);
    if (known !== undefined || sipElsewhere.size < MOST_PORTS) sipElsewhere.set(port, (known ?? 0) + count);
  }

  addTo(total: Counters): void {
    for (const name of NAMES) total[name] += this[name];
    for (const [linkType, count] of this.unsupportedLink) {
      total.unsupportedLink.set(linkType, (total.unsupportedLink.get(linkType) ?? 0) + count);
    }
    for (const [name, count] of this.unreadTunnels) total.unreadTunnel(name, count);
    for (const [port, count] of this.sipElsewhere) total.sipOnPort(port, count);
  }
}

/** The counters that are single numbers. */
export type CounterName = {
  [Name in keyof Counters]: Counters[Name] extends number ? Name : never;
}[keyof Counters];

const NAMES = Object.entries(new Counters())
  .filter(([, value]) => typeof value === 'number')
  .map(([name]) => name as CounterName);
