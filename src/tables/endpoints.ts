import { formatAddress } from '../../decoders/network/address.ts';
import type { AddressId, EndpointId, StringId } from '../ids.ts';
import { ByteStringTable } from './byte-strings.ts';
import { PairTable } from './pair-table.ts';
import type { WantedEndpoints } from './wanted-endpoints.ts';

/** At least this many new endpoints before sweeping is worth it. */
const FEW = 8192;

/** The first port that Linux gives to connecting sockets by default; listening ports are below it. */
export const EPHEMERAL = 32_768;

/** Interns the IP addresses and the endpoints (address and port) of a session. */
export class EndpointTable {
  private readonly addresses = new ByteStringTable();
  private readonly endpoints = new PairTable();
  private addressTexts: string[] = [];
  private keptLast = 0;
  /** Names given by the user for an address, or for an address and port. */
  private names: ReadonlyMap<string, string> = new Map();

  /** The address is `length` bytes, 4 or 16. */
  address(bytes: Uint8Array, at: number, length: 4 | 16): AddressId {
    return this.addresses.intern(bytes, at, at + length) as number as AddressId;
  }

  /** The id of an address of 4 or 16 bytes; undefined if it was not seen, or is not kept any more. */
  findAddress(bytes: Uint8Array): AddressId | undefined {
    return this.addresses.find(bytes, 0, bytes.length) as number | undefined as AddressId | undefined;
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
    // Empty for a forgotten address.
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

  /** Names that `label` shows for these addresses (`192.0.2.1`, `192.0.2.1:5060`). */
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

  /** As `label`, for an address that is a text already. */
  nameOf(text: string): string {
    if (this.names.size === 0) return text;
    const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(text) ?? [];
    const host = this.names.get(bracketed ?? plain ?? '');
    return this.names.get(text) ?? (host === undefined ? text : `${host}:${port}`);
  }

  /** Number of ids given out for endpoints. */
  get size(): number {
    return this.endpoints.size;
  }

  /** Number of endpoints kept. */
  get kept(): number {
    return this.endpoints.kept;
  }

  /** Are there more than twice as many endpoints as were wanted at the last sweep? */
  get isWorthSweeping(): boolean {
    return this.kept > 2 * this.keptLast + FEW;
  }

  /**
   * Forgets endpoints and addresses that are not wanted any more: phones behind NAT come with ever new ones.
   * One that comes again gets a new id.
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
