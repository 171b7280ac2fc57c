import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SyncReport } from '../../src/cluster/syncs/sync-model.ts';
import { EVIDENCE_PARTS } from '../../src/engine/analysis/evidence.ts';
import type { Session } from '../../src/engine/session.ts';
import { alignedColumns } from '../../src/output/text/aligned-columns.ts';
import { nameInManifest, OWN_RECORDINGS, type Recording, recordings } from '../recordings/recordings.ts';
import { type ContactFidelity, compareContacts, contactTable } from './contacts.ts';
import { compareDialogs, type DialogFidelity, dialogTable } from './dialogs.ts';
import { byRule, expectTrue, findingsAtSnapshots, type SnapshotFindings } from './findings.ts';
import { CHANGED, type Comparison, compareNodes } from './nodes.ts';
import { type Observers, observersOf, readOf } from './observers.ts';
import { type Comparing, compareTogether } from './stepping-analysis.ts';
import { compareSyncs, type SyncFidelity } from './syncs.ts';

/**
 * What analysis says of contacts, dialogs, syncs and nodes, and what `check` finds, against what each node said itself,
 * in every recording and by every choice of its captures: they are read and analysed once for all of it. What the
 * captures do not show may be unknown; what is said has to be true.
 */

const contacts: ContactFidelity[] = [];
const dialogs: DialogFidelity[] = [];
const syncs: SyncFidelity[] = [];
const byBridge = new Map<string, readonly SyncReport[]>();
const nodes = new Map<string, Record<Comparison['verdict'], number>>();
const findings: (SnapshotFindings & Record<'recording' | 'by', string>)[] = [];

const RECORDINGS = recordings();
const CASES = RECORDINGS.flatMap((recording) =>
  [...observersOf(recording)]
    .sort((a, b) => Number(b.name === 'bridge') - Number(a.name === 'bridge'))
    .map((observers) => [recording.name, observers.name, recording, observers] as const),
);

