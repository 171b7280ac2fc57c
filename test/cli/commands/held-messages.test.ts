import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HeldMessages } from '../../../src/cli/commands/held-messages.ts';
import type { MessageId } from '../../../src/ids.ts';

const HOLD = 200;

test('a message that comes late within the hold takes its place', () => {
  const times = [0, 100e6, 50e6, 400e6];
  const held = new HeldMessages(HOLD, (id) => times[id] as number);
  for (const id of [0, 1, 2]) held.add(id as MessageId, 0);
  expect(held.release(0)).toEqual([]);
  held.add(3 as MessageId, 1);
  expect(held.release(1)).toEqual([0, 2, 1]);
  expect(held.size).toBe(1);
  expect(held.release(1 + HOLD)).toEqual([3]);
});

test('whatever the times: all come out once, and those of one release in order', () => {
  const arrival = fc.record({ time: fc.nat(2000), wait: fc.nat(50) });
  fc.assert(
    fc.property(fc.array(arrival), (arrivals) => {
      const held = new HeldMessages(HOLD, (id) => (arrivals[id]?.time ?? 0) * 1e6);
      const out: number[] = [];
      let now = 0;
      for (const [id, { wait }] of arrivals.entries()) {
        now += wait;
        held.add(id as MessageId, now);
        const released = held.release(now).map((one) => arrivals[one]?.time as number);
        expect(released).toEqual([...released].sort((a, b) => a - b));
        out.push(...released);
      }
      out.push(...held.releaseAll().map((one) => arrivals[one]?.time as number));
      expect(out.sort((a, b) => a - b)).toEqual(arrivals.map(({ time }) => time).sort((a, b) => a - b));
      expect(held.size).toBe(0);
    }),
  );
});
