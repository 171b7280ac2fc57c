import type { AddressId, EndpointId } from '../../ids.ts';
import type { EndpointTable } from '../../tables/endpoints.ts';
import type { EndpointKnower, WantedEndpoints } from '../../tables/wanted-endpoints.ts';

const MOST_PORTS = 1024;
const MOST_HOSTS = 1024;
/**
 * Answers on a connection go to a client port, to which at most one packet is sent (spec bin-core 11): ports with a
 * smaller share than one in so many are left out.
 */
const RARE = 10;

/** BIN on ports that are not read. What hosts sent and received there is unknown. */
export class UnreadBin implements EndpointKnower {
  readonly hosts = new Set<AddressId>();
  private readonly endpoints: EndpointTable;
  /** Packets to each of them. */
  private readonly toPorts = new Map<number, number>();

  constructor(endpoints: EndpointTable) {
    this.endpoints = endpoints;
  }

  add(sender: EndpointId, receiver: EndpointId): void {
    const { endpoints, hosts, toPorts } = this;
    const port = endpoints.portOf(receiver);
    const packets = toPorts.get(port);
    if (packets !== undefined || toPorts.size < MOST_PORTS) toPorts.set(port, (packets ?? 0) + 1);
    for (const end of [sender, receiver]) if (hosts.size < MOST_HOSTS) hosts.add(endpoints.addressOf(end));
  }

  /** Ports on which nodes listen, in ascending order. */
  get ports(): readonly number[] {
    const most = Math.max(0, ...this.toPorts.values());
    const usual = [...this.toPorts].filter(([, packets]) => packets * RARE > most);
    return usual.map(([port]) => port).sort((a, b) => a - b);
  }

  wantEndpoints(wanted: WantedEndpoints): void {
    for (const host of this.hosts) wanted.host(host);
  }
}
