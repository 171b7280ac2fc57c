import { expect, test } from 'vitest';
import type { SyncReport } from '../../src/cluster/syncs/sync-model.ts';
import { parseFilter } from '../../src/filter/parser.ts';
import type { Evidence } from '../../src/findings/finding.ts';
import type { MessageId } from '../../src/ids.ts';
import { findingsSection } from '../../src/tui/cluster/findings-section.ts';
import { rowText } from '../../src/view/styled-row.ts';

const SHORT: SyncReport = {
  cluster: 1,
  capability: 'usrloc-contact-repl',
  donor: 2,
  receiver: 3,
  requested: 1,
  started: 2,
  ended: 3,
  duration: 2,
  packets: 4,
  bytes: 4000,
  chunksSent: 10,
  chunksSeen: 9,
  records: new Map(),
  queued: 0,
  requests: 1,
  repeatedEnds: 0,
  refused: 0,
  verdict: 'short',
  reason: 'fewer chunks than announced',
  messages: [7 as MessageId],
};

const evidence = (syncs: readonly SyncReport[]): Evidence => ({
  time: 0,
  nodes: [],
  aors: [],
  dialogs: [],
  syncs,
  contactRefusals: [],
  dialogRefusals: [],
  events: [{ kind: 'restart', time: 1, cluster: 1, node: 2 }],
  packets: [],
});

const rowsOf = (syncs: readonly SyncReport[]) => {
  const { remark, entries } = findingsSection(evidence(syncs));
  const lines = entries.map((entry) => (entry.kind === 'line' ? entry : undefined));
  return { remark, rows: lines.map((line) => rowText(line?.row ?? [])), lines };
};

test('what is only worth knowing is not among what is wrong', () => {
  expect(rowsOf([])).toMatchObject({ rows: [] });
});

test('each finding is a row that leads to its messages', () => {
  const { remark, rows, lines } = rowsOf([SHORT]);
  expect(remark).toBe('(1 error)');
  expect(rows).toEqual(['    sync short: node 3 from node 2, usrloc-contact-repl: 9 of 10 chunks']);
  const filter = lines[0]?.filter ?? '';
  expect(filter).toBe('cluster:1 node:3 cap:usrloc-contact-repl');
  expect(parseFilter(filter).errors).toEqual([]);
});

test('of many the first are listed, and how many more there are', () => {
  const { remark, rows } = rowsOf(Array.from({ length: 25 }, () => SHORT));
  expect(remark).toBe('(25 errors)');
  expect(rows).toHaveLength(21);
  expect(rows.at(-1)).toBe('    and 5 more: syncgrep check has all');
});
