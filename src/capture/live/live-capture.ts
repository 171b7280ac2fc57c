import type { BackendName } from './backends.ts';
import type { CaptureChild } from './capture-child.ts';

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
  /** Ends the capture; resolves when it is over and has told what was lost. */
  stop(): Promise<void>;
}

/** Milliseconds between two looks at what the kernel dropped. */
const COUNT_EVERY = 2000;

/** By a program on this host. */
export class ChildCapture implements LiveCapture {
  readonly device: string;
  readonly backend: BackendName;
  readonly fromKernel = true;
  readonly remarks: readonly string[] = [];
  /** Its end is wanted. */
  isStopping = false;
  private readonly child: CaptureChild;

  constructor(device: string, backend: BackendName, child: CaptureChild) {
    this.device = device;
    this.backend = backend;
    this.child = child;
    // Only tcpdump tells what was dropped before it ends.
    if (backend !== 'tcpdump') return;
    const timer = setInterval(() => child.askForCounts(), COUNT_EVERY).unref();
    void child.ended.then(() => clearInterval(timer));
  }

  get counts(): LiveCounts {
    return countsIn(this.child.messages);
  }

  /** Resolves when the program has told what it lost. */
  stop(): Promise<void> {
    this.isStopping = true;
    this.child.stop();
    return this.child.ended;
  }
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
