import type { StreamGap } from '../reassembly/carried-message.ts';
import type { EndpointKnower, WantedEndpoints } from '../tables/wanted-endpoints.ts';

/** Gaps that are remembered one by one; all are counted. */
const MOST = 1000;

/** What observers missed of TCP streams, the first gaps of all. */
export class KeptGaps implements EndpointKnower {
  readonly list: StreamGap[] = [];
  /** Gaps that came after those. */
  forgotten = 0;

  add(gap: StreamGap): void {
    if (this.list.length < MOST) this.list.push(gap);
    else this.forgotten++;
  }

  wantEndpoints(wanted: WantedEndpoints): void {
    for (const { sender, receiver } of this.list) {
      wanted.endpoint(sender);
      wanted.endpoint(receiver);
    }
  }
}