describe.each(CASES)('%s, %s', (_, __, recording, observers) => {
  const captures = capturesForNodes(recording, observers);
  const isRead = `${[...captures].sort()}` === `${[...observers.captures].sort()}`;
  let found: Awaited<ReturnType<typeof compareAll>>;
  beforeAll(async () => {
    found = await compareAll(recording, observers);
  });

  test('contacts are those that ul_dump lists', () => {
    contacts.push(found.contacts);
    const { comparisons, counts, misjudged, notUnseen } = found.contacts;
    expect(comparisons.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
    expect(counts.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
    expect(misjudged).toEqual([]);
    expect(notUnseen).toEqual([]);
  });

  test('dialogs are those that dlg_list lists', () => {
    dialogs.push(found.dialogs);
    expect(found.dialogs.comparisons.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
    expect(found.dialogs.notUnseen).toEqual([]);
  });

  test('syncs are those that took place', () => {
    if (observers.name === 'bridge') byBridge.set(recording.name, found.syncs.syncs);
    syncs.push(found.syncs);
    expect(found.syncs.comparisons.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
  });

  test.skipIf(hasOtherClocks(recording))('what the nodes show to be wrong is found, and nothing else', () => {
    for (const one of found.findings)
      findings.push({ ...one, recording: recording.name, by: observers.name });
    expectTrue(recording, found.findings);
  });

  test.skipIf(captures.length === 0)('nodes are as they reported themselves', async () => {
    const comparisons = isRead ? found.nodes : await nodesIn(recording, { ...observers, captures });
    count(observers.name, comparisons);
    expect(comparisons.length).toBeGreaterThan(0);
    expect(comparisons.filter(isUnexplained)).toEqual([]);
    expect(comparisons.filter(({ verdict, reason }) => verdict === 'unknown' && reason === '')).toEqual([]);
    const links = comparisons.filter(({ what }) => what === 'link');
    expect(links.filter(({ verdict }) => verdict === 'same').length).toBeGreaterThan(links.length * 0.8);
  });
});

async function compareAll(recording: Recording, observers: Observers) {
  const session = await readOf(observers);
  const [contacts, dialogs, syncs, findings, nodes] = compareTogether(
    session,
    EVIDENCE_PARTS,
    compareContacts(recording, observers, session),
    compareDialogs(recording, observers, session),
    compareSyncs(recording, observers, session, byBridge.get(recording.name)),
    ownFindings(recording, session),
    compareNodes(recording, session),
  );
  session.close();
  return { contacts, dialogs, syncs, findings, nodes };
}

/** Findings are compared with what nodes say by one clock. */
function* ownFindings(recording: Recording, session: Session): Comparing<readonly SnapshotFindings[]> {
  return hasOtherClocks(recording) ? [] : yield* findingsAtSnapshots(recording, session);
}

function hasOtherClocks({ manifest }: Recording): boolean {
  return Object.values(manifest.files).some(({ clock_offset_s }) => clock_offset_s);
}

async function nodesIn(recording: Recording, observers: Observers): Promise<readonly Comparison[]> {
  const session = await readOf(observers);
  const [found] = compareTogether(session, ['nodes'], compareNodes(recording, session));
  session.close();
  return found;
}

// Not of recordings of one's own, whatever is in them.
describe.skipIf(OWN_RECORDINGS !== undefined)('there is something to compare', () => {
  test('of contacts', () => {
    const verdicts = contacts.flatMap(({ comparisons }) => comparisons.map(({ verdict }) => verdict));
    expect(verdicts.filter((verdict) => verdict === 'equal').length).toBeGreaterThan(3000);
    expect(verdicts.filter((verdict) => verdict === 'not on the wire').length).toBeLessThan(
      verdicts.length / 20,
    );
    expect(contacts.some(({ judged, comparisons }) => judged > 0 && comparisons.length > 0)).toBe(true);
  });

  test('of dialogs', () => {
    const verdicts = dialogs.flatMap(({ comparisons }) => comparisons.map(({ verdict }) => verdict));
    expect(verdicts.filter((verdict) => verdict === 'equal').length).toBeGreaterThan(400);
    expect(verdicts.filter((verdict) => verdict !== 'equal').length).toBeLessThan(verdicts.length / 10);
  });

  test('of syncs', () => {
    const same = syncs.flatMap(({ comparisons }) => comparisons.filter(({ verdict }) => verdict === 'same'));
    const count = (what: string) => same.filter((one) => one.what === what).length;
    expect(count('event')).toBeGreaterThan(100);
    expect(count('chunks')).toBeGreaterThan(300);
    expect(count('contacts')).toBeGreaterThan(20);
    expect(count('packets')).toBeGreaterThan(100);
    const received = same.filter(({ what }) => what === 'contacts').map(({ ours }) => Number(ours));
    expect(Math.max(...received)).toBe(2000);
  });
});

test.skipIf(OWN_RECORDINGS !== undefined)('the bridge sees each sync from its request to its end', () => {
  const seen = [...byBridge.values()].flat();
  expect(seen.length).toBeGreaterThan(200);
  expect(seen.filter(({ verdict }) => verdict !== 'complete')).toEqual([]);
  expect(seen.filter(({ requested, ended }) => requested === undefined || ended === undefined)).toEqual([]);
});

test('the order of the captures makes no difference to the syncs', async () => {
  for (const recording of RECORDINGS.filter(({ name }) => /3\.4\/(sync|restart)|3\.2\/all/.test(name))) {
    const observers = observersOf(recording).find(({ name }) => name === 'all nodes');
    if (observers === undefined) continue;
    const one = syncs.find((found) => found.recording === recording.name && found.observers === 'all nodes');
    const reversed = { ...observers, captures: [...observers.captures].reverse() };
    const session = await readOf(reversed);
    const [other] = compareTogether(session, ['syncs'], compareSyncs(recording, reversed, session));
    session.close();
    expect(other.syncs.map(withoutTimes)).toEqual(one?.syncs.map(withoutTimes));
  }
});

describe.skipIf(OWN_RECORDINGS !== undefined)('what is wrong in recordings is found', () => {
  test('a path on which much is lost, both ways', () => {
    const all = findings.filter(({ recording }) => recording === '3.4/loss-reorder');
    expect(all.length).toBeGreaterThan(0);
    for (const observers of new Set(all.map(({ by }) => by))) {
      const found = all.filter(({ by }) => by === observers);
      const lossy = byRule(found.at(-1)?.findings ?? [], 'link-lossy');
      const ways = lossy.map(({ title }) => /from .*(?=,)/.exec(title)?.[0]);
      expect(ways).toEqual(expect.arrayContaining(['from node 1 to node 3', 'from node 3 to node 1']));
    }
  });

  test('contacts and dialogs that nodes of two releases, and restarted nodes, lack', () => {
    const some = findings.filter(({ recording }) => /^mixed|^3\.4\/restart$/.test(recording));
    const rules = new Set(some.flatMap((one) => one.findings.map(({ rule }) => rule)));
    expect([...rules]).toEqual(
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
});

/** Clocks are aligned to that of the first capture, and messages are numbered as they are read. */
function withoutTimes({ requested, started, ended, duration, messages, ...others }: SyncReport) {
  const times = [requested, started, ended, duration].map((time) => time !== undefined);
  return { ...others, times, messages: messages.length };
}

/** The bridge alone, and all nodes in every format that they were captured in. */
function capturesForNodes({ captures }: Recording, { name }: Observers): readonly string[] {
  if (name === 'bridge') return captures.filter((path) => nameInManifest(path) === 'bridge.pcap');
  if (name !== 'all nodes') return [];
  return captures.filter((path) => /^node\d+\.pcap(ng)?$|^node3\.nsec\.pcap$/.test(nameInManifest(path)));
}

/** Nodes learn of each other's links by updates, and sometimes late or never. */
const HEARSAY = /itself reports otherwise$/;

function isUnexplained({ verdict, what, reason }: Comparison): boolean {
  if (verdict !== 'wrong' || reason === CHANGED) return false;
  return !(what === 'view' && HEARSAY.test(reason));
}

function count(observers: string, comparisons: readonly Comparison[]): void {
  for (const { what, verdict } of comparisons) {
    const key = `${what}, ${observers}`;
    const total = nodes.get(key) ?? { same: 0, unknown: 0, wrong: 0 };
    total[verdict]++;
    nodes.set(key, total);
  }
}

afterAll(() => {
  console.log(alignedColumns(contactTable(contacts)).join('\n'));
  console.log(alignedColumns(dialogTable(dialogs)).join('\n'));
  const rows = syncs
    .filter((found) => found.syncs.length > 0)
    .map(({ recording, observers, syncs, comparisons }) => [
      recording,
      observers,
      `${syncs.length} syncs`,
      `${syncs.filter(({ verdict }) => verdict === 'complete').length} complete`,
      `${comparisons.filter(({ verdict }) => verdict === 'same').length} same`,
      `${comparisons.filter(({ verdict }) => verdict === 'unknown').length} unknown`,
    ]);
  console.log(alignedColumns(rows).join('\n'));
  console.table(
    [...nodes].map(([of, { same, unknown, wrong }]) => ({ of, same, unknown, explained: wrong })),
  );
});
