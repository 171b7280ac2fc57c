import type { StreamEnd, StreamRefusal } from '../../reassembly/tcp/stream-end.ts';
import { MOST_KEPT, StreamEvents } from './stream-events.ts';

/**
 * What happened to TCP connections for BIN as wholes. If there is too much the oldest is dropped, because the last of it
 * tells whether a node is still there: such connections last as long as their nodes.
 */
class LatestEvents<Told extends StreamRefusal> extends StreamEvents<Told> {
  get count(): number {
    return this.list.length + this.forgotten;
  }

  override add(told: Told): void {
    if (this.list.length >= MOST_KEPT) this.forgotten += this.list.splice(0, MOST_KEPT / 10).length;
    this.list.push(told);
  }
}

/** Ends of connections that carried BIN. */
export class StreamEnds extends LatestEvents<StreamEnd> {}

/** Nanoseconds in which further refusals by the same host tell nothing new. */
const AGAIN = 0.5e9;

/** Connections for BIN that were refused: of those that one host refuses in a row, one now and then. */
export class StreamRefusals extends LatestEvents<StreamRefusal> {
  override add(refusal: StreamRefusal): void {
    const { source, sender, time } = refusal;
    for (let at = this.list.length - 1; at >= 0; at--) {
      const before = this.list[at] as StreamRefusal;
      if (before.source !== source) continue;
      if (time - before.time > AGAIN) break;
      if (before.sender === sender) return;
    }
    super.add(refusal);
  }
}
