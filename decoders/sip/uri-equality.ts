import { losslessText, textBytes } from '../bytes/text.ts';
import { Byte, hexValue } from './characters.ts';
import { isEscape, UriParts, UriScheme } from './uri.ts';

/**
 * A URI prepared for comparison (RFC 3261 19.1.4): equal URIs have equal bases and headers, but some
 * parameters may be in one of them only.
 */
export interface ComparableUri {
  /** Scheme, user, password, host and port. */
  readonly base: string;
  /** Names and values in lower case; undefined if there are none. */
  readonly params: ReadonlyMap<string, string> | undefined;
  /** Header components, sorted; empty if there are none. */
  readonly headers: string;
}

/** Longest URI whose parts are compared; a longer one only equals the identical text. */
const LONGEST = 4096;
/** Separates parts: a character that no URI contains. */
const GAP = '\n';

/** Must be in both URIs or in neither, even with their default values. */
const NEVER_IGNORED = ['user', 'ttl', 'method', 'maddr', 'transport'];

const parts = new UriParts();

/** Never throws; text that is no URI is compared as it is. */
export function comparableUri(text: string): ComparableUri {
  if (text.length > LONGEST) return asItStands(text);
  const bytes = textBytes(text);
  if (!parts.read(bytes, 0, bytes.length)) return asItStands(text);
  switch (parts.scheme) {
    case UriScheme.Other:
      return asItStands(text);
    case UriScheme.Tel:
      return {
        base: `tel${GAP}${textOf(bytes, parts.userFrom, parts.userTo)
          .replace(/[-.()]/g, '')
          .toLowerCase()}`,
        params: undefined,
        // For tel:, every parameter counts (RFC 3966 4).
        headers: sortedParts(textOf(bytes, parts.paramsFrom, parts.paramsTo).toLowerCase(), ';'),
      };
    default:
      return {
        base: sipBase(bytes),
        params: paramsOf(bytes, parts.paramsFrom, parts.paramsTo),
        headers: headersOf(bytes, parts.headersFrom, parts.headersTo),
      };
  }
}

export function areSameUri(a: ComparableUri, b: ComparableUri): boolean {
  return a === b || (a.base === b.base && a.headers === b.headers && haveSameParams(a.params, b.params));
}

/** A parameter in both must have the same value; others may be in one only (RFC 3261 19.1.4). */
function haveSameParams(
  a: ReadonlyMap<string, string> | undefined,
  b: ReadonlyMap<string, string> | undefined,
): boolean {
  if (a === undefined && b === undefined) return true;
  for (const name of NEVER_IGNORED) if (a?.get(name) !== b?.get(name)) return false;
  if (a === undefined || b === undefined) return true;
  for (const [name, value] of a) {
    const other = b.get(name);
    if (other !== undefined && other !== value) return false;
  }
  return true;
}

function asItStands(text: string): ComparableUri {
  return { base: `${GAP}${text}`, params: undefined, headers: '' };
}

/** A missing component differs from an empty one, and from its default value. */
function sipBase(bytes: Uint8Array): string {
  const { scheme, hasUser, userFrom, userTo, passwordFrom, passwordTo, hostFrom, hostTo } = parts;
  const user = hasUser ? `${textOf(bytes, userFrom, userTo)}@` : '';
  const password = passwordFrom === userFrom ? '' : `:${textOf(bytes, passwordFrom, passwordTo)}`;
  const host = textOf(bytes, hostFrom, hostTo).toLowerCase();
  const port = parts.port >= 0 ? String(parts.port) : textOf(bytes, parts.portFrom, parts.portTo);
  const name = scheme === UriScheme.Sips ? 'sips' : 'sip';
  return [name, user, password, parts.hostIsIpv6 ? uncompressedIpv6(host) : host, port].join(GAP);
}

function paramsOf(bytes: Uint8Array, from: number, to: number): ReadonlyMap<string, string> | undefined {
  if (from >= to) return undefined;
  const params = new Map<string, string>();
  for (const one of textOf(bytes, from, to).toLowerCase().split(';')) {
    const equals = one.indexOf('=');
    const name = equals < 0 ? one : one.slice(0, equals);
    if (name !== '' && !params.has(name)) params.set(name, equals < 0 ? '' : one.slice(equals + 1));
  }
  return params.size === 0 ? undefined : params;
}

function headersOf(bytes: Uint8Array, from: number, to: number): string {
  if (from >= to) return '';
  const named = textOf(bytes, from, to)
    .split('&')
    .map((one) => {
      const equals = one.indexOf('=');
      return equals < 0 ? one.toLowerCase() : one.slice(0, equals).toLowerCase() + one.slice(equals);
    });
  return named.sort().join('&');
}

function sortedParts(text: string, separator: string): string {
  return text === '' ? '' : text.split(separator).sort().join(separator);
}

/** `%XX` is equivalent to the character itself, unless that is reserved, a control or the percent sign. */
function textOf(bytes: Uint8Array, from: number, to: number): string {
  let escapes = false;
  for (let at = from; at < to && !escapes; at++) escapes = bytes[at] === Byte.Percent;
  if (!escapes) return losslessText(bytes, from, to);
  const plain: number[] = [];
  for (let at = from; at < to; at++) {
    if (!isEscape(bytes, at, to)) {
      plain.push(bytes[at] as number);
      continue;
    }
    const byte = hexValue(bytes[at + 1] as number) * 16 + hexValue(bytes[at + 2] as number);
    if (staysEscaped(byte))
      plain.push(...Buffer.from(`%${byte.toString(16).toUpperCase().padStart(2, '0')}`));
    else plain.push(byte);
    at += 2;
  }
  return losslessText(Uint8Array.from(plain), 0, plain.length);
}

/** `reserved` of RFC 3261 25.1, and the percent sign, which would be mistaken for an escape. */
const RESERVED = Buffer.from(';/?:@&=+$,%');

function staysEscaped(byte: number): boolean {
  return byte <= 0x20 || byte === 0x7f || RESERVED.includes(byte);
}

/**
 * The eight groups of an IPv6 address, as addresses are compared by value (RFC 5954 4.2). Text that is no
 * address in lower case is returned as it is.
 */
export function uncompressedIpv6(text: string): string {
  const halves = text.split('::');
  if (halves.length > 2) return text;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':').flatMap(groups)));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return text;
  const all = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  return all.every((group) => /^[0-9a-f]{1,4}$/.test(group))
    ? all.map((group) => Number.parseInt(group, 16).toString(16)).join(':')
    : text;
}

/** The groups that the text between two colons stands for: two if it is an IPv4 address (RFC 4291 2.2). */
function groups(part: string): readonly string[] {
  const bytes = part.split('.').map(Number);
  if (bytes.length !== 4 || bytes.some((byte) => !Number.isInteger(byte) || byte < 0 || byte > 255))
    return [part];
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  return [(a * 256 + b).toString(16), (c * 256 + d).toString(16)];
}
