/**
 * What the way from frames to messages can be told. One interface a concern; every limit has a
 * default, and what exceeds it is counted in `Counters`.
 */

/** Which ports carry what. A packet counts where either of its two ports is listed. */
export interface PortOptions {
  /** SIP over UDP and TCP. */
  readonly sipPorts: readonly number[];
  /** BIN, TCP only (spec bin-core 2). */
  readonly binPorts: readonly number[];
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

/** Of the TCP reassembler and the framing of messages above it. */
export interface StreamLimits {
  /** Streams (one direction each) kept at a time. The one longest without a segment goes first. */
  readonly streams: number;
}

export interface ObserverOptions extends PortOptions, TunnelOptions, FragmentLimits, StreamLimits {}

export const DEFAULT_PORTS: PortOptions = { sipPorts: [5060], binPorts: [5555], anyPort: false };

export const DEFAULT_TUNNELS: TunnelOptions = { vxlanPorts: [4789, 8472], tunnelDepth: 4 };

export const DEFAULT_FRAGMENT_LIMITS: FragmentLimits = {
  fragmentedDatagrams: 1024,
  fragmentBytes: 16 * 1024 * 1024,
  fragmentPieces: 256,
  fragmentAge: 30e9,
};

export const DEFAULT_STREAM_LIMITS: StreamLimits = { streams: 16_384 };

export const DEFAULT_OBSERVER_OPTIONS: ObserverOptions = {
  ...DEFAULT_PORTS,
  ...DEFAULT_TUNNELS,
  ...DEFAULT_FRAGMENT_LIMITS,
  ...DEFAULT_STREAM_LIMITS,
};
