import { describe, expect, it } from 'vitest';
import type { LinkReport, NodeReport } from '../../../src/cluster/nodes/node-model.ts';
import { type HeartbeatInput, heartbeatRow, pingIntervalAt } from '../../../src/view/messages/heartbeat.ts';
import { rowText } from '../../../src/view/text/styled-row.ts';
import { readAll, recording } from '../../recordings/recordings.ts';

const NOW = 100e9;

function node(id: number, rest: Partial<NodeReport> = {}): NodeReport {
  return {
    cluster: 1,
    node: id,
    addresses: { listeners: [], outgoing: [], sip: [] },
    description: undefined,
    seed: 'unknown',
    release: undefined,
    links: [1, 2, 3].filter((to) => to !== id).map((to) => link(to, 'up')),
    neighbours: undefined,
    capabilities: new Map(),
    tags: new Map(),
    unknownTags: [],
    bridges: [],
    restarted: undefined,
    begun: undefined,
    named: undefined,
    away: undefined,
    heard: NOW - 1e9,
    covered: true,
    messages: [],
    ...rest,
  };
}

function link(to: number, state: LinkReport['state']): LinkReport {
  return { to, state, since: 60e9, roundTrip: undefined, nextHop: undefined, message: undefined };
}

function line(nodes: readonly NodeReport[], rest: Partial<HeartbeatInput> = {}): string {
  const clock = (time: number): string => `${time / 1e9}`;
  return rowText(heartbeatRow({ nodes, events: [], time: NOW, pingInterval: 4e9, clock, ...rest }));
}

const FINE = [node(1), node(2), node(3)];

describe('the heartbeat', () => {
  it('is calm while all is well', () => {
    expect(line(FINE)).toBe('cluster 1: 3 nodes, pings every 4 s, all links up');
    expect(
      heartbeatRow({ nodes: FINE, events: [], time: NOW, pingInterval: 4e9, clock: String }).every(
        ({ style }) => style === 'dim',
      ),
    ).toBe(true);
    expect(line([])).toBe('');
    expect(line([node(1, { links: [link(2, 'unknown')] })], { pingInterval: undefined })).toBe(
      'cluster 1: 1 node, all links up that can be seen',
    );
  });

  it('names the node that is silent, and not its links', () => {
    const silent = [
      node(1, { links: [link(3, 'down'), link(2, 'up')] }),
      node(2),
      node(3, { heard: NOW - 12e9 }),
    ];
    expect(line(silent)).toBe('cluster 1: node 3 not heard for 12 s  3 nodes, pings every 4 s');
    expect(line([node(1, { heard: NOW - 12e9 })], { pingInterval: 6e9 })).toContain('all links up');
  });

  it('names a link that is down once, since the first of its ends says so', () => {
    const down = [
      node(2, { links: [link(3, 'down')] }),
      node(3, { links: [{ ...link(2, 'down'), since: 50e9 }] }),
    ];
    expect(line(down)).toContain('link 2-3 down since 50 ');
  });

  it('remembers restarts and flaps for a while', () => {
    const up = (time: number, from: number, to: number, lasted = 3e9) =>
      ({ kind: 'link up', time, cluster: 1, node: from, to, lasted, again: true }) as const;
    const events = [up(10e9, 1, 2), up(90e9, 1, 2), up(90e9, 3, 1), up(91e9, 2, 3, 1e6)];
    expect(line(FINE, { events: events.map((one) => ({ ...one, again: false })) })).not.toContain('flapped');
    expect(line(FINE, { events })).toContain('links 1-2, 1-3 flapped, up again at 90 ');
    expect(line([node(1, { restarted: 88e9 }), node(2), node(3)], { events })).toContain(
      'cluster 1: node 1 restarted at 88  3',
    );
  });

  it('measures the time between pings', async () => {
    const session = await readAll(
      recording('3.4/restart').captures.filter((path) => path.endsWith('bridge.pcap.gz')),
    );
    const { order } = session.tables;
    const last = session.timeOf(order.at(order.length - 1) as never);
    const interval = (pingIntervalAt(session, last) ?? 0) / 1e9;
    expect(interval > 3 && interval < 6).toBe(true);
    expect(pingIntervalAt(session, 0)).toBeUndefined();
    session.close();
  });
});
