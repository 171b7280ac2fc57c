import { expect, it } from 'vitest';
import { check } from '../../../src/findings/check.ts';
import { NO_EVIDENCE } from '../../support/no-evidence.ts';
import { syncReport } from '../../support/sync-report.ts';

/** A complete sync of so many contacts in so many seconds. */
const found = (contacts: number, seconds: number) => {
  const times = { started: 1e9, ended: (1 + seconds) * 1e9 };
  const sync = syncReport('complete', { ...times, records: new Map([['contacts', contacts]]), queued: 7 });
  return check({ ...NO_EVIDENCE, syncs: [sync] });
};

it('a sync whose data trickle is found, with what waited for its end', () => {
  const [one] = found(300, 30);
  expect(one?.title).toBe('sync slow: node 3 from node 2, usrloc-contact-repl: 300 in 30 s, 10.0 a second');
  expect(one?.detail).toContain('7 did');
});

it('a short one is none, nor is a long one of much data, nor one whose end was not seen', () => {
  expect(found(30, 5)).toEqual([]);
  expect(found(50_000, 30)).toEqual([]);
  expect(
    check({ ...NO_EVIDENCE, syncs: [syncReport('not captured', { started: 1e9, ended: undefined })] }),
  ).toEqual([]);
});
