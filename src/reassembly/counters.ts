/** Ports that are counted by number. */
const MOST_PORTS = 1024;

/**
 * What one observer saw, and what it could not use and why. Plain numbers that only grow, so that
 * the hot path pays an increment each; `addTo` sums over observers.
 */
export class Counters {
  // Frames.
  frames = 0;
  /** Captured, link layer included. */
  bytes = 0;
  /** Frames of which the snap length cut off a part. */
  truncatedFrames = 0;
  /** Frames of a link type that cannot be read, by LINKTYPE_ value. */
  readonly unsupportedLink = new Map<number, number>();
  /** SIP messages by the port that they went to, or an answer came from, where that is none that is read. */
  readonly sipElsewhere = new Map<number, number>();

  // Packets, the ones inside tunnels included.
  /** ARP, LLDP, 802.3, ... */
  notIp = 0;
  /** A header does not fit into what was captured. */
  shortPackets = 0;
  /** A header contradicts itself or the one around it. */
  malformedPackets = 0;
  /** Something known to exist that is not read: a GRE version, an ERSPAN frame type, ... */
  unsupportedPackets = 0;
  /** IP, but neither UDP nor TCP nor a tunnel: ICMP, SCTP, ESP, ... */
  otherTransport = 0;

  // IP fragments.
  /** Packets that were fragments. */
  fragments = 0;
  datagramsReassembled = 0;
  /** Fragments that brought no new byte: a copy of one that was there. */
  fragmentsDuplicate = 0;
  /** Fragments that brought some bytes for the second time; the first to arrive won. */
  fragmentsOverlapping = 0;
  /** Impossible ones (beyond 65,535 bytes, behind the end), and ones beyond the pieces limit. */
  fragmentsDropped = 0;
  /** Datagrams given up for age or at the end of the capture with fragments missing. */
  datagramsExpired = 0;
  /** Datagrams given up because a limit was reached. */
  datagramsEvicted = 0;

  // Tunnels opened, by kind.
  ipInIp = 0;
  gre = 0;
  /** These are not counted as `gre` again. */
  erspan = 0;
  vxlan = 0;
  /** Packets left closed because they lay deeper than the limit. */
  tunnelsTooDeep = 0;

  // HEP.
  /** Datagrams that were HEP version 3, whatever they carried. */
  hep = 0;
  hepMalformed = 0;
  /** Other protocol types (RTCP, logs, ...), and SIP that does not begin as SIP. */
  hepNotSip = 0;
  /** The payload was compressed, which is not read. */
  hepCompressed = 0;

  // UDP.
  udpSip = 0;
  /** Datagrams on no port that was asked for. */
  udpOther = 0;
  /** BIN is TCP only; among `udpOther`. */
  udpOnBinPort = 0;
  /** On a SIP port or stream, between messages: CRLF; over UDP also zero bytes, or nothing at all. */
  keepAlives = 0;
  /** On a SIP port, but neither SIP nor a keep-alive: STUN, RTP, ... */
  notSipOnSipPort = 0;

  // TCP.
  /** Segments handed to the reassembler. */
  tcpSegments = 0;
  /** Segments on no port that was asked for. */
  tcpOther = 0;
  /** Those of them that begin with a BIN packet. */
  binElsewhere = 0;
  streams = 0;
  streamsEvicted = 0;
  /** Segments that came before the bytes in front of them. */
  outOfOrder = 0;
  retransmittedSegments = 0;
  /** Segments that the capture holds twice. */
  duplicateCopies = 0;
  /** Segments with other bytes than those captured before at the same place; the first to arrive won. */
  conflictingSegments = 0;
  /** Probes that only ask whether the other side is still there. */
  tcpKeepAlives = 0;
  /** Segments of which the snap length cut off a part. */
  cutSegments = 0;
  /** Places where bytes were sent but never captured, the snap length aside. */
  gaps = 0;
  gapBytes = 0;
  /** Times that a stream had to go on without missing bytes because it held too much. */
  holesGivenUp = 0;
  /** Times that a stream gave up what it held because all of them together held too much. */
  heldBytesExceeded = 0;

  // Messages in TCP streams.
  /** Messages of which a part is missing. */
  messagesCut = 0;
  /** Among them: longer than the limit. */
  messagesTooLong = 0;
  /** Times that no message began where the one before had ended. */
  syncLost = 0;
  /** Bytes between messages that belong to none. */
  junkBytes = 0;
  /** Bytes passed over to find the next message, after a gap or where the capture began in a stream. */
  skippedBytes = 0;
  /** TLS where SIP or BIN was expected, and that was not read. */
  encryptedSegments = 0;
  webSocketStreams = 0;
  /** WebSocket messages that are not SIP, or compressed. */
  webSocketOther = 0;

  // TLS.
  /** Connections of which something was decrypted. */
  tlsConnections = 0;
  /** Records that were decrypted. */
  tlsRecords = 0;
  /** Records that are not authentic: damaged, or the key is another connection's. */
  tlsRecordsRefused = 0;
  /** Connections that are not read: their beginning was not captured. */
  tlsWithoutHandshake = 0;
  /** No key log has their keys. */
  tlsWithoutKeys = 0;
  /** Their version or cipher suite is not read. */
  tlsUnsupported = 0;
  /** Too much of them is missing to go on. */
  tlsLost = 0;

  unsupportedLinkType(linkType: number): void {
    this.unsupportedLink.set(linkType, (this.unsupportedLink.get(linkType) ?? 0) + 1);
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
    for (const [port, count] of this.sipElsewhere) total.sipOnPort(port, count);
  }
}

/** The counters that are a single number. */
export type CounterName = {
  [Name in keyof Counters]: Counters[Name] extends number ? Name : never;
}[keyof Counters];

const NAMES = Object.entries(new Counters())
  .filter(([, value]) => typeof value === 'number')
  .map(([name]) => name as CounterName);
