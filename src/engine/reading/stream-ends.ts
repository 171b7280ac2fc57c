import type { StreamEnd } from '../../reassembly/stream-end.ts';
import { MOST_KEPT, StreamEvents } from './stream-events.ts';

/**
 * Ends of TCP connections that carry BIN. If there are too many the oldest are dropped, because the last ones tell
 * whether a node is still there: such connections last as long as their nodes.
 */
export class StreamEnds extends StreamEvents<StreamEnd> {
  get count(): number {
    return this.list.length + this.forgotten;
  }

  override add(end: StreamEnd): void {
    if (this.list.length >= MOST_KEPT) this.forgotten += this.list.splice(0, MOST_KEPT / 10).length;
    this.list.push(end);
  }
}
