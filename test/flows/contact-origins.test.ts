import { expect, test } from 'vitest';
import { type RestartListener, Restarts } from '../../src/cluster/restarts.ts';
import { ContactOrigins } from '../../src/flows/contact-origins.ts';
import { contactKey } from '../../src/flows/sip-names.ts';
import type { MessageId } from '../../src/ids.ts';

class ToldRestarts extends Restarts {
  listener: RestartListener | undefined;

  override onRestart(listener: RestartListener): void {
    this.listener = listener;
  }
}

const brought = (user: string, expiresAt?: number) => ({
  key: contactKey(`sip:${user}@10.0.0.50:5062`),
  callId: 'r1',
  cseq: 1,
  expiresAt,
  isUpdate: false,
});

test('a node that restarted holds nothing of what it held', () => {
  const restarts = new ToldRestarts();
  const origins = new ContactOrigins(restarts);
  for (const node of [2, 3]) origins.bring(1, node, brought('alice'), 7 as MessageId, 5);
  restarts.listener?.(1, 2, 6, 8 as MessageId);
  const uri = 'sip:alice@10.0.0.50:5062;transport=udp';
  expect([2, 3].map((node) => origins.of(1, node, uri, 9)?.message)).toEqual([undefined, 7]);
});

test('expired contacts make room first, then the oldest ones, which are counted', () => {
  const origins = new ContactOrigins(new Restarts(), 100);
  for (let user = 0; user < 100; user++) origins.bring(1, 2, brought(`u${user}`, 10), 1 as MessageId, 5);
  origins.bring(1, 2, brought('late', 100), 1 as MessageId, 20);
  expect(origins.forgotten).toBe(0);
  for (let user = 0; user < 500; user++) origins.bring(1, 2, brought(`v${user}`, 100), 1 as MessageId, 30);
  expect(origins.forgotten).toBeGreaterThan(300);
  expect(origins.of(1, 2, 'sip:v499@10.0.0.50:5062', 31)).toBeDefined();
  expect(origins.of(1, 2, 'sip:late@10.0.0.50:5062', 31)).toBeUndefined();
});
