import type { StreamTrouble } from '../reassembly/stream-trouble.ts';
import type { EndpointKnower, WantedEndpoints } from '../tables/wanted-endpoints.ts';

/** Troubles that are remembered one by one; all are counted. */
const MOST = 1000;

/** What went wrong with connections, the first of it. */
export class KeptTroubles implements EndpointKnower {
  readonly list: StreamTrouble[] = [];
  /** Those that came after these. */
  forgotten = 0;

  add(trouble: StreamTrouble): void {
    if (this.list.length < MOST) this.list.push(trouble);
    else this.forgotten++;
  }

  wantEndpoints(wanted: WantedEndpoints): void {
    for (const { sender, receiver } of this.list) {
      wanted.endpoint(sender);
      wanted.endpoint(receiver);
    }
  }
}
