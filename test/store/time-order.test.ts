import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimeOrder } from '../../src/store/time-order.ts';

function ordered(times: readonly number[]): number[] {
  const order = new TimeOrder((id) => times[id] ?? 0);
  for (const id of times.keys()) order.add(id);
  return Array.from({ length: order.length }, (_, at) => order.at(at));
}

const byTime = (times: readonly number[]): number[] =>
  [...times.keys()].sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);

describe('TimeOrder', () => {
  it('is the order of times, and of arrival where times are equal', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 400 }), (times) => {
        expect(ordered(times)).toEqual(byTime(times));
      }),
    );
  });

  it('is right when thousands come late', () => {
    const times = [...Array(3000).keys()].map((n) => (n % 2 === 0 ? n : n - 2000));
    expect(ordered(times)).toEqual(byTime(times));
  });

  it('is right when it is looked at while it grows', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { maxLength: 600 }), (times) => {
        const order = new TimeOrder((id) => times[id] ?? 0);
        for (const id of times.keys()) {
          order.add(id);
          if (id % 7 === 0) order.at(0);
        }
        expect(Array.from({ length: order.length }, (_, at) => order.at(at))).toEqual(byTime(times));
      }),
    );
  });

  it('says when positions changed, and only then', () => {
    const times = [1, 2, 3, 2];
    const order = new TimeOrder((id) => times[id] ?? 0);
    for (const id of [0, 1, 2]) order.add(id);
    expect(order.reordered).toBe(0);
    order.add(3);
    expect(order.reordered).toBe(1);
  });

  it('keeps what is settled where it is, until it says otherwise', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(400), { minLength: 400, maxLength: 900 }), (late) => {
        const times = late.map((by, at) => at - (by > 380 ? by : by % 200));
        const order = new TimeOrder((id) => times[id] ?? 0);
        let settled: readonly number[] = [];
        let resettled = 0;
        for (const id of times.keys()) {
          order.add(id);
          if (id % 50 !== 0) continue;
          if (order.resettled === resettled) {
            expect(order.settled).toBeGreaterThanOrEqual(settled.length);
            expect(settled.map((_, at) => order.at(at))).toEqual(settled);
          }
          resettled = order.resettled;
          settled = Array.from({ length: order.settled }, (_, at) => order.at(at));
        }
      }),
    );
  });

  it('is settled again where ids are forgotten', () => {
    const order = new TimeOrder((id) => id);
    for (let id = 0; id < 1000; id++) order.add(id);
    const { resettled } = order;
    expect(order.settled).toBeGreaterThan(500);
    order.forgetBefore(400);
    expect(order.resettled).toBeGreaterThan(resettled);
  });

  it('finds a time', () => {
    const times = [10, 20, 20, 30];
    const order = new TimeOrder((id) => times[id] ?? 0);
    for (const id of times.keys()) order.add(id);
    expect([5, 10, 15, 20, 25, 31].map((time) => order.positionOf(time))).toEqual([0, 0, 1, 1, 3, 4]);
  });
});
