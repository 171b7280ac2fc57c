import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { CaptureWarnings } from '../../../src/capture/capture-warnings.ts';
import { SpoolFeeder } from '../../../src/capture/input/spool-feeder.ts';
import { SpoolFile } from '../../../src/capture/input/spool-file.ts';

function endless(): Readable {
  return new Readable({
    highWaterMark: 1000,
    read() {
      this.push(Buffer.alloc(1000, 7));
    },
  });
}

test('runs ahead of the reader by its lead and no further', async () => {
  const spool = new SpoolFile(1e9);
  const input = endless();
  new SpoolFeeder(input, spool, new CaptureWarnings('x', 10), 10_000);
  for (const taken of [0, 5000, 50_000]) {
    spool.taken(taken);
    await pause(20);
    expect(spool.size).toBe(taken + 11_000);
  }
  spool.close();
  await pause(5);
  expect(input.destroyed).toBe(true);
});

test('a reader waits for bytes that it does not have, and for the end', async () => {
  const spool = new SpoolFile(1e9);
  spool.append(Buffer.from('abc'));
  await spool.whenBeyond(2);
  let woken = 0;
  const waiting = spool.whenBeyond(3).then(() => woken++);
  await pause(5);
  expect(woken).toBe(0);
  spool.append(Buffer.from('d'));
  await waiting;
  const into = Buffer.alloc(10);
  expect(spool.read(1, 10, into, 0)).toBe(3);
  expect(into.subarray(0, 3).toString()).toBe('bcd');
  const ending = spool.whenBeyond(4);
  spool.finish();
  await ending;
  expect(spool.complete).toBe(true);
  spool.close();
  expect(spool.append(Buffer.from('e'))).toBe(false);
  expect(spool.read(0, 10, into, 0)).toBe(0);
});
