import type { AddressId, EndpointId } from '../ids.ts';

/** Somebody who remembers endpoints by their ids. */
export interface EndpointKnower {
  /** Marks these endpoints as wanted, so that they are not forgotten. */
  wantEndpoints(wanted: WantedEndpoints): void;
}

/** Collects the endpoints and addresses that are still in use, before all others are forgotten. */
export class WantedEndpoints {
  private readonly endpoints: Uint8Array;
  private readonly hosts: Uint8Array;

  /** The numbers of endpoints and addresses that exist. */
  constructor(endpoints: number, addresses: number) {
    this.endpoints = new Uint8Array(endpoints);
    this.hosts = new Uint8Array(addresses);
  }

  endpoint(endpoint: EndpointId): void {
    this.endpoints[endpoint] = 1;
  }

  /** An address together with all of its endpoints. */
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
