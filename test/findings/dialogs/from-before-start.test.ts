import { expect, test } from 'vitest';
import type { NodeReport } from '../../../src/cluster/nodes/node-model.ts';
import { check } from '../../../src/findings/check.ts';
import { DialogTraffic } from '../../cluster/dialogs/traffic.ts';
import { NO_EVIDENCE } from '../../support/no-evidence.ts';

/** Node 2 is restarted at 20 s, and gets a sync at 60 s. */
function detail(...made: readonly number[]): string | undefined {
  const traffic = new DialogTraffic(1, 2, 3).announce(1, 2).announce(2, 1).announce(3, 1);
  const create = (at: number) => {
    traffic.at(at).dialog('CREATED', 1, 3, { callid: `call ${at}`, h_id: at });
    if (at < 20) traffic.dialog('CREATED', 1, 2, { callid: `call ${at}`, h_id: at });
  };
  for (const at of made.filter((one) => one < 20)) create(at);
  traffic.at(20).restart(2, 1).at(60).request(2, 1).at(61).syncEnd(1, 2);
  for (const at of made.filter((one) => one >= 20)) create(at);
  const started = {
    cluster: 1,
    node: 2,
    begun: 20e9,
    away: undefined,
    addresses: { listeners: [], outgoing: [], sip: [] },
    capabilities: new Map(),
    links: [],
    tags: new Map(),
    bridges: [],
    messages: [],
  };
  const findings = check({
    ...NO_EVIDENCE,
    time: 200e9,
    nodes: [started as unknown as NodeReport],
    dialogs: traffic.reports(200),
  });
  return findings.find(({ rule }) => rule === 'dialog-missing')?.detail.replace(/^.*? not matched\. /, '');
}

test('what a node had before it was restarted is not said never to have come there', () => {
  expect(detail(1)).toBe('It is from before the start of the node, and no sync brought it.');
  expect(detail(1, 2)).toBe('They are from before the start of the node, and no sync brought them.');
  expect(detail(1, 100)).toBe(
    '1 of them is from before the start of the node, and no sync brought it. Nothing about the others came there.',
  );
  expect(detail(100)).toBe('Nothing about it came there.');
});
