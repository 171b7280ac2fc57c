import { expect, test } from 'vitest';
import type { MessageId, SourceId } from '../../src/ids.ts';
import { LateDeliveries } from '../../src/store/late-deliveries.ts';

test('the oldest are given up where there are too many, and counted', () => {
  const late = new LateDeliveries();
  const source = 0 as SourceId;
  for (let id = 0; id < 70_000; id++) late.add(id as MessageId, source, id);
  expect(late.size).toBe(65_536);
  expect(late.forgotten).toBe(70_000 - 65_536);
  expect(late.of((late.forgotten - 1) as MessageId)).toEqual([]);
  expect(late.of(late.forgotten as MessageId)).toEqual([{ source, time: late.forgotten }]);
});

test('after the first messages were forgotten, others that waited are still found, and none that did not', () => {
  const late = new LateDeliveries();
  const source = 3 as SourceId;
  // Beyond 2^20 messages, ids share the mark by which they are looked for.
  const waited = [5, 9, 2 ** 20 + 9, 2 ** 20 + 17, 2 ** 21 + 12];
  for (const id of waited) late.add(id as MessageId, source, id);
  const found = () =>
    [5, 9, 12, 17, 2 ** 20 + 5, 2 ** 20 + 9, 2 ** 20 + 17, 2 ** 21 + 9, 2 ** 21 + 12].filter(
      (id) => late.of(id as MessageId).length > 0,
    );
  expect(found()).toEqual(waited);
  late.forgetBefore((2 ** 20) as MessageId);
  expect(found()).toEqual(waited.slice(2));
  late.add((2 ** 20 + 9) as MessageId, 4 as SourceId, 7);
  expect(late.of((2 ** 20 + 9) as MessageId)).toEqual([
    { source, time: 2 ** 20 + 9 },
    { source: 4, time: 7 },
  ]);
});
