import type { StreamEnd } from '../reassembly/stream-end.ts';
import type { EndpointKnower, WantedEndpoints } from '../tables/wanted-endpoints.ts';

/** Ends that are remembered one by one; connections of BIN last, and end with their nodes. */
const MOST = 1000;

/** Connections of BIN that were ended, the last of them. */
export class KeptEnds implements EndpointKnower {
  readonly list: StreamEnd[] = [];
  /** Those that came before these. */
  forgotten = 0;

  get count(): number {
    return this.list.length + this.forgotten;
  }

  add(end: StreamEnd): void {
    if (this.list.length >= MOST) this.forgotten += this.list.splice(0, MOST / 10).length;
    this.list.push(end);
  }

  wantEndpoints(wanted: WantedEndpoints): void {
    for (const { sender, receiver } of this.list) {
      wanted.endpoint(sender);
      wanted.endpoint(receiver);
    }
  }
}
