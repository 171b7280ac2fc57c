/** How a cipher suite protects records. */
export interface CipherSuite {
  readonly mode: 'gcm' | 'ccm' | 'chacha20' | 'cbc';
  readonly keyBytes: 16 | 32;
  /** Length of the authentication tag, or of the MAC of a CBC suite. */
  readonly tagBytes: number;
  /** Hash of the key schedule. */
  readonly hash: 'sha256' | 'sha384';
  /** Hash of the MAC of a CBC suite. */
  readonly mac?: 'sha1' | 'sha256' | 'sha384';
}

const aesGcm128: CipherSuite = { mode: 'gcm', keyBytes: 16, tagBytes: 16, hash: 'sha256' };
const aesGcm256: CipherSuite = { mode: 'gcm', keyBytes: 32, tagBytes: 16, hash: 'sha384' };
const aesCcm128: CipherSuite = { mode: 'ccm', keyBytes: 16, tagBytes: 16, hash: 'sha256' };
const aesCcm256: CipherSuite = { mode: 'ccm', keyBytes: 32, tagBytes: 16, hash: 'sha256' };
const aesCcm8of128: CipherSuite = { ...aesCcm128, tagBytes: 8 };
const aesCcm8of256: CipherSuite = { ...aesCcm256, tagBytes: 8 };
const chacha20: CipherSuite = { mode: 'chacha20', keyBytes: 32, tagBytes: 16, hash: 'sha256' };
const aesCbc128: CipherSuite = { mode: 'cbc', keyBytes: 16, tagBytes: 20, hash: 'sha256', mac: 'sha1' };
const aesCbc256: CipherSuite = { ...aesCbc128, keyBytes: 32 };
const aesCbc128Sha256: CipherSuite = { ...aesCbc128, tagBytes: 32, mac: 'sha256' };
const aesCbc256Sha256: CipherSuite = { ...aesCbc256, tagBytes: 32, mac: 'sha256' };
const aesCbc256Sha384: CipherSuite = { ...aesCbc256, tagBytes: 48, mac: 'sha384', hash: 'sha384' };

/**
 * The supported suites of TLS 1.2 and 1.3, by how they protect records; the key exchange does not matter to
 * those who have the keys. Numbers are those of the IANA registry "TLS Cipher Suites".
 */
const SUITES: readonly (readonly [CipherSuite, readonly number[]])[] = [
  // RFC 5288, RFC 5289, RFC 5487, RFC 8446.
  [aesGcm128, [0x009c, 0x009e, 0x00a0, 0x00a2, 0x00a4, 0x00a6, 0x00a8, 0x00aa, 0x00ac]],
  [aesGcm128, [0xc02b, 0xc02d, 0xc02f, 0xc031, 0x1301]],
  [aesGcm256, [0x009d, 0x009f, 0x00a1, 0x00a3, 0x00a5, 0x00a7, 0x00a9, 0x00ab, 0x00ad]],
  [aesGcm256, [0xc02c, 0xc02e, 0xc030, 0xc032, 0x1302]],
  // RFC 6655, RFC 7251, RFC 8446.
  [aesCcm128, [0xc09c, 0xc09e, 0xc0a4, 0xc0a6, 0xc0ac, 0x1304]],
  [aesCcm256, [0xc09d, 0xc09f, 0xc0a5, 0xc0a7, 0xc0ad]],
  [aesCcm8of128, [0xc0a0, 0xc0a2, 0xc0a8, 0xc0aa, 0xc0ae, 0x1305]],
  [aesCcm8of256, [0xc0a1, 0xc0a3, 0xc0a9, 0xc0ab, 0xc0af]],
  // RFC 7905, RFC 8446.
  [chacha20, [0xcca8, 0xcca9, 0xccaa, 0xccab, 0xccac, 0xccad, 0xccae, 0x1303]],
  // RFC 5246, RFC 8422.
  [aesCbc128, [0x002f, 0x0030, 0x0031, 0x0032, 0x0033, 0x0034, 0xc004, 0xc009, 0xc00e, 0xc013, 0xc018]],
  [aesCbc256, [0x0035, 0x0036, 0x0037, 0x0038, 0x0039, 0x003a, 0xc005, 0xc00a, 0xc00f, 0xc014, 0xc019]],
  [aesCbc128Sha256, [0x003c, 0x003e, 0x003f, 0x0040, 0x0067, 0x006c, 0xc023, 0xc025, 0xc027, 0xc029]],
  [aesCbc256Sha256, [0x003d, 0x0068, 0x0069, 0x006a, 0x006b, 0x006d]],
  [aesCbc256Sha384, [0xc024, 0xc026, 0xc028, 0xc02a]],
];

const BY_NUMBER: ReadonlyMap<number, CipherSuite> = new Map(
  SUITES.flatMap(([suite, numbers]) => numbers.map((number) => [number, suite] as const)),
);

/** Undefined if the suite is not supported. */
export function cipherSuite(number: number): CipherSuite | undefined {
  return BY_NUMBER.get(number);
}
