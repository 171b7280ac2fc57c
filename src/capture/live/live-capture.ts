/** What was counted; undefined where nobody has said so (yet: programs do when they end). */
export interface LiveCounts {
  readonly received: number | undefined;
  /** By the kernel. */
  readonly dropped: number | undefined;
}

/** A capture that goes on: who captures, and what was lost. */
export interface LiveCapture {
  readonly device: string;
  /** The program that captures, or how frames come from elsewhere: ssh, tcp, hep, file. */
  readonly backend: string;
  /** False where frames come ready made: no kernel of which we know could have dropped some. */
  readonly fromKernel: boolean;
  readonly counts: LiveCounts;
  /** What else there is to say at the end; short. */
  readonly remarks: readonly string[];
  /** When nothing was captured, oldest first; those between two connections, and one that goes on. */
  readonly outages: readonly Outage[];
  /** Ends the capture; resolves when it is over and has told what was lost. */
  stop(): Promise<void>;
}

/** A time in which nothing was captured; milliseconds since 1970. */
export interface Outage {
  readonly from: number;
  /** Undefined while it goes on. */
  readonly to: number | undefined;
}

/**
 * What the programs said last, at their end or when they were asked: tcpdump `10 packets received by filter`, `3 packets dropped by
 * kernel`; dumpcap `Packets received/dropped on interface 'lo': 10/3 (pcap:3/...)`.
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
