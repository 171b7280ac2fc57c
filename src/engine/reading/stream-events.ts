import type { EndpointId } from '../../ids.ts';
import type { EndpointKnower, WantedEndpoints } from '../../tables/wanted-endpoints.ts';

/** Most events that are kept one by one; further ones are only counted. */
export const MOST_KEPT = 1000;

/** Remembers the first events of one kind that reassembly reports of streams, such as gaps. */
export class StreamEvents<Told extends { readonly sender: EndpointId; readonly receiver: EndpointId }>
  implements EndpointKnower
{
  readonly list: Told[] = [];
  /** Those that are only counted. */
  forgotten = 0;

  add(told: Told): void {
    if (this.list.length < MOST_KEPT) this.list.push(told);
    else this.forgotten++;
  }

  wantEndpoints(wanted: WantedEndpoints): void {
    for (const { sender, receiver } of this.list) {
      wanted.endpoint(sender);
      wanted.endpoint(receiver);
    }
  }
}
