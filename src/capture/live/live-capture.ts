/** Counters of a capture; undefined if unknown, as with programs that only tell at their end. */
export interface LiveCounts {
  readonly received: number | undefined;
  /** Dropped by the kernel. */
  readonly dropped: number | undefined;
}

/** A capture that goes on: who captures, and what was lost. */
export interface LiveCapture {
  readonly device: string;
  /** The capturing program, or how frames come from elsewhere: ssh, tcp, hep, file. */
  readonly backend: string;
  /** False if frames come from no kernel that could have dropped some. */
  readonly fromKernel: boolean;
  readonly counts: LiveCounts;
  /** Short remarks for the end of the capture. */
  readonly remarks: readonly string[];
  /** When nothing was captured, oldest first: between two connections, or until now. */
  readonly outages: readonly Outage[];
  /** Ends the capture; resolves when it has ended and its losses are known. */
  stop(): Promise<void>;
}

/** A time in which nothing was captured; milliseconds since 1970. */
export interface Outage {
  readonly from: number;
  /** Undefined while it lasts. */
  readonly to: number | undefined;
}

/**
 * Parses the last counts that a program printed, at its end or when asked: tcpdump `10 packets received by
 * filter`, `3 packets dropped by kernel`; dumpcap `Packets received/dropped on interface 'lo': 10/3
 * (pcap:3/...)`.
 */
export function countsIn(messages: string): LiveCounts {
  const dumpcap = /received\/dropped on interface .*?: (\d+)\/(\d+)/.exec(messages);
  if (dumpcap !== null) return { received: Number(dumpcap[1]), dropped: Number(dumpcap[2]) };
  const received = lastOf(messages, /(\d+) packets? received by filter/g);
  const dropped = lastOf(messages, /(\d+) packets? dropped by kernel/g);
  return { received: numberOf(received), dropped: numberOf(dropped) };
}

function lastOf(text: string, pattern: RegExp): string | undefined {
  return [...text.matchAll(pattern)].at(-1)?.[1];
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
