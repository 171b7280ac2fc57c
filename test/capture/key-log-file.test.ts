import { appendFileSync, truncateSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { KeyLogFile } from '../../src/capture/key-log-file.ts';
import { Folder } from './reading.ts';

const folder = new Folder();
afterAll(() => folder.remove());

function textOf(log: KeyLogFile): string | undefined {
  const bytes = log.read();
  return bytes && Buffer.from(bytes).toString();
}

/** A log is looked at only now and then. */
const SOON = 80;

test('a log that grows gives each whole line once', async () => {
  const path = folder.file(Buffer.from('one\ntwo\nthr'));
  const log = new KeyLogFile(path, true);
  expect(log.mayGrow).toBe(true);
  expect(textOf(log)).toBe('one\ntwo\n');
  appendFileSync(path, 'ee\n');
  expect(textOf(log)).toBeUndefined();
  await delay(SOON);
  expect(textOf(log)).toBe('three\n');
  await delay(SOON);
  expect(textOf(log)).toBeUndefined();
  writeFileSync(path, 'anew\n');
  await delay(SOON);
  expect(textOf(log)).toBe('anew\n');
  log.close();
});

test('a log at rest is read to its end; it may be compressed', () => {
  const text = 'one\ntwo\nwithout an end';
  for (const bytes of [Buffer.from(text), gzipSync(text)]) {
    const log = new KeyLogFile(folder.file(bytes), false);
    expect(log.mayGrow).toBe(false);
    expect(textOf(log)).toBe(text);
    log.close();
  }
});

test('of a log that has grown beyond what is read, the last lines are read, and those that come after them', async () => {
  const path = folder.file(Buffer.from('old\n'));
  truncateSync(path, 70 * 1024 * 1024);
  appendFileSync(path, '\nnew\n');
  const log = new KeyLogFile(path, true);
  const bytes = log.read() ?? Buffer.alloc(0);
  expect(bytes.length).toBe(64 * 1024 * 1024);
  expect(Buffer.from(bytes.subarray(-5)).toString()).toBe('\nnew\n');
  appendFileSync(path, 'newest\n');
  await delay(SOON);
  expect(textOf(log)).toBe('newest\n');
  log.close();
});

test('damaged compression is no key, and is said', () => {
  const log = new KeyLogFile(folder.file(gzipSync('one\n').subarray(0, 15)), false);
  expect(log.problem).toBeUndefined();
  expect(textOf(log)).toBeUndefined();
  expect(log.problem).toContain('damaged');
  log.close();
});

test('a compressed log that is too large is not read, and that is said', () => {
  const zeros = gzipSync(Buffer.alloc(65 * 1024 * 1024));
  const inside = new KeyLogFile(folder.file(zeros), false);
  expect(textOf(inside)).toBeUndefined();
  expect(inside.problem).toContain('unpack it with gunzip');
  inside.close();
  // Its last 64 MB are no text, either.
  const path = folder.file(gzipSync('one\n'));
  truncateSync(path, 70 * 1024 * 1024);
  const whole = new KeyLogFile(path, false);
  expect([textOf(whole), whole.problem]).toEqual([undefined, inside.problem]);
  whole.close();
});

test('what cannot be read is named', () => {
  expect(() => new KeyLogFile('/nowhere/keys.log', false)).toThrow(
    '/nowhere/keys.log: as TLS key log: no such file; check the path',
  );
  expect(() => new KeyLogFile('/', false)).toThrow('/: as TLS key log: is a directory');
});
