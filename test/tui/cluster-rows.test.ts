import { afterEach, describe, expect, it } from 'vitest';
import { viewOf } from '../../src/tui/model.ts';
import { openScreen, type TestScreen } from './support/screen.ts';

const RESTART = ['fixtures/captures/3.4/restart/bridge.pcap.gz'];

let screen: TestScreen | undefined;
afterEach(() => screen?.close());

async function open(size = { columns: 120, rows: 60 }): Promise<TestScreen> {
  screen = await openScreen(RESTART, { ...size, view: 'cluster' });
  return screen;
}

/** Selects the first row that goes with the pattern. */
function selectRow(shown: TestScreen, pattern: RegExp): void {
  const rows = shown.program.views.cluster.searchable;
  if (rows === undefined) throw new Error('no rows');
  for (let at = 0; at < rows.length; at++) {
    if (!pattern.test(rows.text(at))) continue;
    rows.select(at);
    return;
  }
  throw new Error(`no row goes with ${pattern}`);
}

async function rowCount(shown: TestScreen): Promise<number> {
  await shown.text();
  return shown.program.views.cluster.length;
}

describe('rows of the cluster', () => {
  it('shows nodes, links with round trips, capabilities and syncs', async () => {
    const text = await (await open()).text();
    expect(text).toMatch(/▾ cluster 1: nodes \(4\)/);
    expect(text).toMatch(/node 1 +10\.9\.0\.\d+:5555/);
    expect(text).toMatch(/1 → 2 +up +[\d.]+ ms [▁-█]+/);
    expect(text).toMatch(/▸ usrloc-contact-repl +ok 1, 2, 3 {2}disconnected 4/);
    expect(text).toMatch(/▸ vip1 +active 1 +backup 2 /);
    expect(text).toMatch(/restarted \d\d:\d\d:\d\d/);
  });

  it('folds and unfolds its sections', async () => {
    const shown = await open();
    const all = await rowCount(shown);
    selectRow(shown, /^ +node 2 /);
    shown.type('h');
    expect(await rowCount(shown)).toBe(all - 4);
    const { position, searchable } = shown.program.views.cluster;
    expect(searchable?.text(position)).toContain('▸ cluster 1: nodes (4)');
    shown.type('h');
    expect(await rowCount(shown)).toBe(all - 4);
    shown.type(' ');
    expect(await rowCount(shown)).toBe(all);
  });

  it.each([
    [/^ +node 2 /, /^node:2$/],
    [/^ +1 → 2 +up/, /^cluster:1 node:1 node:2$/],
    [/^ +▸ usrloc-contact-repl +ok /, /^cap:usrloc-contact-repl cluster:1$/],
  ])('leads from %s to its messages', async (row, filter) => {
    const shown = await open();
    selectRow(shown, row);
    shown.type('\r');
    expect(viewOf(shown.program.state)).toBe('messages');
    expect(shown.program.state.filter.applied).toMatch(filter);
    expect((await shown.lines()).at(-2)).toMatch(/Cluster › Messages +1\/\d/);
    shown.type('\x1b');
    expect(viewOf(shown.program.state)).toBe('cluster');
  });

  it('unfolds what a capability is at each node, and since when', async () => {
    const shown = await open();
    selectRow(shown, /▸ usrloc-contact-repl +ok/);
    shown.type('l');
    const lines = await shown.lines();
    const at = lines.findIndex((line) => line.includes('▾ usrloc-contact-repl'));
    expect(lines.slice(at + 1, at + 5).map((line) => line.replace(/\d+:\d+:[\d.]+/, 'T').trim())).toEqual([
      ...['1', '2', '3'].map((node) => `node ${node}    ok           since T`),
      // It was stopped.
      'node 4    disconnected',
    ]);
    selectRow(shown, /^ +node 3 +ok /);
    shown.type('\r');
    expect(shown.program.state.filter.applied).toBe('cluster:1 node:3 cap:usrloc-contact-repl');
  });

  it('folds syncs that are over and came before the last ones', async () => {
    const shown = await open();
    const syncs = async () => (await shown.lines()).filter((line) => / → .* complete /.test(line)).length;
    expect(await syncs()).toBe(8);
    selectRow(shown, /▸ 3 earlier ones, complete/);
    shown.type(' ');
    expect(await syncs()).toBe(11);
  });

  it('leads from a sync to its request, data and end, and to no other sync', async () => {
    const shown = await open();
    selectRow(shown, /^ +2 → 3 +dialog-dlg-repl .* 1\/1 +complete/);
    shown.type('\r');
    await shown.read();
    const lines = await shown.lines();
    expect(lines.at(-2)).toMatch(/Cluster › Messages +1\/3/);
    expect(lines.some((line) => /CLUSTERER_SYNC_REQ +dialog-dlg-repl/.test(line))).toBe(true);
    expect(lines.some((line) => line.includes('sync dialog-dlg-repl, 2 packets, 1 chunk'))).toBe(true);
  });

  it.each([
    { columns: 80, rows: 24 },
    { columns: 200, rows: 60 },
  ])('fits into $columns columns', async (size) => {
    const shown = await open(size);
    shown.type('G');
    const lines = await shown.lines();
    expect(lines.every((line) => line.length <= size.columns)).toBe(true);
  });
});
