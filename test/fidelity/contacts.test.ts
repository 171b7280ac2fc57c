import { afterAll, expect, test } from 'vitest';
import { alignedColumns } from '../../src/output/aligned-columns.ts';
import { recordings } from '../recordings/recordings.ts';
import { type ContactFidelity, compareContacts, contactTable, observersOf } from './contacts.ts';

const results: ContactFidelity[] = [];

const CASES = recordings().flatMap((recording) =>
  observersOf(recording).map((observers) => [recording.name, observers.name, recording, observers] as const),
);

test.each(CASES)('%s, %s: contacts are those that ul_dump lists', async (_, __, recording, observers) => {
  const found = await compareContacts(recording, observers);
  results.push(found);
  expect(found.comparisons.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
  expect(found.counts.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
  expect(found.misjudged).toEqual([]);
  expect(found.notUnseen).toEqual([]);
});

test('there is something to compare', () => {
  const verdicts = results.flatMap(({ comparisons }) => comparisons.map(({ verdict }) => verdict));
  expect(verdicts.filter((verdict) => verdict === 'equal').length).toBeGreaterThan(3000);
  expect(verdicts.filter((verdict) => verdict === 'not on the wire').length).toBeLessThan(
    verdicts.length / 20,
  );
  expect(results.some(({ judged, comparisons }) => judged > 0 && comparisons.length > 0)).toBe(true);
});

afterAll(() => console.log(alignedColumns(contactTable(results)).join('\n')));
