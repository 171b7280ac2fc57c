import type { StreamGap } from '../../reassembly/carried-message.ts';
import type { StreamTrouble } from '../../reassembly/tcp/stream-trouble.ts';
import type { EndpointTable } from '../../tables/endpoints.ts';
import type { EndpointKnower, WantedEndpoints } from '../../tables/wanted-endpoints.ts';
import { StreamEnds, StreamRefusals } from './stream-ends.ts';
import { StreamEvents } from './stream-events.ts';
import { UnreadBin } from './unread-bin.ts';
import { WebSocketUpgrades } from './web-socket-upgrades.ts';

/** What all observers saw of TCP connections besides their messages. */
export class ConnectionEvents implements EndpointKnower {
  readonly gaps = new StreamEvents<StreamGap>();
  /** Errors of the connections that carry BIN. */
  readonly troubles = new StreamEvents<StreamTrouble>();
  /** Which end closed the connections that carry BIN. */
  readonly ends = new StreamEnds();
  /** Who refused connections that were to carry BIN. */
  readonly refusals = new StreamRefusals();
  readonly upgrades = new WebSocketUpgrades();
  readonly unread: UnreadBin;

  constructor(endpoints: EndpointTable) {
    this.unread = new UnreadBin(endpoints);
  }

  wantEndpoints(wanted: WantedEndpoints): void {
    const { gaps, troubles, ends, refusals, upgrades, unread } = this;
    for (const one of [gaps, troubles, ends, refusals, upgrades, unread]) one.wantEndpoints(wanted);
  }
}
