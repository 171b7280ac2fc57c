import type { AddressId, EndpointId } from '../ids.ts';

/** Somebody who knows endpoints by their numbers. */
export interface EndpointKnower {
  /** Says which ones, so that they are not forgotten. */
  wantEndpoints(wanted: WantedEndpoints): void;
}

/** The endpoints and addresses that somebody still knows by their numbers, while others are forgotten. */
export class WantedEndpoints {
  private readonly endpoints: Uint8Array;
  private readonly hosts: Uint8Array;

  /** Of so many that there were. */
  constructor(endpoints: number, addresses: number) {
    this.endpoints = new Uint8Array(endpoints);
    this.hosts = new Uint8Array(addresses);
  }

  endpoint(endpoint: EndpointId): void {
    this.endpoints[endpoint] = 1;
  }

  /** An address, with all endpoints that it has. */
  host(address: AddressId): void {
    this.hosts[address] = 1;
  }

  hasEndpoint(endpoint: EndpointId): boolean {
    return this.endpoints[endpoint] === 1;
  }

  hasHost(address: AddressId): boolean {
    return this.hosts[address] === 1;
  }
}
