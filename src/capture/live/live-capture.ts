import type { BackendName } from './backends.ts';
import type { CaptureChild } from './capture-child.ts';

/** What the kernel counted; undefined where the program has not said so (yet: it does when it ends). */
export interface LiveCounts {
  readonly received: number | undefined;
  readonly dropped: number | undefined;
}

/** A capture that goes on: who captures, and what was lost. */
export class LiveCapture {
  readonly device: string;
  readonly backend: BackendName;
  private readonly child: CaptureChild;

  constructor(device: string, backend: BackendName, child: CaptureChild) {
    this.device = device;
    this.backend = backend;
    this.child = child;
  }

  get counts(): LiveCounts {
    return countsIn(this.child.messages);
  }

  /** Ends the capture; resolves when the program has told what it lost. */
  stop(): Promise<void> {
    this.child.stop();
    return this.child.ended;
  }
}

/**
 * What the programs say at their end: tcpdump `10 packets received by filter`, `3 packets dropped by
 * kernel`; dumpcap `Packets received/dropped on interface 'lo': 10/3 (pcap:3/...)`.
 */
export function countsIn(messages: string): LiveCounts {
  const dumpcap = /received\/dropped on interface .*?: (\d+)\/(\d+)/.exec(messages);
  if (dumpcap !== null) return { received: Number(dumpcap[1]), dropped: Number(dumpcap[2]) };
  const received = /(\d+) packets? received by filter/.exec(messages)?.[1];
  const dropped = /(\d+) packets? dropped by kernel/.exec(messages)?.[1];
  return { received: numberOf(received), dropped: numberOf(dropped) };
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
