/**
 * Options of the way from frames to messages, one interface per concern. Every limit has a default, and what
 * exceeds it is counted in `Counters`.
 */

/** Which ports carry what. A packet counts if either of its two ports is listed. */
export interface PortOptions {
  /** SIP over UDP and TCP; TLS is recognised by its content. */
  readonly sipPorts: readonly number[];
  /** BIN, which is TCP only (spec bin-core 2); TLS is recognised by its content. */
  readonly binPorts: readonly number[];
  /** Ports on which only TLS is read, with SIP or BIN in it. Anything else there is skipped. */
  readonly sipTlsPorts: readonly number[];
  readonly binTlsPorts: readonly number[];
  /** Also look for SIP and BIN, by content, on every other port. */
  readonly anyPort: boolean;
}

export interface TunnelOptions {
  /** UDP destination ports of VXLAN: the one of RFC 7348, and the older default of Linux. */
  readonly vxlanPorts: readonly number[];
  /** UDP destination ports of Geneve (RFC 8926 3.3). */
  readonly genevePorts: readonly number[];
  /** How many tunnels nested in each other are opened; 0 opens none. */
  readonly tunnelDepth: number;
}

export interface FragmentLimits {
  /** Incomplete IP datagrams kept at a time; the oldest goes first. */
  readonly fragmentedDatagrams: number;
  /** Bytes of all of them together. */
  readonly fragmentBytes: number;
  /** Pieces of one datagram. */
  readonly fragmentPieces: number;
  /** A datagram is given up this long (capture time, nanoseconds) after its first fragment. */
  readonly fragmentAge: number;
}

/**
 * Of TCP reassembly and of the message framing above it. A stream is one direction of a connection. Ages are
 * capture time in nanoseconds.
 */
export interface StreamLimits {
  /** Streams kept at a time; the one idle for longest goes first. */
  readonly streams: number;
  /** Behind a gap, a segment that comes so long after the last one is of another connection of the same ports. */
  readonly otherConnectionAge: number;
  /** Memory of all streams together: incomplete messages, and bytes waiting behind a hole. */
  readonly heldBytes: number;
  /** Bytes, and segments, that may wait behind a hole in one stream. */
  readonly heldStreamBytes: number;
  readonly heldStreamSegments: number;
  /** How long to wait for the bytes of a hole if there are no acknowledgements to tell more. */
  readonly holeAge: number;
  /**
   * As `holeAge`, if acknowledgements show that the receiver lacks the bytes, too: a retransmission is due.
   */
  readonly lossAge: number;
  /**
   * As `holeAge`, if the receiver has acknowledged the bytes: they can only be reordered in the capture, by a
   * little.
   */
  readonly acknowledgedHoleAge: number;
  /**
   * The same segment again within this time is a copy, not a retransmission, if IP headers carry no
   * identification.
   */
  readonly copyAge: number;
  /** As `copyAge`, if both have the same IP identification. */
  readonly identifiedCopyAge: number;
  /** A segment farther than this from the expected sequence number begins another connection. */
  readonly sequenceJump: number;
  /** A SIP message on a stream is cut beyond this many bytes of header, and of body. */
  readonly sipHeaderBytes: number;
  readonly sipBodyBytes: number;
  /** A WebSocket message is cut beyond this many bytes. */
  readonly webSocketMessageBytes: number;
}

export interface ObserverOptions extends PortOptions, TunnelOptions, FragmentLimits, StreamLimits {}

export const DEFAULT_PORTS: PortOptions = {
  sipPorts: [5060],
  binPorts: [5555],
  // RFC 3261 19.1.2; the default of proto_bins.
  sipTlsPorts: [5061],
  binTlsPorts: [5556],
  anyPort: false,
};

const DEFAULT_TUNNELS: TunnelOptions = { vxlanPorts: [4789, 8472], genevePorts: [6081], tunnelDepth: 4 };

const DEFAULT_FRAGMENT_LIMITS: FragmentLimits = {
  fragmentedDatagrams: 1024,
  fragmentBytes: 16 * 1024 * 1024,
  fragmentPieces: 256,
  fragmentAge: 30e9,
};

const DEFAULT_STREAM_LIMITS: StreamLimits = {
  streams: 16_384,
  otherConnectionAge: 600e9,
  heldBytes: 64 * 1024 * 1024,
  heldStreamBytes: 4 * 1024 * 1024,
  heldStreamSegments: 4096,
  holeAge: 5e9,
  lossAge: 120e9,
  acknowledgedHoleAge: 50e6,
  copyAge: 5e6,
  identifiedCopyAge: 1e9,
  sequenceJump: 16 * 1024 * 1024,
  sipHeaderBytes: 64 * 1024,
  sipBodyBytes: 1024 * 1024,
  webSocketMessageBytes: 1024 * 1024 + 64 * 1024,
};

export const DEFAULT_OBSERVER_OPTIONS: ObserverOptions = {
  ...DEFAULT_PORTS,
  ...DEFAULT_TUNNELS,
  ...DEFAULT_FRAGMENT_LIMITS,
  ...DEFAULT_STREAM_LIMITS,
};
