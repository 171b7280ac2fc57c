export type ByteOrder = 'little-endian' | 'big-endian';

/** What a capture says about itself. It has no session times, which need a first frame. */
export interface CaptureDescription {
  /** For people: `pcap µs little-endian`, `pcap ns big-endian`, `pcapng`. */
  readonly format: string;
  readonly compression: 'gzip' | undefined;
  /** A pcap counts as one section. */
  readonly sections: readonly SectionDescription[];
  /** Of all sections; `Frame.interfaceId` is an index into this list. */
  readonly interfaces: readonly InterfaceDescription[];
  /** TLS key logs and the like in the capture; `readBytes` reads them when they are needed. */
  readonly secrets: readonly SecretsReference[];
}

export interface SectionDescription {
  /** Where the section begins in the capture. */
  readonly offset: number;
  readonly byteOrder: ByteOrder;
  readonly hardware?: string;
  /** The operating system that captured. */
  readonly os?: string;
  /** The program that captured. */
  readonly application?: string;
  readonly comments: readonly string[];
}

export interface InterfaceDescription {
  /** Index into `sections`. */
  readonly section: number;
  readonly linkType: number;
  /** Most bytes kept of a packet; 0 if there is no limit. */
  readonly snapLength: number;
  /** Time stamp units per second: 1e6, 1e9, 2^20, ... */
  readonly ticksPerSecond: number;
  readonly name?: string;
  /** What kind of interface this is, in words. */
  readonly label?: string;
  readonly hardware?: string;
  readonly os?: string;
  /** Capture filter, in libpcap's language. */
  readonly filter?: string;
  readonly comments: readonly string[];
  /** The last statistics in the capture. Dropped packets were sent, but not captured. */
  readonly statistics?: InterfaceStatistics;
  /** Sum of the drop counts in the packets' own options. */
  readonly droppedBetweenPackets: number;
  /** When packets were dropped; absent if none were, or if the capture does not say. */
  readonly drops?: readonly DropSpan[];
}

/** The capturing host dropped packets at some time in this span; nanoseconds since 1970 UTC. */
export interface DropSpan {
  /** Undefined: since the capture began. */
  readonly from: bigint | undefined;
  readonly to: bigint;
  readonly packets: number;
}

/** Counters since the capture began; absent if the capturing program does not know them. */
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
