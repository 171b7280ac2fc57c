import { describe, expect, test } from 'vitest';
import { aorStates } from '../../src/cluster/contacts/reports/aor-state.ts';
import { dialogReports } from '../../src/cluster/dialogs/dialog-reports.ts';
import { Analysis } from '../../src/engine/analysis/analysis.ts';
import type { Session } from '../../src/engine/session.ts';
import { nodesOf } from '../flows/analysed.ts';
import { keyLogsOf, nameInManifest, type Recording, readAll, recordings } from '../recordings/recordings.ts';
import { EVERYTHING } from '../support/everything.ts';
import { judgeClaims } from './claims.ts';

/**
 * Captures of some of the nodes only: what they do not show is unseen or unknown, and what is said all the
 * same is what the nodes said of themselves, and what all captures together say. A few recordings with every
 * run; `ALL_CAPTURES=1` takes all, and every choice of captures.
 */
const SOME = ['3.4/calls-shared-sockets', '3.4/restart', '3.6/register'];
const chosen = recordings().filter(
  (one) => nodesOf(one).length > 1 && (EVERYTHING || SOME.includes(one.name)),
);

describe.each(chosen)('$name', (recording) => {
  const nodes = nodesOf(recording);
  const subsets = EVERYTHING ? subsetsOf(nodes) : subsetsOf(nodes).filter((_, at) => at % 4 === 2);

  test('reports from some of the captures are true, and agree with reports from all of them', async () => {
    const all = claimedOf(await read(recording, nodes));
    // At a cold start nobody has registered yet.
    if (SOME.includes(recording.name)) expect(all.size).toBeGreaterThan(0);
    for (const captures of subsets) {
      const session = await read(recording, captures);
      const [first = ''] = captures;
      const ahead = recording.manifest.files[nameInManifest(first)]?.clock_offset_s ?? 0;
      // Several clocks are brought to that of one of them, which the manifest does not know.
      if (captures.length === 1 || recording.name !== '3.4/clock-offset') {
        expect(judgeClaims(recording, session, ahead).false).toEqual([]);
      }
      const names = captures.map(nameInManifest).join();
      for (const [about, said] of claimedOf(session)) {
        const before = all.get(about);
        if (before !== undefined) expect(`${names}: ${about}: ${said}`).toBe(`${names}: ${about}: ${before}`);
      }
      session.close();
    }
  });
});

async function read(recording: Recording, captures: readonly string[]): Promise<Session> {
  const session = await readAll(captures, { keyLogs: keyLogsOf(recording.captures) });
  session.align();
  return session;
}

/** By AOR or Call-ID and node: what is said without doubt, at the end. */
function claimedOf(session: Session): ReadonlyMap<string, string> {
  const analysis = new Analysis(session, { parts: ['contacts', 'dialogs'] });
  while (analysis.advance(1000) === 'more');
  const claims = new Map<string, string>();
  for (const { cluster, aor, rows, nodes } of aorStates(analysis.contacts, analysis.context, analysis.time)) {
    for (const { presence, byNode, held } of rows) {
      for (const [node, one] of presence) {
        const own = byNode.get(node);
        const isDoubted = own !== undefined && nodes.get(node)?.uncertain.has(own) === true;
        if (!['held', 'missing', 'other'].includes(one) || isDoubted) continue;
        const { contact, callId } = held.version;
        if (callId === undefined) continue;
        claims.set(`${cluster} ${aor} ${contact} ${callId} at ${node}`, `${one} ${own?.version.cseq ?? ''}`);
      }
    }
  }
  for (const report of dialogReports(analysis.dialogs, analysis.context, analysis.time)) {
    const { callId, fromTag, nodes, missing, uncertain } = report;
    for (const [node, { state }] of nodes) {
      if (!uncertain.includes(node)) claims.set(`${callId} ${fromTag} at ${node}`, `state ${state}`);
    }
    for (const node of missing) claims.set(`${callId} ${fromTag} at ${node}`, 'missing');
  }
  return claims;
}

/** All but none and all of them. */
function subsetsOf(captures: readonly string[]): readonly (readonly string[])[] {
  const count = 2 ** captures.length;
  return Array.from({ length: count }, (_, bits) => captures.filter((__, at) => (bits >> at) & 1)).slice(
    1,
    -1,
  );
}
