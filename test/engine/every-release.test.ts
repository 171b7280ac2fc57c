import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { generate } from '../../bench/traffic/generate.ts';
import { trafficOptions } from '../../bench/traffic/options.ts';
import { releases } from '../../decoders/bin/releases.ts';
import { PacketStatus } from '../../decoders/bin/skim-packet.ts';
import { aorStates } from '../../src/cluster/contacts/reports/aor-state.ts';
import { dialogReports } from '../../src/cluster/dialogs/dialog-reports.ts';
import { Analysis } from '../../src/engine/analysis/analysis.ts';
import { Protocol } from '../../src/reassembly/carried-message.ts';
import { messagesOf, readAll } from '../recordings/recordings.ts';

/**
 * Clusters of every release between which a layout changed, of most of which there is no recording: their
 * packets are built as the specification has them.
 */
const RELEASES = [
  '2.4.0-2.4.1',
  '2.4.2',
  '2.4.3-2.4.4',
  '2.4.5-2.4.6',
  '2.4.7-2.4',
  '3.0.0',
  '3.0.1-3.0',
  '3.1.0-3.1.2',
  '3.1.3',
  '3.1.4-3.1.5',
  '3.1.6',
  '3.1.7-3.1',
  '3.2.0',
  '3.2.1-3.2.2',
  '3.2.3',
  '3.2.4-3.2',
  '3.3',
  '3.4',
  '3.5',
  '3.6',
  '4.0',
  'master',
];
/** A packet that is lost arrives when it is sent again. */
const ON_ITS_WAY = 1e9;

const folder = mkdtempSync(join(tmpdir(), 'syncgrep-releases-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(RELEASES)('%s: packets are read, and all nodes hold the same', async (release) => {
  const path = join(folder, release);
  const truth = await generate(path, trafficOptions({ kind: 'mixed', messages: 1000, rate: 150, release }));
  const session = await readAll([path]);
  const { index, kinds } = session.tables;
  const byName = new Map<string, number>();
  for (const id of messagesOf(session)) {
    const kind = kinds.get(index.kind(id));
    if (index.protocol(id) !== Protocol.Bin || kind.protocol !== 'bin') continue;
    expect(index.status(id)).toBe(PacketStatus.Decoded);
    const name = kind.name ?? '';
    byName.set(name, (byName.get(name) ?? 0) + 1);
  }
  expect(Object.fromEntries(byName)).toEqual(truth.bin.byName);

  const analysis = new Analysis(session);
  while (analysis.advance(1000) === 'more');
  const members = analysis.coverage.nodes(1);
  expect(members.length).toBeGreaterThan(2);
  for (const node of members) {
    expect(session.tables.releases.of(1, node) & releases(release)).not.toBe(0);
  }
  const aors = aorStates(analysis.contacts, analysis.context, analysis.time);
  expect(aors.length).toBeGreaterThan(20);
  const settled = analysis.time - ON_ITS_WAY;
  const differing = aors.flatMap(({ aor, rows }) =>
    rows.some(({ consistent, held }) => !consistent && (held.refreshed?.time ?? held.since) < settled)
      ? aor
      : [],
  );
  expect(differing).toEqual([]);
  const holders = new Set(
    aors.flatMap((one) =>
      [...one.nodes].flatMap(([node, { contacts }]) => (contacts.length > 0 ? node : [])),
    ),
  );
  expect([...holders].sort()).toEqual([...members].sort());
  const dialogs = dialogReports(analysis.dialogs, analysis.context, analysis.time);
  expect(dialogs.length).toBeGreaterThan(5);
  const apart = dialogs.filter(
    ({ consistent, nodes }) => !consistent && [...nodes.values()].every(({ changed }) => changed < settled),
  );
  expect(apart.map(({ callId }) => callId)).toEqual([]);
  session.close();
});
