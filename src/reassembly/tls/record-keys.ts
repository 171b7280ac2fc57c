import { createDecipheriv, type DecipherCCM, type DecipherGCM } from 'node:crypto';
import { u32be } from '../../../decoders/bytes/integers.ts';
import type { CipherSuite } from '../../../decoders/tls/cipher-suites.ts';
import { RECORD_HEADER } from '../../../decoders/tls/record.ts';
import { expandLabel, hmac, type WriteKeys } from './key-schedule.ts';

/** The content of an encrypted record. */
export interface OpenedRecord {
  /** As in `ContentType`. */
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** Opens the records that one side wrote with one set of keys, in any order. */
export interface RecordKeys {
  /**
   * Opens the record bytes[from..to), header included, as number `sequence` under these keys; undefined if it
   * is not authentic.
   */
  open(sequence: number, bytes: Uint8Array, from: number, to: number): OpenedRecord | undefined;
  /** A counter in the record itself that grows by one per record; undefined if it has none. */
  counterOf(bytes: Uint8Array, from: number): number | undefined;
  /** The keys after a KeyUpdate (RFC 8446 7.2). */
  next(): RecordKeys | undefined;
}

const EXPLICIT_NONCE = 8;
const NONCE_BYTES = 12;
const BLOCK = 16;

/** TLS 1.2 with an AEAD: AES-GCM (RFC 5288), AES-CCM (RFC 6655), ChaCha20-Poly1305 (RFC 7905). */
export class AeadKeys12 implements RecordKeys {
  private readonly suite: CipherSuite;
  private readonly keys: WriteKeys;
  /** Bytes of the nonce that each record carries in front of its ciphertext. */
  private readonly explicit: number;

  constructor(suite: CipherSuite, keys: WriteKeys) {
    this.suite = suite;
    this.keys = keys;
    this.explicit = suite.mode === 'chacha20' ? 0 : EXPLICIT_NONCE;
  }

  open(sequence: number, bytes: Uint8Array, from: number, to: number): OpenedRecord | undefined {
    const { suite, explicit } = this;
    const start = from + RECORD_HEADER + explicit;
    const length = to - start - suite.tagBytes;
    if (length < 0) return undefined;
    const opened = openAead(suite, this.keys.key, this.nonce(sequence, bytes, from), {
      associated: pseudoHeader(sequence, bytes, from, length),
      bytes,
      from: start,
      to,
    });
    return opened && { type: bytes[from] as number, bytes: opened };
  }

  /** Senders may use a counter as explicit nonce, from any start (RFC 5288 3). */
  counterOf(bytes: Uint8Array, from: number): number | undefined {
    return this.explicit === 0 ? undefined : u32be(bytes, from + RECORD_HEADER + 4);
  }

  next(): undefined {
    return undefined;
  }

  private nonce(sequence: number, bytes: Uint8Array, from: number): Uint8Array {
    if (this.explicit === 0) return countedNonce(this.keys.iv, sequence);
    const nonce = new Uint8Array(NONCE_BYTES);
    nonce.set(this.keys.iv);
    nonce.set(bytes.subarray(from + RECORD_HEADER, from + RECORD_HEADER + EXPLICIT_NONCE), 4);
    return nonce;
  }
}

/** TLS 1.3 (RFC 8446 5.2, 5.3, 7.3): the real content type follows the content, then zero padding. */
export class AeadKeys13 implements RecordKeys {
  private readonly suite: CipherSuite;
  private readonly secret: Uint8Array;
  private readonly key: Uint8Array;
  private readonly iv: Uint8Array;
  private following: AeadKeys13 | undefined;

  constructor(suite: CipherSuite, secret: Uint8Array) {
    this.suite = suite;
    this.secret = secret;
    this.key = expandLabel(suite.hash, secret, 'key', suite.keyBytes);
    this.iv = expandLabel(suite.hash, secret, 'iv', NONCE_BYTES);
  }

  open(sequence: number, bytes: Uint8Array, from: number, to: number): OpenedRecord | undefined {
    const opened = openAead(this.suite, this.key, countedNonce(this.iv, sequence), {
      associated: bytes.subarray(from, from + RECORD_HEADER),
      bytes,
      from: from + RECORD_HEADER,
      to,
    });
    if (opened === undefined) return undefined;
    let end = opened.length;
    while (end > 0 && opened[end - 1] === 0) end--;
    return end === 0 ? undefined : { type: opened[end - 1] as number, bytes: opened.subarray(0, end - 1) };
  }

  counterOf(): undefined {
    return undefined;
  }

  next(): RecordKeys {
    const { suite, secret } = this;
    this.following ??= new AeadKeys13(suite, expandLabel(suite.hash, secret, 'traffic upd', secret.length));
    return this.following;
  }
}

/** TLS 1.2 with AES-CBC and HMAC (RFC 5246 6.2.3.2): MAC-then-encrypt, or encrypt-then-MAC by RFC 7366. */
export class CbcKeys12 implements RecordKeys {
  private readonly suite: CipherSuite;
  private readonly keys: WriteKeys;
  private readonly encryptThenMac: boolean;

