import type { StreamEnd } from '../reassembly/stream-end.ts';
import { KeptOfStreams, MOST_KEPT } from './kept-of-streams.ts';

/** Connections of BIN that were ended: not the first of them but the last. They last, and end with their nodes. */
export class KeptEnds extends KeptOfStreams<StreamEnd> {
  get count(): number {
    return this.list.length + this.forgotten;
  }

  override add(end: StreamEnd): void {
    if (this.list.length >= MOST_KEPT) this.forgotten += this.list.splice(0, MOST_KEPT / 10).length;
    this.list.push(end);
  }
}
