/**
 * What the way from frames to messages can be told. One interface a concern; every limit has a
 * default, and what exceeds it is counted in `Counters`.
 */

/** Which ports carry what. A packet counts where either of its two ports is listed. */
export interface PortOptions {
  /** SIP over UDP, TCP and, known by its content, TLS. */
  readonly sipPorts: readonly number[];
  /** BIN, TCP only (spec bin-core 2), also inside TLS. */
  readonly binPorts: readonly number[];
  /** The same where it is over TLS; anything else there is passed over. */
  readonly sipTlsPorts: readonly number[];
  readonly binTlsPorts: readonly number[];
  /** Also look for SIP and BIN, by content, on every other port. */
  readonly anyPort: boolean;
}

export interface TunnelOptions {
  /** UDP destination ports of VXLAN: the registered one, and the one that Linux had before. */
  readonly vxlanPorts: readonly number[];
  /** Tunnels inside each other that are opened; 0 opens none. */
  readonly tunnelDepth: number;
}

export interface FragmentLimits {
  /** IP datagrams of which some fragments are missing, kept at a time. The oldest goes first. */
  readonly fragmentedDatagrams: number;
  /** Bytes of all of them together. */
  readonly fragmentBytes: number;
  /** Pieces of one datagram. */
  readonly fragmentPieces: number;
  /** Capture time from the first fragment on, in nanoseconds, after which a datagram is given up. */
  readonly fragmentAge: number;
}

/**
 * Of the TCP reassembler and the framing of messages above it. A stream is one direction of a
 * connection. Ages are capture time in nanoseconds.
 */
export interface StreamLimits {
  /** Streams kept at a time. The one longest without a segment goes first. */
  readonly streams: number;
  /** A stream without a segment for so long is forgotten. */
  readonly streamAge: number;
  /** Memory of all streams together: unfinished messages, and bytes that wait behind a hole. */
  readonly heldBytes: number;
  /** Bytes, and segments, of one stream that wait behind a hole. */
  readonly heldStreamBytes: number;
  readonly heldStreamSegments: number;
  /** How long a hole may wait for its bytes, if nothing is known about them. */
  readonly holeAge: number;
  /** As `holeAge`, where acknowledgements show that the receiver misses the bytes as well. */
  readonly lossAge: number;
  /** As `holeAge`, where the receiver has acknowledged the bytes: captures reorder a little. */
  readonly acknowledgedHoleAge: number;
  /** The same segment once more within this time is a copy, where the IP header has no identification. */
  readonly copyAge: number;
  /** As `copyAge`, where the identification is the same. */
  readonly identifiedCopyAge: number;
  /** A segment farther than this from the expected sequence number begins another connection. */
  readonly sequenceJump: number;
  /** A SIP message on a stream is cut beyond these. */
  readonly sipHeaderBytes: number;
  readonly sipBodyBytes: number;
  /** A WebSocket message is cut beyond this. */
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

const DEFAULT_TUNNELS: TunnelOptions = { vxlanPorts: [4789, 8472], tunnelDepth: 4 };

const DEFAULT_FRAGMENT_LIMITS: FragmentLimits = {
  fragmentedDatagrams: 1024,
  fragmentBytes: 16 * 1024 * 1024,
  fragmentPieces: 256,
  fragmentAge: 30e9,
};

const DEFAULT_STREAM_LIMITS: StreamLimits = {
  streams: 16_384,
  streamAge: 600e9,
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
