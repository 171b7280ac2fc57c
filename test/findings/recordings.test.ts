import { describe, expect, it } from 'vitest';
import { EVIDENCE_PARTS, evidenceOf } from '../../src/engine/evidence.ts';
import { check } from '../../src/findings/check.ts';
import type { Finding } from '../../src/findings/finding.ts';
import { observersOf } from '../fidelity/observers.ts';
import { SteppingAnalysis } from '../fidelity/stepping-analysis.ts';
import { type Recording, readAll, recordings } from '../recordings/recordings.ts';
import { type Snapshot, snapshots } from '../recordings/snapshots.ts';

const CASES = recordings()
  .filter(({ manifest }) => Object.values(manifest.files).every(({ clock_offset_s }) => !clock_offset_s))
  .flatMap((recording) =>
    observersOf(recording).map(
      (observers) => [recording.name, observers.name, recording, observers.captures] as const,
    ),
  );

/** What is found at the time of each snapshot, with what the nodes themselves said then. */
async function findingsAtSnapshots(recording: Recording, captures: readonly string[]) {
  const session = await readAll(captures);
  session.align();
  const labels = new Map<string, Snapshot[]>();
  for (const one of snapshots(recording.manifest))
    labels.set(one.label, [...(labels.get(one.label) ?? []), one]);
  const stepping = new SteppingAnalysis(session, EVIDENCE_PARTS);
  const found = [...labels.values()].map((nodes) => {
    const time = Math.max(...nodes.map((one) => one.time));
    const analysis = stepping.at((time - session.tables.base.seconds) * 1e9);
    return { nodes, findings: check(evidenceOf(session, analysis)) };
  });
  session.close();
  return found;
}

const byRule = (findings: readonly Finding[], ...rules: readonly string[]) =>
  findings.filter(({ rule }) => rules.includes(rule));

describe.each(CASES)('%s, %s', (_name, _observers, recording, captures) => {
  const idOf = (node: string) => recording.manifest.topology[node]?.node_id;

  it('finds what the nodes themselves show to be wrong, and nothing else', async () => {
    for (const { nodes, findings } of await findingsAtSnapshots(recording, captures)) {
      for (const { nodes: lacking, aors } of byRule(findings, 'contact-missing')) {
        for (const aor of aors) {
          const holds = nodes.filter(({ contacts }) => contacts.some((one) => one.aor === aor));
          expect(holds.map(({ node }) => idOf(node))).not.toContain(lacking[0]);
          expect(holds.length).toBeGreaterThan(0);
        }
      }
      for (const { nodes: lacking, callIds } of byRule(findings, 'dialog-missing')) {
        for (const callId of callIds) {
          const holds = nodes.filter(({ dialogs }) => dialogs.some((one) => one.callId === callId));
          expect(holds.map(({ node }) => idOf(node))).not.toContain(lacking[0]);
          expect(holds.length).toBeGreaterThan(0);
        }
      }
      for (const { callIds, nodes: told } of byRule(findings, 'dialog-stray-packets')) {
        const holders = nodes.filter(({ dialogs }) => dialogs.some((one) => callIds.includes(one.callId)));
        const hasAll = told.filter((id) => holders.some(({ node }) => idOf(node) === id));
        expect(hasAll).toEqual([]);
      }
      for (const { title } of byRule(findings, 'tag-no-active', 'tag-two-active')) {
        const tag = /sharing tag (\S+):/.exec(title)?.[1] ?? '';
        const active = nodes.filter(({ activeTags }) => activeTags.includes(tag));
        expect(active.length > 1).toBe(title.includes('are active'));
      }
      // Nodes of all recordings have one clock, reach each other where they run, and have the same modules.
      const never = [
        'clock-skew',
        'capability-unlisted',
        'ping-unanswered',
        'node-unknown',
        'source-address',
      ];
      expect(byRule(findings, ...never, 'pong-late', 'sync-slow', 'synced-empty', 'status-untold')).toEqual(
        [],
      );
      const connections = [
        'packets-repeated',
        'traffic-surge',
        'contact-labels',
        'contact-expiry-acted',
        'contact-unreached',
        'dialog-unreached',
        'node-stuck',
        'stream-out-of-step',
        'connection-cut',
        'receiver-blocked',
      ];
      expect(byRule(findings, ...connections)).toEqual([]);
      expect(byRule(findings, 'tag-unannounced', 'contact-untold', 'node-phantom')).toEqual([]);
      // Of one path the manifest tells that much was lost there, and nodes at both its ends are named.
      const lossy = recording.manifest.events.filter(({ what }) => what.startsWith('impairment'));
      for (const { nodes: ends } of byRule(findings, 'link-lossy')) {
        expect(ends).toContain(lossy[0]?.node);
      }
      // All of these syncs came to their end.
      const failed = ['sync-short', 'sync-aborted', 'sync-unanswered', 'malformed-packets'];
      expect(byRule(findings, ...failed)).toEqual([]);
      const restarted = Object.values(recording.manifest.topology).filter(({ starts }) => starts.length > 1);
      for (const { nodes: again } of byRule(findings, 'node-restarted'))
        expect(restarted.map(({ node_id }) => node_id)).toContain(again[0]);
      // Releases differ in one recording only.
      if (!recording.name.startsWith('mixed')) expect(byRule(findings, 'version-refused')).toEqual([]);
    }
  });
});

const MIXED = CASES.filter(([name, observers]) => name.startsWith('mixed') && observers !== 'node1');

it('a path on which much is lost is found, both ways', async () => {
  for (const [, , recording, captures] of CASES.filter(
    ([name, by]) => name === '3.4/loss-reorder' && by !== 'node3',
  )) {
    const found = await findingsAtSnapshots(recording, captures);
    const ways = byRule(found.at(-1)?.findings ?? [], 'link-lossy').map(
      ({ title }) => /from .*(?=,)/.exec(title)?.[0],
    );
    expect(ways).toEqual(expect.arrayContaining(['from node 1 to node 3', 'from node 3 to node 1']));
  }
});

it('there are recordings in which something is wrong, and it is found', async () => {
  const rules = new Set<string>();
  for (const [, , recording, captures] of [...MIXED, ...CASES.filter(([name]) => name === '3.4/restart')]) {
    for (const { findings } of await findingsAtSnapshots(recording, captures))
      for (const { rule } of findings) rules.add(rule);
  }
  expect([...rules].sort()).toEqual(
    expect.arrayContaining([
      'contact-missing',
      'dialog-missing',
      'dialog-stray-packets',
      'node-restarted',
      'tag-no-active',
      'version-refused',
    ]),
  );
});
