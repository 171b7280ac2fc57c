import { isIP } from 'node:net';
import { addressBytes } from '../../capture/address-bytes.ts';
import { type FilterValue, plainText } from '../ast.ts';
import { meaning, type Reading, unreadable } from './reading.ts';

/** Addresses with the same first `prefix` bits as `bytes`, at `port` if one is given. */
export interface AddressPattern {
  readonly bytes: readonly number[];
  readonly prefix: number;
  readonly port: number | undefined;
}

/** What a value that may be a node or an address means. */
export type PeerPattern = { readonly node: number } | AddressPattern;

const HINT =
  'Write an address such as 10.0.0.1 or 2001:db8::1, a network such as 10.0.0.0/8, or address:port';

/** `10.0.0.1`, `10.0.0.1:5060`, `10.0.0.0/8`, `2001:db8::1`, `[2001:db8::1]:5060`, `2001:db8::/32`. */
export function readAddress(value: FilterValue): Reading<AddressPattern> {
  const text = plainText(value);
  const bracketed = /^\[([^\]]*)\](?::(\d+))?$/.exec(text);
  const dotted = /^([^:/]*):(\d+)$/.exec(text);
  const network = /^([^/]*)\/(.*)$/.exec(text);
  if (bracketed !== null) return addressAndPort(bracketed[1] ?? '', bracketed[2]);
  if (dotted !== null) return addressAndPort(dotted[1] ?? '', dotted[2]);
  if (network !== null) return addressAndPrefix(network[1] ?? '', network[2] ?? '');
  if (/^\d+$/.test(text)) {
    return unreadable(
      `'${text}' is not an IP address`,
      `For a node write node:${text}, for a port port:${text}`,
    );
  }
  return addressAndPort(text, undefined);
}

/** A node id, or what `readAddress` takes. */
export function readPeer(value: FilterValue): Reading<PeerPattern> {
  const text = plainText(value);
  if (!/^\d+$/.test(text)) return readAddress(value);
  const node = Number(text);
  if (node < 1 || node > 0x7fffffff) {
    return unreadable(`${text} is not a node id`, 'Node ids of the clusterer begin with 1');
  }
  return meaning({ node });
}

export function matchesAddress(pattern: AddressPattern, address: string, port: number): boolean {
  if (pattern.port !== undefined && pattern.port !== port) return false;
  const bytes = addressBytes(address);
  return bytes !== undefined && bytes.length === pattern.bytes.length && sharesPrefix(pattern, bytes);
}

function sharesPrefix({ bytes, prefix }: AddressPattern, other: readonly number[]): boolean {
  const whole = prefix >> 3;
  for (let at = 0; at < whole; at++) if (bytes[at] !== other[at]) return false;
  const mask = 0xff00 >> (prefix & 7);
  return (((bytes[whole] ?? 0) ^ (other[whole] ?? 0)) & mask & 0xff) === 0;
}

function addressAndPort(address: string, portText: string | undefined): Reading<AddressPattern> {
  const bytes = addressBytes(address);
  const port = portText === undefined ? undefined : Number(portText);
  if (bytes === undefined) return notAnAddress(address);
  if (port !== undefined && port > 0xffff) {
    return unreadable(`${portText} is not a port`, 'Ports end at 65535');
  }
  return meaning({ bytes, prefix: bytes.length * 8, port });
}

function addressAndPrefix(address: string, prefixText: string): Reading<AddressPattern> {
  const bytes = addressBytes(address);
  if (bytes === undefined) return notAnAddress(address);
  const longest = bytes.length * 8;
  const prefix = Number(prefixText);
  if (!/^\d{1,3}$/.test(prefixText) || prefix > longest) {
    return unreadable(`'/${prefixText}' is not a prefix length`, `Write a number from /0 to /${longest}`);
  }
  return meaning({ bytes, prefix, port: undefined });
}

function notAnAddress(text: string): Reading<never> {
  if (text.includes('*')) return unreadable('Addresses take no *', 'Write a network such as 10.0.0.0/8');
  if (/[g-z]/i.test(text)) return unreadable(`'${text}' is a name, not an IP address`, HINT);
  return unreadable(`'${text}' is not an IP address`, HINT);
}

/** Is this an IPv4 or IPv6 address, and nothing else? */
export function isAddressText(text: string): boolean {
  return isIP(text) !== 0;
}
