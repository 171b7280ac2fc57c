import { expect, test } from 'vitest';
import { aorStates } from '../../src/cluster/contacts/reports/aor-state.ts';
import { Analysis } from '../../src/engine/analysis/analysis.ts';
import { Folder } from '../capture/reading.ts';
import { readAll } from '../recordings/recordings.ts';
import { WrittenCluster } from '../support/written-cluster.ts';

/** Nodes of which it is not known what they have of the contact of `alice`, as the bridge saw it. */
async function uncertainAt(cluster: WrittenCluster): Promise<readonly number[]> {
  const folder = new Folder();
  const session = await readAll([folder.file(cluster.capture('bridge'), 'bridge.pcap')]);
  const analysis = new Analysis(session);
  while (analysis.advance(1000) === 'more');
  const [state] = aorStates(analysis.contacts, analysis.context, analysis.time).filter(
    ({ aor }) => aor === 'alice',
  );
  session.close();
  folder.remove();
  return [...(state?.nodes ?? [])].filter(([, { uncertain }]) => uncertain.size > 0).map(([node]) => node);
}

const told = () => new WrittenCluster(1, 2, 3).at(0).pingsUntil(6).register(1, 'alice').pingsUntil(10);
/** Node 2 tells the others something; of what goes to these, the bridge has nothing. */
const hidden = (cluster: WrittenCluster, ...at: readonly number[]) => {
  for (const to of [1, 3]) {
    const uncaptured = at.includes(to) ? { uncaptured: { to, at: 'bridge' } } : {};
    cluster.register(2, 'bob', { to: [to], ...uncaptured });
  }
  return cluster.pingsUntil(20);
};

test('a node that told all others something unseen may have got a newer REGISTER of what it was told', async () => {
  expect(await uncertainAt(hidden(told()))).toEqual([]);
  expect(await uncertainAt(hidden(told(), 1))).toEqual([1]);
  expect(await uncertainAt(hidden(told(), 1, 3))).toEqual([1, 2, 3]);
});
