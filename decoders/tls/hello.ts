import { u16be } from '../bytes/integers.ts';
import { latin1 } from '../bytes/text.ts';

/** Types of handshake messages that matter for keys (RFC 8446 4, RFC 5246 7.4). */
export const HandshakeType = {
  ClientHello: 1,
  ServerHello: 2,
  Finished: 20,
  KeyUpdate: 24,
} as const;

/** Length of type and length. */
export const HANDSHAKE_HEADER = 4;
export const RANDOM_BYTES = 32;

export const TLS_1_2 = 0x0303;
export const TLS_1_3 = 0x0304;

const Extension = { EncryptThenMac: 22, SupportedVersions: 43 } as const;

/** The random of a ServerHello that is a HelloRetryRequest (RFC 8446 4.1.3), one character per byte. */
const RETRY_REQUEST = latin1(
  // SHA-256 of "HelloRetryRequest".
  Uint8Array.of(
    ...[0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91],
    ...[0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c],
  ),
  0,
  RANDOM_BYTES,
);

/** What the server chose. Randoms are strings of one character per byte. */
export interface ServerHello {
  readonly random: string;
  /** Version of the connection; TLS 1.3 has it in an extension. */
  readonly version: number;
  readonly cipherSuite: number;
  readonly compression: number;
  /** RFC 7366. */
  readonly encryptThenMac: boolean;
  /** It is a HelloRetryRequest: the client has to send another ClientHello. */
  readonly isRetryRequest: boolean;
}

/** The random of the ClientHello whose body is bytes[from..to); key logs name the connection by it. */
export function clientRandom(bytes: Uint8Array, from: number, to: number): string | undefined {
  return from + 2 + RANDOM_BYTES <= to ? latin1(bytes, from + 2, from + 2 + RANDOM_BYTES) : undefined;
}

/** The body of a ServerHello (RFC 8446 4.1.3, RFC 5246 7.4.1.3); undefined if it is none. */
export function parseServerHello(bytes: Uint8Array, from: number, to: number): ServerHello | undefined {
  const sessionAt = from + 2 + RANDOM_BYTES;
  if (sessionAt >= to) return undefined;
  const suiteAt = sessionAt + 1 + (bytes[sessionAt] as number);
  if (suiteAt + 3 > to) return undefined;
  const random = latin1(bytes, from + 2, sessionAt);
  const hello = {
    random,
    version: u16be(bytes, from),
    cipherSuite: u16be(bytes, suiteAt),
    compression: bytes[suiteAt + 2] as number,
    encryptThenMac: false,
    isRetryRequest: random === RETRY_REQUEST,
  };
  readExtensions(bytes, suiteAt + 3, to, hello);
  return hello;
}

function readExtensions(
  bytes: Uint8Array,
  from: number,
  to: number,
  hello: { version: number; encryptThenMac: boolean },
): void {
  if (from + 2 > to) return;
  const end = Math.min(to, from + 2 + u16be(bytes, from));
  for (let at = from + 2; at + 4 <= end; at += 4 + u16be(bytes, at + 2)) {
    const type = u16be(bytes, at);
    if (type === Extension.EncryptThenMac) hello.encryptThenMac = true;
    if (type === Extension.SupportedVersions && at + 6 <= end) hello.version = u16be(bytes, at + 4);
  }
}
