import { describe, expect, test } from 'vitest';
import { aorStates } from '../../../src/cluster/contacts/reports/aor-state.ts';
import type { ContactEffect } from '../../../src/cluster/contacts/reports/contact-history.ts';
import { Analysis } from '../../../src/engine/analysis/analysis.ts';
import { AorHistory } from '../../../src/engine/analysis/aor-history.ts';
import type { Session } from '../../../src/engine/session.ts';
import { type Recording, readAll, recording } from '../../recordings/recordings.ts';

async function historyOf(
  { captures }: Recording,
  isAbout: (aor: { readonly aor: string }) => boolean,
): Promise<{ readonly session: Session; readonly history: AorHistory }> {
  const session = await readAll(captures.filter((path) => path.endsWith('/bridge.pcap.gz')));
  const history = new AorHistory(session, isAbout);
  while (history.advance(1000) === 'more');
  return { session, history };
}

function seconds(session: Session, { time }: ContactEffect): number {
  return session.tables.base.seconds + time / 1e9;
}

describe('the history of AORs is what was done to them', () => {
  test.each(['2.4/register', '3.1/register', '3.4/register', '3.6/register', '4.0/register'])(
    '%s',
    async (name) => {
      const recorded = recording(name);
      const { session, history } = await historyOf(recorded, () => true);
      const nodes = Object.values(recorded.manifest.topology).map(({ node_id }) => node_id);
      const effects = history.effects();
      const registered = recorded.manifest.events.filter(({ what }) => what === 'REGISTER');
      expect(registered.length).toBeGreaterThan(4);
      for (const { t, node, users = [] } of registered) {
        for (const aor of users) {
          // Events are noted when the phone is done.
          const then = effects.filter(
            (one) => one.aor === aor && one.kind === 'inserted' && Math.abs(seconds(session, one) - t) < 1,
          );
          const found = then.filter((one) => one.node === node);
          expect(found.map(({ origin, from }) => [origin, from])).toContainEqual(['register', undefined]);
          for (const other of nodes.filter((one) => one !== node)) {
            const there = then.filter((one) => one.node === other);
            expect(there.map(({ origin, from }) => [origin, from])).toContainEqual(['replicated', node]);
          }
        }
      }
      const ends = (aor: string) => effects.filter((one) => one.aor === aor && one.kind === 'deleted');
      for (const aor of ['1301', '1000', '1102']) {
        expect(
          ends(aor)
            .map(({ node }) => node)
            .sort(),
        ).toEqual(nodes);
      }
      const refreshed = effects.filter(({ kind }) => kind === 'refreshed');
      expect(new Set(refreshed.map(({ aor }) => aor))).toEqual(new Set(['1102']));
      expect(refreshed.map(({ node, cseq }) => `${node} ${cseq}`).sort()).toEqual(
        nodes.map((node) => `${node} 2`),
      );
      const expired = effects.filter(({ kind }) => kind === 'expired');
      expect(expired.map(({ aor, node }) => `${aor} ${node}`).sort()).toEqual(
        nodes.map((node) => `1401 ${node}`),
      );
      session.close();
    },
  );

  test('3.4/restart: node 3 loses its memory when it is started again, and gets it back by sync', async () => {
    const recorded = recording('3.4/restart');
    const { session, history } = await historyOf(recorded, ({ aor }) => aor === '1101');
    const [, again] =
      Object.values(recorded.manifest.topology).find(({ node_id }) => node_id === 3)?.starts ?? [];
    const effects = history.effects().filter(({ node }) => node === 3);
    expect(effects.map(({ kind, origin, from }) => [kind, origin, from])).toEqual([
      ['inserted', 'replicated', 1],
      ['restart', undefined, undefined],
      ['inserted', 'sync', 2],
    ]);
    const [, restart] = effects;
    expect(restart?.message).toBeDefined();
    expect(seconds(session, restart as ContactEffect) - (again ?? 0)).toBeGreaterThan(0);
    expect(seconds(session, restart as ContactEffect) - (again ?? 0)).toBeLessThan(2);
    session.close();
  });
});

/** What each node is left with: `cluster node aor contact callId cseq expires`. */
function leftBy(effects: readonly ContactEffect[]): readonly string[] {
  const left = new Map<string, string>();
  for (const { cluster, node, aor, contact, callId, cseq, kind, expires } of effects) {
    const key = `${cluster} ${node} ${aor} ${contact}`;
    if (kind === 'discarded') continue;
    if (expires === undefined) left.delete(key);
    else left.set(key, `${key} ${callId} ${cseq} ${expires}`);
  }
  return [...left.values()].sort();
}

describe('applying the history gives what the analysis says nodes hold', () => {
  const RECORDINGS = [
    '2.4/register',
    '3.1/register',
    '3.4/register',
    '3.6/register',
    '4.0/register',
    '3.4/restart',
    '3.4/sync',
    '3.4/midstream',
    '3.4/two-clusters',
    'mixed/mixed-3.4-3.6',
  ];
  test.each(RECORDINGS)('%s', async (name) => {
    const { session, history } = await historyOf(recording(name), () => true);
    const analysis = new Analysis(session, { parts: ['contacts'] });
    while (analysis.advance(1000) === 'more');
    const held = aorStates(analysis.contacts, analysis.context, analysis.time).flatMap(
      ({ cluster, aor, nodes }) =>
        [...nodes].flatMap(([node, { contacts }]) =>
          contacts.map(
            ({ version: { contact, callId, cseq, expires } }) =>
              `${cluster} ${node} ${aor} ${contact} ${callId} ${cseq} ${expires}`,
          ),
        ),
    );
    expect(held.length).toBeGreaterThan(0);
    expect(leftBy(history.effects())).toEqual(held.sort());
    session.close();
  });
});
