import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { knownText } from '../../src/tables/known-texts.ts';

test('gives back what it was given, whatever came before', () => {
  for (let at = 0; at < 20_000; at++) {
    const text = `sip:${at}@192.0.2.${at % 7}`;
    expect(knownText(text)).toBe(text);
  }
  for (const text of ['', 'a', 'é', '\u0000', 'x'.repeat(512), 'x'.repeat(513)])
    expect(knownText(text)).toBe(text);
});

test('keeps no second copy of a text that comes again soon', () => {
  const kept: string[] = [];
  const before = heapInUse();
  for (let at = 0; at < 200_000; at++) {
    kept.push(knownText(Buffer.from(`${at % 500}${'@registrar.example.com'.repeat(16)}`).toString('latin1')));
  }
  // Each on its own, these texts would take 75 MB.
  expect(heapInUse() - before).toBeLessThan(20e6);
  expect(kept).toHaveLength(200_000);
});

function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  collect();
  return process.memoryUsage().heapUsed;
}
