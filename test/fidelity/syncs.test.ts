import { afterAll, expect, test } from 'vitest';
import type { SyncReport } from '../../src/cluster/syncs/sync-model.ts';
import { alignedColumns } from '../../src/output/aligned-columns.ts';
import { recordings } from '../recordings/recordings.ts';
import { observersOf } from './contacts.ts';
import { compareSyncs, type SyncFidelity } from './syncs.ts';

const results: SyncFidelity[] = [];
const byBridge = new Map<string, readonly SyncReport[]>();

const CASES = recordings().flatMap((recording) =>
  [...observersOf(recording)]
    .sort((a, b) => Number(b.name === 'bridge') - Number(a.name === 'bridge'))
    .map((observers) => [recording.name, observers.name, recording, observers] as const),
);

test.each(CASES)('%s, %s: syncs are those that took place', async (_, __, recording, observers) => {
  const found = await compareSyncs(recording, observers, byBridge.get(recording.name));
  if (observers.name === 'bridge') byBridge.set(recording.name, found.syncs);
  results.push(found);
  expect(found.comparisons.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
});

test('the bridge sees each sync from its request to its end', () => {
  const syncs = [...byBridge.values()].flat();
  expect(syncs.length).toBeGreaterThan(200);
  expect(syncs.filter(({ verdict }) => verdict !== 'complete')).toEqual([]);
  expect(syncs.filter(({ requested, ended }) => requested === undefined || ended === undefined)).toEqual([]);
});

test('the order of the captures makes no difference', async () => {
  for (const recording of recordings().filter(({ name }) => /3\.4\/(sync|restart)|3\.2\/all/.test(name))) {
    const observers = observersOf(recording).find(({ name }) => name === 'all nodes');
    if (observers === undefined) continue;
    const one = await compareSyncs(recording, observers);
    const other = await compareSyncs(recording, {
      ...observers,
      captures: [...observers.captures].reverse(),
    });
    expect(other.syncs.map(withoutTimes)).toEqual(one.syncs.map(withoutTimes));
  }
});

/** Clocks are aligned to that of the first capture, and messages are numbered as they are read. */
function withoutTimes({ requested, started, ended, duration, messages, ...others }: SyncReport) {
  const times = [requested, started, ended, duration].map((time) => time !== undefined);
  return { ...others, times, messages: messages.length };
}

test('there is something to compare', () => {
  const same = results.flatMap(({ comparisons }) => comparisons.filter(({ verdict }) => verdict === 'same'));
  const count = (what: string) => same.filter((one) => one.what === what).length;
  expect(count('event')).toBeGreaterThan(100);
  expect(count('chunks')).toBeGreaterThan(300);
  expect(count('contacts')).toBeGreaterThan(20);
  expect(count('packets')).toBeGreaterThan(100);
  const contacts = same.filter(({ what }) => what === 'contacts').map(({ ours }) => Number(ours));
  expect(Math.max(...contacts)).toBe(2000);
});

afterAll(() => {
  const rows = results
    .filter(({ syncs }) => syncs.length > 0)
    .map(({ recording, observers, syncs, comparisons }) => [
      recording,
      observers,
      `${syncs.length} syncs`,
      `${syncs.filter(({ verdict }) => verdict === 'complete').length} complete`,
      `${comparisons.filter(({ verdict }) => verdict === 'same').length} same`,
      `${comparisons.filter(({ verdict }) => verdict === 'unknown').length} unknown`,
    ]);
  console.log(alignedColumns(rows).join('\n'));
});
