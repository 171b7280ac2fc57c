import { afterAll, expect, test } from 'vitest';
import { alignedColumns } from '../../src/output/aligned-columns.ts';
import { recordings } from '../recordings/recordings.ts';
import { observersOf } from './contacts.ts';
import { compareDialogs, type DialogFidelity, dialogTable } from './dialogs.ts';

const results: DialogFidelity[] = [];

const CASES = recordings().flatMap((recording) =>
  observersOf(recording).map((observers) => [recording.name, observers.name, recording, observers] as const),
);

test.each(CASES)('%s, %s: dialogs are those that dlg_list lists', async (_, __, recording, observers) => {
  const found = await compareDialogs(recording, observers);
  results.push(found);
  expect(found.comparisons.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
  expect(found.notUnseen).toEqual([]);
});

test('there is something to compare', () => {
  const verdicts = results.flatMap(({ comparisons }) => comparisons.map(({ verdict }) => verdict));
  expect(verdicts.filter((verdict) => verdict === 'equal').length).toBeGreaterThan(400);
  expect(verdicts.filter((verdict) => verdict !== 'equal').length).toBeLessThan(verdicts.length / 10);
});

afterAll(() => console.log(alignedColumns(dialogTable(results)).join('\n')));
