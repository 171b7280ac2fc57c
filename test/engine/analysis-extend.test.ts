import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Analysis } from '../../src/engine/analysis/analysis.ts';
import type { Session } from '../../src/engine/session.ts';
import type { MessageId } from '../../src/ids.ts';
import { readAll, recording } from '../recordings/recordings.ts';

const [bridge = ''] = recording('3.4/restart').captures.filter((path) => path.endsWith('/bridge.pcap.gz'));

let session: Session;
beforeAll(async () => {
  session = await readAll([bridge]);
});
afterAll(() => session.close());

function finished(analysis: Analysis, budget = 1000): Analysis {
  while (analysis.advance(budget) !== 'end');
  return analysis;
}

function timeAt(share: number): number {
  const { order } = session.tables;
  return session.timeOf(order.at(Math.floor((order.length - 1) * share)) as MessageId);
}

/** What views show of a state, as far as it can be compared. */
function told(analysis: Analysis): unknown {
  return {
    nodes: analysis.nodes.reports(analysis.time),
    syncs: analysis.syncs.reports(),
    flows: analysis.flows.flows().map((flow) => [flow.name, flow.summary(analysis.time)]),
    events: analysis.timeline.events,
  };
}

describe('an analysis up to a time', () => {
  it('goes on to a later time as if it had been asked for that at once', () => {
    const stepping = new Analysis(session, { until: timeAt(0.1) });
    for (const share of [0.1, 0.3, 0.31, 0.6, 0.9, 1]) {
      expect(stepping.extend(timeAt(share))).toBe(true);
      // Slices of nothing: coverage is learned in slices, too.
      finished(stepping, 0);
      const fresh = finished(new Analysis(session, { until: timeAt(share) }));
      expect(told(stepping)).toEqual(told(fresh));
    }
  });

  it('does not go back', () => {
    const analysis = finished(new Analysis(session, { until: timeAt(0.5) }));
    const before = told(analysis);
    expect(analysis.extend(timeAt(0.4))).toBe(false);
    expect(told(finished(analysis))).toEqual(before);
  });

  it('knows what happened when', () => {
    const { events } = finished(new Analysis(session)).timeline;
    const restarts = events.filter(({ kind }) => kind === 'restart');
    expect(restarts.map(({ node }) => node)).toEqual([3]);
    const [restart] = restarts;
    const lost = events.find((event) => event.kind === 'link down' && event.to === 3);
    expect(lost !== undefined && restart !== undefined && lost.time < restart.time).toBe(true);
    expect(events.every(({ time }, at) => at === 0 || time >= (events[at - 1]?.time ?? 0))).toBe(true);
  });
});
