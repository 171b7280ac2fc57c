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
