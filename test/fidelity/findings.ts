import { expect } from 'vitest';
import { evidenceOf } from '../../src/engine/analysis/evidence.ts';
import type { Session } from '../../src/engine/session.ts';
import { check } from '../../src/findings/check.ts';
import type { Finding } from '../../src/findings/finding.ts';
import type { Recording } from '../recordings/recordings.ts';
import { type Snapshot, snapshots } from '../recordings/snapshots.ts';
import type { Comparing } from './stepping-analysis.ts';

/** What `check` finds at the time of a snapshot, and what the nodes themselves said then. */
export interface SnapshotFindings {
  readonly nodes: readonly Snapshot[];
  readonly findings: readonly Finding[];
}

export function* findingsAtSnapshots(
  { manifest }: Recording,
  session: Session,
): Comparing<readonly SnapshotFindings[]> {
  const found: SnapshotFindings[] = [];
  const all = snapshots(manifest);
  for (const label of new Set(all.map((one) => one.label))) {
    const nodes = all.filter((one) => one.label === label);
    const time = Math.max(...nodes.map((one) => one.time));
    const analysis = yield (time - session.tables.base.seconds) * 1e9;
    found.push({ nodes, findings: check(evidenceOf(session, analysis)) });
  }
  return found;
}

export function byRule(findings: readonly Finding[], ...rules: readonly string[]): readonly Finding[] {
  return findings.filter(({ rule }) => rules.includes(rule));
}

/** What the nodes themselves show to be wrong is found, and nothing else. */
export function expectTrue(recording: Recording, found: readonly SnapshotFindings[]): void {
  const idOf = (node: string) => recording.manifest.topology[node]?.node_id;
  for (const { nodes, findings } of found) {
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
    const never = ['clock-skew', 'capability-unlisted', 'ping-unanswered', 'node-unknown', 'source-address'];
    expect(byRule(findings, ...never, 'pong-late', 'sync-slow', 'synced-empty', 'status-untold')).toEqual([]);
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
}
