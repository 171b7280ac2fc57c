import { latin1 } from '../bytes/text.ts';
import { RANDOM_BYTES } from './hello.ts';

/** The labels of the lines in a key log (draft-ietf-tls-keylogfile, NSS key log format). */
export const SecretLabel = {
  /** The master secret of a connection before TLS 1.3. */
  Master: 'CLIENT_RANDOM',
  ClientHandshake: 'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
  ServerHandshake: 'SERVER_HANDSHAKE_TRAFFIC_SECRET',
  ClientTraffic: 'CLIENT_TRAFFIC_SECRET_0',
  ServerTraffic: 'SERVER_TRAFFIC_SECRET_0',
} as const;
export type SecretLabel = (typeof SecretLabel)[keyof typeof SecretLabel];

export interface KeyLogEntry {
  readonly label: SecretLabel;
  /** The random of the ClientHello, one character per byte. */
  readonly clientRandom: string;
  readonly secret: Uint8Array;
}

const LABELS: ReadonlyMap<string, SecretLabel> = new Map(
  Object.values(SecretLabel).map((label) => [label, label]),
);
/** A master secret has 48 bytes; a traffic secret has the length of the suite's hash, at most 64. */
const MOST_SECRET_BYTES = 64;
/** Longest line: a label and two hex numbers, with blanks around them. */
const LONGEST_LINE = 512;
const LF = 0x0a;

/**
 * Passes each secret in bytes[from..to) to `take`; skips comments, secrets for other purposes, and lines that
 * make no sense. Returns where the last, unfinished line begins.
 */
export function readKeyLog(
  bytes: Uint8Array,
  from: number,
  to: number,
  take: (entry: KeyLogEntry) => void,
): number {
  let start = from;
  for (let end = bytes.indexOf(LF, start); end >= 0 && end < to; end = bytes.indexOf(LF, start)) {
    if (end - start <= LONGEST_LINE) {
      const entry = parseKeyLogLine(latin1(bytes, start, end));
      if (entry !== undefined) take(entry);
    }
    start = end + 1;
  }
  return start;
}

/** Parses `LABEL random secret`, where the last two are hex. */
export function parseKeyLogLine(line: string): KeyLogEntry | undefined {
  const [name = '', random = '', digits = '', rest] = line.trim().split(/\s+/);
  const label = LABELS.get(name);
  if (label === undefined || rest !== undefined) return undefined;
  const clientRandom = hexBytes(random);
  const secret = hexBytes(digits);
  if (clientRandom?.length !== RANDOM_BYTES || secret === undefined) return undefined;
  if (secret.length === 0 || secret.length > MOST_SECRET_BYTES) return undefined;
  return { label, clientRandom: latin1(clientRandom, 0, RANDOM_BYTES), secret };
}

export function keyLogLine({ label, clientRandom, secret }: KeyLogEntry): string {
  return `${label} ${Buffer.from(clientRandom, 'latin1').toString('hex')} ${Buffer.from(secret).toString('hex')}\n`;
}

function hexBytes(digits: string): Uint8Array | undefined {
  const bytes = Buffer.from(digits, 'hex');
  return bytes.length * 2 === digits.length ? bytes : undefined;
}
