import { afterEach, describe, expect, it } from 'vitest';
import { Session } from '../../src/engine/session.ts';
import { type CapabilityTraffic, TrafficRates } from '../../src/engine/traffic-rates.ts';
import type { MessageId } from '../../src/ids.ts';
import { inOneGo } from '../../src/tables/steps.ts';
import { readAll, recording } from '../recordings/recordings.ts';

const [bridge = ''] = recording('3.4/calls').captures.filter((path) => path.endsWith('/bridge.pcap.gz'));
const SPAN = 3e9;

let session: Session;
afterEach(() => session.close());

/** Counted one by one: `name from>to` to total and lately. */
function counted(now: number): ReadonlyMap<string, readonly [number, number]> {
  const { index, order, endpoints, nodes, kinds } = session.tables;
  const counts = new Map<string, readonly [number, number]>();
  for (let at = 0; at < order.length; at++) {
    const id = order.at(at) as MessageId;
    const time = session.timeOf(id);
    if (time > now) continue;
    const kind = kinds.get(index.kind(id));
    const [from, to] = [index.sender(id), index.receiver(id)].map((endpoint) => {
      const address = endpoints.addressOf(endpoint);
      const node = nodes.nodeOf(address);
      return node === undefined ? endpoints.addressText(address) : `node ${node}`;
    });
    const key = `${kind.protocol === 'bin' ? kind.capability : 'SIP'} ${from}>${to}`;
    const [total, recent] = counts.get(key) ?? [0, 0];
    counts.set(key, [total + 1, time >= now - SPAN ? recent + 1 : recent]);
  }
  return counts;
}

function told(capabilities: readonly CapabilityTraffic[]): ReadonlyMap<string, readonly [number, number]> {
  return new Map(
    capabilities.flatMap(({ name, peers }) =>
      peers.map(
        ({ from, to, total, recent }) => [`${name} ${from.name}>${to.name}`, [total, recent]] as const,
      ),
    ),
  );
}

function lastTime(): number {
  const { order } = session.tables;
  return session.timeOf(order.at(order.length - 1) as MessageId);
}

describe('traffic by capability and peers', () => {
  it('is what one would count, however often it is asked for while more is read', async () => {
    session = await Session.open([bridge]);
    const rates = new TrafficRates(session);
    let [asked, left] = [0, 5];
    for (let state = session.read(0); state !== 'end'; state = session.read(0)) {
      if (state === 'wait') await session.whenReady();
      if (session.tables.order.length < asked * 20) continue;
      asked++;
      const steps = rates.of(lastTime(), SPAN);
      // Somebody who asks may lose interest.
      if (asked % 3 === 0) for (let step = 0; step < left; step++) steps.next();
      else expect(told(inOneGo(steps))).toEqual(counted(lastTime()));
      left = (left * 7) % 31;
    }
    expect(asked).toBeGreaterThan(10);
    const all = inOneGo(rates.of(lastTime(), SPAN));
    expect(told(all)).toEqual(counted(lastTime()));
    for (const { total, recent, peers } of all) {
      expect(peers.reduce((sum, one) => sum + one.total, 0)).toBe(total);
      expect(peers.reduce((sum, one) => sum + one.recent, 0)).toBe(recent);
      expect(peers.map((one) => one.total)).toEqual(peers.map((one) => one.total).toSorted((a, b) => b - a));
    }
  });

  it('is that of an earlier time, and of the end again', async () => {
    session = await readAll([bridge]);
    const rates = new TrafficRates(session);
    const end = lastTime();
    for (const now of [end, end / 2, end / 3, end, end - 1e9, 0, end]) {
      expect(told(inOneGo(rates.of(now, SPAN)))).toEqual(counted(now));
    }
  });
});
