import type { TrafficOptions } from './options.ts';

/** What stands beside a generated file: what a reader must find in it. */
export interface TruthRecord {
  readonly generator: typeof GENERATOR_VERSION;
  readonly options: TrafficOptions;
  /** Bytes of the file. */
  readonly fileBytes: number;
  readonly frames: number;
  readonly ipFragments: number;
  readonly rtpPackets: number;
  /** SIP messages plus BIN packets; retransmissions are not counted again. */
  readonly messages: number;
  readonly sip: {
    readonly messages: number;
    /** Requests by method, responses by status. */
    readonly byName: Readonly<Record<string, number>>;
    readonly callIds: number;
    readonly overTcp: number;
    /** Datagrams sent once more; each is one further copy of a message. */
    readonly udpRetransmissions: number;
    readonly bytes: number;
  };
  readonly bin: {
    readonly packets: number;
    readonly byName: Readonly<Record<string, number>>;
    readonly bytes: number;
  };
  readonly tcp: {
    readonly connections: number;
    readonly segments: number;
    readonly outOfOrder: number;
    readonly retransmitted: number;
  };
  /** Capture time, in seconds. */
  readonly duration: number;
}

/** Raised whenever the same options no longer give the same bytes: cached files are then made anew. */
export const GENERATOR_VERSION = 3;

/** Counts what was sent, as it is sent. */
export class Truth {
  sipMessages = 0;
  sipBytes = 0;
  sipOverTcp = 0;
  udpRetransmissions = 0;
  callIds = 0;
  binPackets = 0;
  binBytes = 0;
  frames = 0;
  ipFragments = 0;
  rtpPackets = 0;
  connections = 0;
  segments = 0;
  outOfOrder = 0;
  retransmitted = 0;
  private readonly sipNames = new Map<string, number>();
  private readonly binNames = new Map<string, number>();

  get messages(): number {
    return this.sipMessages + this.binPackets;
  }

  sip(name: string, bytes: number): void {
    this.sipMessages++;
    this.sipBytes += bytes;
    this.sipNames.set(name, (this.sipNames.get(name) ?? 0) + 1);
  }

  bin(name: string, bytes: number): void {
    this.binPackets++;
    this.binBytes += bytes;
    this.binNames.set(name, (this.binNames.get(name) ?? 0) + 1);
  }

  record(options: TrafficOptions, fileBytes: number, duration: number): TruthRecord {
    return {
      generator: GENERATOR_VERSION,
      options,
      fileBytes,
      frames: this.frames,
      ipFragments: this.ipFragments,
      rtpPackets: this.rtpPackets,
      messages: this.messages,
      sip: {
        messages: this.sipMessages,
        byName: sorted(this.sipNames),
        callIds: this.callIds,
        overTcp: this.sipOverTcp,
        udpRetransmissions: this.udpRetransmissions,
        bytes: this.sipBytes,
      },
      bin: { packets: this.binPackets, byName: sorted(this.binNames), bytes: this.binBytes },
      tcp: {
        connections: this.connections,
        segments: this.segments,
        outOfOrder: this.outOfOrder,
        retransmitted: this.retransmitted,
      },
      duration,
    };
  }
}

function sorted(counts: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
