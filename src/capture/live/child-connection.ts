import type { Readable } from 'node:stream';
import type { Connection } from '../remote/connection.ts';
import type { BackendName } from './backends.ts';
import type { CaptureChild } from './capture-child.ts';
import { countsIn, type LiveCounts } from './live-capture.ts';
import { lastWords } from './start-failure.ts';

/** Milliseconds between two queries of the kernel's drop count. */
const COUNT_EVERY = 2000;

/** The connection to a capturing program on this host. */
export class ChildConnection implements Connection {
  readonly output: Readable;
  readonly ready = Promise.resolve();
  readonly ended: Promise<string>;
  private readonly child: CaptureChild;

  constructor(backend: BackendName, child: CaptureChild) {
    this.child = child;
    this.output = child.output;
    this.ended = child.ended.then(() => {
      const words = lastWords(child.messages);
      return `${backend} ended${words === '' ? ' without a word' : `: ${words}`}`;
    });
    // Only tcpdump can report drops before it ends.
    if (backend !== 'tcpdump') return;
    const timer = setInterval(() => child.askForCounts(), COUNT_EVERY).unref();
    void this.ended.then(() => clearInterval(timer));
  }

  get counts(): LiveCounts {
    return countsIn(this.child.messages);
  }

  close(): void {
    this.child.stop();
  }
}
