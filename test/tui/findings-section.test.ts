import { expect, test } from 'vitest';
import type { SyncReport } from '../../src/cluster/syncs/sync-model.ts';
import { parseFilter } from '../../src/filter/parser.ts';
import { check } from '../../src/findings/check.ts';
import type { MessageId } from '../../src/ids.ts';
import { findingsSection, worstSection } from '../../src/tui/findings/findings-section.ts';
import { rowText } from '../../src/view/text/styled-row.ts';
import { NO_EVIDENCE } from '../support/no-evidence.ts';
import { syncReport } from '../support/sync-report.ts';

const SHORT = syncReport('short');

const wrong = (syncs: readonly SyncReport[]) =>
  check({
    ...NO_EVIDENCE,
    syncs,
    events: [{ kind: 'restart', time: 1, cluster: 1, node: 2, message: 5 as MessageId }],
  });

const rowsOf = (syncs: readonly SyncReport[]) => {
  const { remark, entries } = worstSection(wrong(syncs));
  const lines = entries.map((entry) =>
    entry.kind === 'line' || entry.kind === 'finding' ? entry : undefined,
  );
  return { remark, rows: lines.map((line) => rowText(line?.row ?? [])), lines };
};

test('what is only worth knowing is not among what is wrong', () => {
  expect(rowsOf([])).toMatchObject({ rows: [] });
});

test('but it is where all findings are', () => {
  const { remark, entries } = findingsSection(wrong([SHORT]));
  expect(remark).toBe('(1 error, 1 remark)');
  expect(entries).toHaveLength(2);
});

test('each finding is a row that leads to its messages', () => {
  const { remark, rows, lines } = rowsOf([SHORT]);
  expect(remark).toBe('(1 error)');
  expect(rows).toEqual([
    '    error    sync short: node 3 from node 2, usrloc-contact-repl: 9012 of 25000 chunks',
  ]);
  const filter = lines[0]?.filter ?? '';
  expect(filter).toBe('cluster:1 node:3 cap:usrloc-contact-repl');
  expect(parseFilter(filter).errors).toEqual([]);
});

test('the users that a finding is about are named if they are few, and Enter leads to what was sent about them', () => {
  const about = (...names: readonly string[]) => {
    const refusal = { cluster: 1, from: 2, node: 1, count: 1, messages: [], names: new Set(names) };
    const [entry] = findingsSection(check({ ...NO_EVIDENCE, contactRefusals: [refusal] })).entries;
    return entry?.kind === 'finding' ? { text: rowText(entry.row), filter: entry.filter } : undefined;
  };
  expect(about('1000', 'u "1"')?.text).toMatch(/ {2}1000, u "1"$/);
  expect(about('a', 'b', 'c', 'd', 'e')?.text).toMatch(/ {2}a, b, c, d, …$/);
  const filter = about('1000', 'u "1"')?.filter ?? '';
  expect(filter).toBe('aor:1000,"u \\"1\\""');
  expect(parseFilter(filter).errors).toEqual([]);
});

test('what is to be said of the search is told, also where nothing is wrong', () => {
  const { remark, entries } = worstSection(wrong([]), ['60,000 AORs are being looked at']);
  const rows = entries.map((entry) => (entry.kind === 'line' ? rowText(entry.row) : ''));
  expect(rows).toEqual(['    60,000 AORs are being looked at']);
  expect(remark).toBe('');
});

test('of many the first are listed, and how many more there are', () => {
  const { remark, rows } = rowsOf(
    Array.from({ length: 25 }, (_, at) => syncReport('short', { receiver: at + 3 })),
  );
  expect(remark).toBe('(25 errors)');
  expect(rows).toHaveLength(21);
  expect(rows.at(-1)).toBe('    and 5 more: syncgrep check has all');
});
