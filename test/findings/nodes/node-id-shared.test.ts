import { describe, expect, it } from 'vitest';
import { aorStates } from '../../../src/cluster/contacts/reports/aor-state.ts';
import { Analysis } from '../../../src/engine/analysis/analysis.ts';
import { EVIDENCE_PARTS, evidenceOf } from '../../../src/engine/analysis/evidence.ts';
import { check } from '../../../src/findings/check.ts';
import { Folder } from '../../capture/reading.ts';
import { readAll } from '../../recordings/recordings.ts';
import { WrittenCluster } from '../../support/written-cluster.ts';

/** The hosts are 192.0.2.N. */
const NETWORK = [192, 0, 2];

/** A capture in which the cluster is in another network. */
function moved(capture: Uint8Array, third: number): Uint8Array {
  const other = Uint8Array.from(capture);
  for (let at = 0; at + 2 < other.length; at++) {
    if (NETWORK.every((byte, index) => other[at + index] === byte)) other[at + 2] = third;
  }
  return other;
}

/** Registrations at node 1, of users with that name and a number. */
function registering(user: string, from: number): WrittenCluster {
  const cluster = new WrittenCluster(1, 2);
  for (let round = 0; round < 4; round++) {
    cluster.at(from + 2 * round).register(1, `${user}${round}`, { callId: `${user}${round}@phone` });
  }
  return cluster.pingsUntil(20);
}

/** What is found, and how many contacts nodes hold without doubt. */
async function read(...captures: readonly Uint8Array[]) {
  const folder = new Folder();
  const session = await readAll(captures.map((one, at) => folder.file(one, `${at}.pcap`)));
  session.align();
  const analysis = new Analysis(session, { parts: EVIDENCE_PARTS });
  while (analysis.advance(1000) === 'more');
  const findings = check(evidenceOf(session, analysis));
  const states = aorStates(analysis.contacts, analysis.context, analysis.time);
  const certain = states.flatMap(({ nodes }) =>
    [...nodes.values()].flatMap(({ contacts, uncertain }) => contacts.filter((one) => !uncertain.has(one))),
  );
  session.close();
  folder.remove();
  return {
    shared: findings.filter(({ rule }) => rule === 'node-id-shared'),
    findings,
    certain: certain.length,
  };
}

describe('a node id at two hosts', () => {
  const one = () => registering('a', 1).capture('bridge');

  it('is found where both tell different things in turns, and what they hold is uncertain then', async () => {
    const { shared, certain, findings } = await read(one(), moved(registering('b', 2).capture('bridge'), 9));
    expect(shared.map(({ title }) => title)).toEqual([
      'one node id, two hosts: node 1 is at 192.0.2.1 and 192.0.9.1 (and 1 more id)',
    ]);
    expect(certain).toBe(0);
    expect(findings.filter(({ rule }) => rule === 'contact-missing')).toEqual([]);
  });

  it('is found where the one has told all that it has before the other one begins', async () => {
    const { shared } = await read(one(), moved(registering('b', 9).capture('bridge'), 9));
    expect(shared).toHaveLength(1);
  });

  it('is found where two clusters are not connected, though each node tells something in one of them only', async () => {
    const first = new WrittenCluster(1, 2, 3);
    const second = new WrittenCluster(1, 2, 3);
    for (let round = 0; round < 3; round++) {
      first.at(1 + 2 * round).register(1, `a${round}`, { callId: `a${round}@phone` });
      second.at(2 + 2 * round).register(3, `b${round}`, { callId: `b${round}@phone` });
    }
    const captures = [
      first.pingsUntil(20).capture('bridge'),
      moved(second.pingsUntil(20).capture('bridge'), 9),
    ];
    const { shared, certain, findings } = await read(...captures);
    expect(shared.map(({ nodes }) => nodes)).toEqual([[1, 2, 3]]);
    expect(certain).toBe(0);
    expect(findings.filter(({ rule }) => rule === 'contact-missing')).toEqual([]);
  });

  it('is one node where both tell the same: at the two ends of an address translation', async () => {
    const { shared, certain } = await read(one(), moved(one(), 9));
    expect([shared, certain]).toEqual([[], 8]);
  });

  it('is one node that has moved where the first is not heard again', async () => {
    const later = moved(registering('b', 30).capture('bridge'), 9);
    const { shared } = await read(one(), later);
    expect(shared).toEqual([]);
  });
});
