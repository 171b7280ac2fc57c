import { formatAddress } from '../../decoders/network/address.ts';
import type { AddressId, EndpointId, StringId } from '../ids.ts';
import { ByteStringTable } from './byte-strings.ts';
import { PairTable } from './pair-table.ts';
import type { WantedEndpoints } from './wanted-endpoints.ts';

/** New endpoints before it is worth looking for old ones. */
const FEW = 8192;

/** Every IP address and every address-and-port of a session, each kept once. */
export class EndpointTable {
  private readonly addresses = new ByteStringTable();
  private readonly endpoints = new PairTable();
  private addressTexts: string[] = [];
  private keptLast = 0;
  /** What the user calls an address, or an address and port, by its text. */
  private names: ReadonlyMap<string, string> = new Map();

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
    // Of one that was forgotten: nothing.
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

  /** From now on `label` calls these addresses (`192.0.2.1`, `192.0.2.1:5060`) by these names. */
  giveNames(names: ReadonlyMap<string, string>): void {
    this.names = names;
  }

  /** For people: as `text`, with the name that the user gave it. */
  label(endpoint: EndpointId): string {
    return this.nameOf(this.text(endpoint));
  }

  /** For people: as `addressText`, with the name that the user gave it. */
  addressLabel(address: AddressId): string {
    const text = this.addressText(address);
    return this.names.get(text) ?? text;
  }

  /** As `label`, of an address that is a text already. */
  nameOf(text: string): string {
    if (this.names.size === 0) return text;
    const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(text) ?? [];
    const host = this.names.get(bracketed ?? plain ?? '');
    return this.names.get(text) ?? (host === undefined ? text : `${host}:${port}`);
  }

  /** Numbers of endpoints that were given. */
  get size(): number {
    return this.endpoints.size;
  }

  /** Endpoints that are kept. */
  get kept(): number {
    return this.endpoints.kept;
  }

  /** There are more than twice as many endpoints as were wanted the last time. */
  get isWorthSweeping(): boolean {
    return this.kept > 2 * this.keptLast + FEW;
  }

  /**
   * Forgets endpoints and addresses that nobody wants any more: of phones behind other people's routers
   * there is no end. Who comes again has new numbers.
   */
  sweep(wanted: WantedEndpoints): void {
    const { endpoints, addresses } = this;
    const addressIsUsed = new Uint8Array(addresses.size);
    endpoints.sweep((id) => {
      const address = endpoints.first(id) as AddressId;
      const isWanted = wanted.hasEndpoint(id as EndpointId) || wanted.hasHost(address);
      if (isWanted) addressIsUsed[address] = 1;
      return isWanted;
    });
    addresses.sweep((id) => addressIsUsed[id] === 1 || wanted.hasHost(id as number as AddressId));
    this.addressTexts = [];
    this.keptLast = this.kept;
  }

  get addressCount(): number {
    return this.addresses.size;
  }
}
