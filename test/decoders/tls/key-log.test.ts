import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type KeyLogEntry,
  keyLogLine,
  parseKeyLogLine,
  readKeyLog,
  SecretLabel,
} from '../../../decoders/tls/key-log.ts';

const RANDOM = 'ab'.repeat(32);
const MASTER = '0102'.repeat(24);

function read(text: string): readonly KeyLogEntry[] {
  const entries: KeyLogEntry[] = [];
  const bytes = Buffer.from(text, 'latin1');
  readKeyLog(bytes, 0, bytes.length, (entry) => entries.push(entry));
  return entries;
}

test('lines of all kinds; comments, other secrets and nonsense are passed over', () => {
  const text = [
    '# SSL/TLS secrets log file',
    `CLIENT_RANDOM ${RANDOM} ${MASTER}`,
    `  SERVER_TRAFFIC_SECRET_0\t${RANDOM.toUpperCase()}  ${'0f'.repeat(32)}\r`,
    `EXPORTER_SECRET ${RANDOM} ${MASTER}`,
    `CLIENT_RANDOM ${RANDOM.slice(2)} ${MASTER}`,
    `CLIENT_RANDOM ${RANDOM} 0x${MASTER}`,
    `CLIENT_RANDOM ${RANDOM} ${MASTER} more`,
    `CLIENT_RANDOM ${RANDOM}`,
    '',
    `CLIENT_RANDOM ${RANDOM} ${'x'.repeat(2000)}`,
    `CLIENT_RANDOM ${RANDOM} unfinished`,
  ].join('\n');
  expect(read(text).map(({ label, secret }) => [label, secret.length])).toEqual([
    [SecretLabel.Master, 48],
    [SecretLabel.ServerTraffic, 32],
  ]);
});

test('says where the line without an end begins', () => {
  const whole = `CLIENT_RANDOM ${RANDOM} ${MASTER}\n`;
  const bytes = Buffer.from(`${whole}CLIENT_RAN`);
  expect(readKeyLog(bytes, 0, bytes.length, () => {})).toBe(whole.length);
});

test('what is written is read again', () => {
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
  const property = fc.property(
    fc.constantFrom(...Object.values(SecretLabel)),
    bytes(32),
    bytes(48),
    (label, random, secret) => {
      const entry = {
        label,
        clientRandom: Buffer.from(random).toString('latin1'),
        secret: Buffer.from(secret),
      };
      expect(parseKeyLogLine(keyLogLine(entry))).toEqual(entry);
    },
  );
  fc.assert(property);
});

test('no bytes make it throw', () => {
  const word = fc.constantFrom(...Object.values(SecretLabel), RANDOM, MASTER, ' ', '\n', '\0', '#');
  const line = fc.oneof(fc.string(), word);
  fc.assert(fc.property(fc.array(line), (parts) => void read(parts.join(''))));
});
