import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SyncReport } from '../../src/cluster/syncs/sync-model.ts';
import type { Session } from '../../src/engine/session.ts';
import { alignedColumns } from '../../src/output/aligned-columns.ts';
import { nameInManifest, OWN_RECORDINGS, type Recording, recordings } from '../recordings/recordings.ts';
import { type ContactFidelity, compareContacts, contactTable } from './contacts.ts';
import { compareDialogs, type DialogFidelity, dialogTable } from './dialogs.ts';
import { CHANGED, type Comparison, compareNodes } from './nodes.ts';
import { type Observers, observersOf, readOf } from './observers.ts';
import { compareSyncs, type SyncFidelity } from './syncs.ts';

/**
 * What analysis says of contacts, dialogs, syncs and nodes against what each node said itself, in every recording
 * and by every choice of its captures: they are read once for all of it. What the captures do not show may be
 * unknown; what is said has to be true.
 */

const contacts: ContactFidelity[] = [];
const dialogs: DialogFidelity[] = [];
const syncs: SyncFidelity[] = [];
const byBridge = new Map<string, readonly SyncReport[]>();
const nodes = new Map<string, Record<Comparison['verdict'], number>>();

const RECORDINGS = recordings();
const CASES = RECORDINGS.flatMap((recording) =>
  [...observersOf(recording)]
    .sort((a, b) => Number(b.name === 'bridge') - Number(a.name === 'bridge'))
    .map((observers) => [recording.name, observers.name, recording, observers] as const),
);

describe.each(CASES)('%s, %s', (_, __, recording, observers) => {
  let session: Session;
  beforeAll(async () => {
    session = await readOf(observers);
  });
  afterAll(() => session.close());

  test('contacts are those that ul_dump lists', () => {
    const found = compareContacts(recording, observers, session);
    contacts.push(found);
    expect(found.comparisons.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
    expect(found.counts.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
    expect(found.misjudged).toEqual([]);
    expect(found.notUnseen).toEqual([]);
  });

  test('dialogs are those that dlg_list lists', () => {
    const found = compareDialogs(recording, observers, session);
    dialogs.push(found);
    expect(found.comparisons.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
    expect(found.notUnseen).toEqual([]);
  });

  test('syncs are those that took place', () => {
    const found = compareSyncs(recording, observers, session, byBridge.get(recording.name));
    if (observers.name === 'bridge') byBridge.set(recording.name, found.syncs);
    syncs.push(found);
    expect(found.comparisons.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
  });

  const captures = capturesForNodes(recording, observers);
  if (captures.length === 0) return;
  test('nodes are as they reported themselves', async () => {
    const isRead = `${[...captures].sort()}` === `${[...observers.captures].sort()}`;
    const read = isRead ? session : await readOf({ ...observers, captures });
    const comparisons = compareNodes(recording, read);
    if (!isRead) read.close();
    count(observers.name, comparisons);
    expect(comparisons.length).toBeGreaterThan(0);
    expect(comparisons.filter(isUnexplained)).toEqual([]);
    expect(comparisons.filter(({ verdict, reason }) => verdict === 'unknown' && reason === '')).toEqual([]);
    const links = comparisons.filter(({ what }) => what === 'link');
    expect(links.filter(({ verdict }) => verdict === 'same').length).toBeGreaterThan(links.length * 0.8);
  });
});

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
    const other = compareSyncs(recording, reversed, session);
    session.close();
    expect(other.syncs.map(withoutTimes)).toEqual(one?.syncs.map(withoutTimes));
  }
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
