import { expect, test } from 'vitest';
import { Arrivals } from '../../src/cli/reading/arrivals.ts';
import { Interruption } from '../../src/cli/reading/interruption.ts';
import { stillHeld } from '../support/collected.ts';

const WAITS = 500;
/** The last one may be held: it is the one that Ctrl-C would end. */
const LAST = 1;

/** Begins waits, one after the other, each ended by what `end` does; returns them. */
async function waits(wait: () => Promise<void>, end: () => void = () => {}): Promise<WeakRef<object>[]> {
  const all: WeakRef<object>[] = [];
  for (let at = 0; at < WAITS; at++) {
    const one = wait();
    all.push(new WeakRef(one));
    end();
    await one;
  }
  return all;
}

test('a capture that waits for packets for days does not remember its waits', async () => {
  const interruption = new Interruption();
  const all = await waits(() => interruption.orUntil(Promise.resolve()));
  interruption.stopListening();
  expect(await stillHeld(all)).toBeLessThanOrEqual(LAST);
});

test('Ctrl-C ends the wait of now, and those that would follow', async () => {
  const interruption = new Interruption();
  const never = new Promise<void>(() => {});
  const waiting = interruption.orUntil(never);
  interruption.request();
  await waiting;
  await interruption.orUntil(never);
  interruption.stopListening();
});

test('an idle source has a single listener', async () => {
  let listeners = 0;
  const never = new Promise<void>(() => {});
  const arrivals = new Arrivals(() => {
    listeners++;
    return never;
  });
  const all = await waits(() => arrivals.within(0));
  expect(listeners).toBe(1);
  expect(await stillHeld(all)).toBeLessThanOrEqual(LAST);
});

test('the wait ends when something arrives', async () => {
  let arrive: () => void = () => {};
  const arrivals = new Arrivals(
    () =>
      new Promise((resolve) => {
        arrive = resolve;
      }),
  );
  const PATIENCE = 3_600_000;
  const all = await waits(
    () => arrivals.within(PATIENCE),
    () => arrive(),
  );
  expect(all).toHaveLength(WAITS);
});
