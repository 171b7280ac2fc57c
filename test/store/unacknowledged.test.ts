import { expect, test } from 'vitest';
import type { MessageId, SourceId } from '../../src/ids.ts';
import { Unacknowledged } from '../../src/store/unacknowledged.ts';

const SOURCE = 0 as SourceId;

test('the oldest are given up where there are too many, and counted', () => {
  const messages = new Unacknowledged();
  for (let id = 0; id < 20_000; id++) messages.add(id as MessageId, SOURCE);
  expect(messages.size).toBe(16_384);
  expect(messages.forgotten).toBe(20_000 - 16_384);
  expect(messages.of((messages.forgotten - 1) as MessageId)).toEqual([]);
  expect(messages.of(messages.forgotten as MessageId)).toHaveLength(1);
});

test('tells what has changed since it was asked last, as long as it remembers', () => {
  const messages = new Unacknowledged();
  const ids = [3, 4, 5].map((id) => id as MessageId);
  for (const id of ids) messages.add(id, SOURCE);
  const before = messages.revision;
  expect(messages.changedSince(0)).toEqual(ids);
  for (const time of [10, 20]) messages.acknowledged(4 as MessageId, SOURCE, time);
  messages.add(4 as MessageId, SOURCE);
  messages.forgetBefore(4 as MessageId);
  expect(messages.changedSince(before)).toEqual([4, 3]);
  expect(messages.changedSince(messages.revision)).toEqual([]);
  for (let id = 10; id < 40_000; id++) messages.add(id as MessageId, SOURCE);
  expect(messages.changedSince(before)).toBeUndefined();
});

test('the first acknowledgement counts, of each observer', () => {
  const messages = new Unacknowledged();
  const [id, other] = [7 as MessageId, 1 as SourceId];
  messages.add(id, SOURCE);
  messages.add(id, other);
  for (const time of [10, 20]) messages.acknowledged(id, SOURCE, time);
  messages.add(id, SOURCE);
  expect(messages.of(id)).toEqual([
    { source: SOURCE, time: 10 },
    { source: other, time: Number.POSITIVE_INFINITY },
  ]);
  messages.acknowledged(8 as MessageId, SOURCE, 10);
  messages.forgetBefore(8 as MessageId);
  expect(messages.size).toBe(0);
});
