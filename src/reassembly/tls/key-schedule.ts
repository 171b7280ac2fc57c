import { createHmac } from 'node:crypto';
import type { CipherSuite } from '../../../decoders/tls/cipher-suites.ts';

/** Keys of one direction of a TLS 1.2 connection. */
export interface WriteKeys {
  readonly mac: Uint8Array;
  readonly key: Uint8Array;
  /** The part of the nonce that the handshake determines. */
  readonly iv: Uint8Array;
}

/** Which side writes with the keys. */
export type Role = 'client' | 'server';

/**
 * RFC 5246 6.3. Randoms are strings of one character per byte; the seed of the key block begins with the
 * server's.
 */
export function writeKeys(
  suite: CipherSuite,
  master: Uint8Array,
  randoms: { readonly client: string; readonly server: string },
  role: Role,
): WriteKeys {
  const macBytes = suite.mode === 'cbc' ? suite.tagBytes : 0;
  const { keyBytes } = suite;
  const ivBytes = FIXED_IV_BYTES[suite.mode];
  const seed = Buffer.from(`key expansion${randoms.server}${randoms.client}`, 'latin1');
  const block = expand(suite.hash, master, seed, 2 * (macBytes + keyBytes + ivBytes));
  const second = role === 'client' ? 0 : 1;
  const part = (from: number, size: number): Uint8Array =>
    block.subarray(from + second * size, from + (second + 1) * size);
  return {
    mac: part(0, macBytes),
    key: part(2 * macBytes, keyBytes),
    iv: part(2 * (macBytes + keyBytes), ivBytes),
  };
}

/** The rest of the nonce, in TLS 1.2, is carried in each record (RFC 5288 3, RFC 5246 6.2.3.2). */
const FIXED_IV_BYTES = { gcm: 4, ccm: 4, chacha20: 12, cbc: 0 } as const;

/** P_hash (RFC 5246 5). */
function expand(hash: string, secret: Uint8Array, seed: Uint8Array, length: number): Uint8Array {
  const parts: Buffer[] = [];
  let a: Uint8Array = seed;
  for (let there = 0; there < length; ) {
    a = hmac(hash, secret, a);
    const part = hmac(hash, secret, a, seed);
    parts.push(part);
    there += part.length;
  }
  return Buffer.concat(parts).subarray(0, length);
}

/** HKDF-Expand-Label with an empty context (RFC 8446 7.1), of at most one hash length. */
export function expandLabel(hash: string, secret: Uint8Array, label: string, length: number): Uint8Array {
  const name = Buffer.from(`tls13 ${label}`, 'latin1');
  const info = Buffer.concat([Uint8Array.of(length >>> 8, length & 0xff, name.length), name, ONE_BLOCK]);
  return hmac(hash, secret, info).subarray(0, length);
}

/** The empty context, and the number of the only block (RFC 5869 2.3). */
const ONE_BLOCK = Uint8Array.of(0, 1);

export function hmac(hash: string, key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer {
  const mac = createHmac(hash, key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}
