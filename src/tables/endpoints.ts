import { formatAddress } from '../../decoders/network/address.ts';
import type { AddressId, EndpointId, StringId } from '../ids.ts';
import { ByteStringTable } from './byte-strings.ts';
import { PairTable } from './pair-table.ts';

/** Every IP address and every address-and-port of a session, each kept once. */
export class EndpointTable {
  private readonly addresses = new ByteStringTable();
  private readonly endpoints = new PairTable();
  private readonly addressTexts: string[] = [];

  /** `length` is 4 or 16, in network order. */
  address(bytes: Uint8Array, at: number, length: 4 | 16): AddressId {
    return this.addresses.intern(bytes, at, at + length) as number as AddressId;
  }

  endpoint(address: AddressId, port: number): EndpointId {
    return this.endpoints.intern(address, port) as EndpointId;
  }

  addressOf(endpoint: EndpointId): AddressId {
    return this.endpoints.first(endpoint) as AddressId;
  }

  portOf(endpoint: EndpointId): number {
    return this.endpoints.second(endpoint);
  }

  /** `192.0.2.1` or `2001:db8::1` (RFC 5952), without port or brackets. */
  addressText(address: AddressId): string {
    this.addressTexts[address] ??= formatAddress(this.addresses.bytes(address as number as StringId));
    return this.addressTexts[address];
  }

  /** `192.0.2.1:5060` or `[2001:db8::1]:5060`. */
  text(endpoint: EndpointId): string {
    const address = this.addressText(this.addressOf(endpoint));
    return address.includes(':')
      ? `[${address}]:${this.portOf(endpoint)}`
      : `${address}:${this.portOf(endpoint)}`;
  }

  get size(): number {
    return this.endpoints.size;
  }

  get addressCount(): number {
    return this.addresses.size;
  }
}
