export type ByteOrder = 'little-endian' | 'big-endian';

/** What a capture says of itself. Session time does not occur here: it needs a first frame. */
export interface CaptureDescription {
  /** For people: `pcap µs little-endian`, `pcap ns big-endian`, `pcapng`. */
  readonly format: string;
  readonly compression: 'gzip' | undefined;
  /** A pcap has one. */
  readonly sections: readonly SectionDescription[];
  /** Of all sections; `Frame.interfaceId` counts in this list. */
  readonly interfaces: readonly InterfaceDescription[];
  /** TLS key logs and the like inside the capture, to be read with `readBytes` when needed. */
  readonly secrets: readonly SecretsReference[];
}

export interface SectionDescription {
  /** Where it begins. */
  readonly offset: number;
  readonly byteOrder: ByteOrder;
  readonly hardware?: string;
  /** The system that captured. */
  readonly os?: string;
  /** The program that captured. */
  readonly application?: string;
  readonly comments: readonly string[];
}

export interface InterfaceDescription {
  /** Counts in `sections`. */
  readonly section: number;
  readonly linkType: number;
  /** Most bytes kept of a packet; 0 where there was no limit. */
  readonly snapLength: number;
  /** Units of the time stamps in a second: 1e6, 1e9, 2^20, ... */
  readonly ticksPerSecond: number;
  readonly name?: string;
  /** What the interface is, in words. */
  readonly label?: string;
  readonly hardware?: string;
  readonly os?: string;
  /** Capture filter, in libpcap's language. */
  readonly filter?: string;
  readonly comments: readonly string[];
  /** Last statistics in the capture. What was dropped was sent all the same. */
  readonly statistics?: InterfaceStatistics;
  /** Sum of the drops that the packets themselves report. */
  readonly droppedBetweenPackets: number;
  /** When that was; absent where nothing was dropped, or nobody says so. */
  readonly drops?: readonly DropSpan[];
}

/** Packets that the capturing host dropped at some time between two; nanoseconds since 1970 UTC. */
export interface DropSpan {
  /** Undefined: since the capture began. */
  readonly from: bigint | undefined;
  readonly to: bigint;
  readonly packets: number;
}

/** Counters since the capture began; absent where the capturing program does not know. */
export interface InterfaceStatistics {
  /** Nanoseconds since 1970 UTC. */
  readonly startTime?: bigint;
  readonly endTime?: bigint;
  readonly received?: number;
  readonly droppedByInterface?: number;
  readonly acceptedByFilter?: number;
  readonly droppedByOs?: number;
  readonly delivered?: number;
}

export interface SecretsReference {
  /** Where the secrets themselves begin. */
  readonly offset: number;
  /** `secrets_type`: 0x544c534b is a TLS key log in NSS format. */
  readonly type: number;
  readonly length: number;
}
