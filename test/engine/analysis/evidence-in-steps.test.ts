import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { KnownAorStates } from '../../../src/cluster/contacts/reports/known-aor-states.ts';
import { Analysis } from '../../../src/engine/analysis/analysis.ts';
import { BackgroundEvidence } from '../../../src/engine/analysis/background-evidence.ts';
import { clusterEvidence, evidenceOf } from '../../../src/engine/analysis/evidence.ts';
import { evidenceInSteps, MOST_WHILE_READING } from '../../../src/engine/analysis/evidence-in-steps.ts';
import type { Session } from '../../../src/engine/session.ts';
import { check } from '../../../src/findings/check.ts';
import type { Evidence } from '../../../src/findings/finding.ts';
import { inOneGo } from '../../../src/tables/steps.ts';
import { Folder } from '../../capture/reading.ts';
import { observersOf } from '../../fidelity/observers.ts';
import { readAll, recordings } from '../../recordings/recordings.ts';
import { EVERYTHING } from '../../support/everything.ts';
import { WrittenCluster } from '../../support/written-cluster.ts';

/** The bridge alone where there is one, else all nodes; with ALL_CAPTURES=1 both. */
const CHOICES = EVERYTHING ? 2 : 1;

async function analysed(captures: readonly string[]): Promise<readonly [Session, Analysis]> {
  const session = await readAll(captures);
  session.align();
  const analysis = new Analysis(session);
  while (analysis.advance(1000) === 'more');
  return [session, analysis];
}

function inSteps(
  session: Session,
  analysis: Analysis,
  most?: { aors: number; dialogs: number; messages: number },
) {
  const cheap = clusterEvidence(analysis, analysis.nodes.reports(analysis.time), analysis.syncs.reports());
  const aors = new KnownAorStates(analysis.contacts, analysis.context);
  return inOneGo(evidenceInSteps(session, analysis, cheap, aors, most));
}

const found = (evidence: Evidence) =>
  check(evidence)
    .map(({ rule, severity, title, detail, nodes, aors, callIds }) => ({
      ...{ rule, severity, title, detail, nodes },
      names: [...aors, ...callIds].sort(),
    }))
    .sort((a, b) => `${a.rule} ${a.title}`.localeCompare(`${b.rule} ${b.title}`));

describe.each(recordings().map((recording) => [recording.name, recording] as const))('%s', (_, recording) => {
  it('the same is found in steps as at once', async () => {
    for (const { captures } of observersOf(recording).slice(0, CHOICES)) {
      const [session, analysis] = await analysed(captures);
      const { evidence, leftOut } = inSteps(session, analysis);
      expect(found(evidence)).toEqual(found(evidenceOf(session, analysis)));
      expect(leftOut).toEqual([]);
      session.close();
    }
  });
});

it('evidence is the same for very many AORs as for few', async () => {
  const cluster = new WrittenCluster(1, 2, 3).at(0).pingsUntil(6).register(2, 'a').register(3, 'b');
  for (let user = 0; user < 3; user++) cluster.register(1, `u${user}`, { to: [2] });
  const folder = new Folder();
  const [session, analysis] = await analysed([folder.file(cluster.pingsUntil(40).capture('bridge'))]);
  const few = found(inSteps(session, analysis).evidence);
  expect(few.map(({ title }) => title)).toEqual(['contacts missing: node 3 lacks 3 that nodes 1, 2 have']);
  Object.defineProperty(analysis.contacts.store, 'size', { value: MOST_WHILE_READING.aors + 1 });
  expect(found(inSteps(session, analysis).evidence)).toEqual(few);
  session.close();
  folder.remove();
});

it('parts that are too large to look at again and again are reported as left out', async () => {
  const [recording] = recordings().filter(({ name }) => name === '3.4/restart');
  const [session, analysis] = await analysed(recording?.captures.slice(0, 1) ?? []);
  const { evidence, leftOut } = inSteps(session, analysis, { aors: 1, dialogs: 0, messages: 10 });
  expect(leftOut.map(({ part }) => part)).toEqual(['aors', 'dialogs', 'messages']);
  expect(leftOut.every(({ count }) => count > 0)).toBe(true);
  expect([evidence.aors, evidence.dialogs, evidence.packets]).toEqual([[], [], []]);
  session.close();
});

it('parts that were left out are found in the background, with the same result', async () => {
  const [recording] = recordings().filter(({ name }) => name === 'mixed/mixed-3.4-3.6');
  const [session, analysis] = await analysed(recording?.captures.slice(0, 1) ?? []);
  const { evidence, leftOut } = inSteps(session, analysis, { aors: 1, dialogs: 0, messages: 10 });
  const aors = new KnownAorStates(analysis.contacts, analysis.context);
  const late = new BackgroundEvidence(session);
  // Each look at the clock is a millisecond: on a busy machine the rest may be over before the next line.
  let clock = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => clock++);
  onTestFinished(() => void vi.restoreAllMocks());
  expect(late.of(analysis, leftOut).size).toBe(0);
  let news = 0;
  while (late.isDue) if (late.goOn(0, evidence, aors)) news++;
  expect(news).toBe(3);
  const known = late.of(analysis, leftOut);
  expect([...known.values()].map(({ time }) => time)).toEqual([analysis.time, analysis.time, analysis.time]);
  const all = late.complete(evidence);
  expect(found(all)).toEqual(found(evidenceOf(session, analysis)));
  expect(found(all).length).toBeGreaterThan(found(evidence).length);
  // It rests while more comes in, what was found stays, and nothing is left of it where it is not wanted any more.
  late.outdate();
  expect([late.isDue, late.isUnfinished, late.of(analysis, leftOut).size]).toEqual([false, true, 3]);
  expect(late.of(analysis, []).size).toBe(0);
  expect(late.isUnfinished).toBe(false);
  session.close();
});
