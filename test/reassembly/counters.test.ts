import { expect, test } from 'vitest';
import { Counters } from '../../src/reassembly/counters.ts';

test('counters of several observers add up', () => {
  const a = new Counters();
  const b = new Counters();
  const total = new Counters();
  a.frames = 2;
  a.gapBytes = 7;
  a.unsupportedLinkType(147);
  b.frames = 3;
  b.unsupportedLinkType(147);
  b.unsupportedLinkType(105);
  a.sipOnPort(6107);
  b.sipOnPort(6107);
  b.sipOnPort(6108);
  a.addTo(total);
  b.addTo(total);
  expect(total).toMatchObject({ frames: 5, gapBytes: 7, hep: 0 });
  expect([...total.unsupportedLink]).toEqual([
    [147, 2],
    [105, 1],
  ]);
  expect([...total.sipElsewhere]).toEqual([
    [6107, 2],
    [6108, 1],
  ]);
});

test('every number is added', () => {
  const one = new Counters();
  for (const [name, value] of Object.entries(one)) {
    if (typeof value === 'number') Object.assign(one, { [name]: 3 });
  }
  const total = new Counters();
  one.addTo(total);
  expect(total).toEqual(one);
});
