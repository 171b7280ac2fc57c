import { expect, test } from 'vitest';
import type { MessageId } from '../../../src/ids.ts';
import type { MessageSink } from '../../../src/reassembly/carried-message.ts';
import { SentMessages } from '../../../src/reassembly/tcp/sent-messages.ts';

function repeatsAfter(count: number): readonly number[] {
  const told: number[] = [];
  const sink = { retransmitted: (id: MessageId) => told.push(id) } as unknown as MessageSink;
  const sent = new SentMessages(sink);
  Object.assign(sent, { count });
  const [stream, other] = [1, 2].map(() => ({ lastSent: -1, repeats: [], isWaiting: false }));
  if (stream === undefined || other === undefined) return [];
  for (let at = 0; at < 4; at++) {
    sent.add(stream, at * 100, at * 100 + 100, (10 + at) as MessageId);
    sent.add(other, at * 100, at * 100 + 100, (20 + at) as MessageId);
  }
  sent.repeated(stream, 100, 300, 400);
  return told;
}

test('messages are found again that were sent before others', () => {
  expect(repeatsAfter(0)).toEqual([12, 11]);
});

test('so they are when more messages have been counted than 32 bits can tell', () => {
  for (const count of [2 ** 31 - 3, 2 ** 31 + 70_000, 2 ** 32 - 3, 2 ** 40]) {
    expect(repeatsAfter(count)).toEqual([12, 11]);
  }
});