  constructor(suite: CipherSuite, keys: WriteKeys, encryptThenMac: boolean) {
    this.suite = suite;
    this.keys = keys;
    this.encryptThenMac = encryptThenMac;
  }

  open(sequence: number, bytes: Uint8Array, from: number, to: number): OpenedRecord | undefined {
    const { tagBytes } = this.suite;
    const start = from + RECORD_HEADER;
    const end = this.encryptThenMac ? to - tagBytes : to;
    const length = end - start;
    if (length < 2 * BLOCK || length % BLOCK !== 0) return undefined;
    if (this.encryptThenMac && !this.isAuthentic(sequence, bytes, from, bytes.subarray(start, end), end)) {
      return undefined;
    }
    const padded = this.decrypt(bytes.subarray(start, start + BLOCK), bytes.subarray(start + BLOCK, end));
    const padding = paddingOf(padded);
    if (padding === undefined) return undefined;
    const type = bytes[from] as number;
    if (this.encryptThenMac) return { type, bytes: padded.subarray(0, padded.length - padding) };
    const content = padded.subarray(0, Math.max(0, padded.length - padding - tagBytes));
    const mac = padded.subarray(content.length, content.length + tagBytes);
    const header = pseudoHeader(sequence, bytes, from, content.length);
    return this.mac(header, content).equals(mac) ? { type, bytes: content } : undefined;
  }

  counterOf(): undefined {
    return undefined;
  }

  next(): undefined {
    return undefined;
  }

  /** Encrypt-then-MAC: checks the IV and ciphertext against the MAC behind them. */
  private isAuthentic(
    sequence: number,
    bytes: Uint8Array,
    from: number,
    encrypted: Uint8Array,
    macAt: number,
  ): boolean {
    const header = pseudoHeader(sequence, bytes, from, encrypted.length);
    return this.mac(header, encrypted).equals(bytes.subarray(macAt, macAt + this.suite.tagBytes));
  }

  private mac(header: Uint8Array, content: Uint8Array): Buffer {
    return hmac(this.suite.mac ?? 'sha1', this.keys.mac, header, content);
  }

  private decrypt(vector: Uint8Array, encrypted: Uint8Array): Uint8Array {
    const decipher = createDecipheriv(`aes-${this.suite.keyBytes * 8}-cbc`, this.keys.key, vector);
    decipher.setAutoPadding(false);
    return decipher.update(encrypted);
  }
}

/** Bytes of padding including the length byte; undefined if they do not all hold that length. */
function paddingOf(bytes: Uint8Array): number | undefined {
  const last = bytes[bytes.length - 1] ?? 0;
  if (last >= bytes.length) return undefined;
  for (let at = bytes.length - 1 - last; at < bytes.length; at++) {
    if (bytes[at] !== last) return undefined;
  }
  return last + 1;
}

/**
 * What a MAC covers besides the content in TLS 1.2: sequence number, type, version, length of the content.
 */
function pseudoHeader(sequence: number, bytes: Uint8Array, from: number, length: number): Uint8Array {
  const header = Buffer.alloc(8 + RECORD_HEADER);
  header.writeUInt32BE(Math.floor(sequence / 2 ** 32), 0);
  header.writeUInt32BE(sequence >>> 0, 4);
  header.set(bytes.subarray(from, from + 3), 8);
  header.writeUInt16BE(length, 11);
  return header;
}

/** The IV with the sequence number XORed into its end (RFC 8446 5.3, RFC 7905 2). */
function countedNonce(iv: Uint8Array, sequence: number): Uint8Array {
  const nonce = Buffer.from(iv);
  nonce.writeUInt32BE((nonce.readUInt32BE(4) ^ Math.floor(sequence / 2 ** 32)) >>> 0, 4);
  nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ sequence) >>> 0, 8);
  return nonce;
}

interface Sealed {
  /** Authenticated, not encrypted. */
  readonly associated: Uint8Array;
  /** bytes[from..to): the ciphertext with the tag behind it. */
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/** Undefined if the tag is wrong. */
function openAead(
  suite: CipherSuite,
  key: Uint8Array,
  nonce: Uint8Array,
  { associated, bytes, from, to }: Sealed,
): Uint8Array | undefined {
  const end = to - suite.tagBytes;
  if (end < from) return undefined;
  const decipher = decipherOf(suite, key, nonce);
  decipher.setAuthTag(bytes.subarray(end, to));
  decipher.setAAD(associated, { plaintextLength: end - from });
  try {
    const opened = decipher.update(bytes.subarray(from, end));
    decipher.final();
    return opened;
  } catch {
    return undefined;
  }
}

function decipherOf(
  { mode, keyBytes, tagBytes }: CipherSuite,
  key: Uint8Array,
  nonce: Uint8Array,
): DecipherCCM | DecipherGCM {
  const options = { authTagLength: tagBytes };
  if (mode === 'ccm')
    return createDecipheriv(keyBytes === 16 ? 'aes-128-ccm' : 'aes-256-ccm', key, nonce, options);
  if (mode === 'chacha20') return createDecipheriv('chacha20-poly1305', key, nonce, options);
  return createDecipheriv(keyBytes === 16 ? 'aes-128-gcm' : 'aes-256-gcm', key, nonce, options);
}
