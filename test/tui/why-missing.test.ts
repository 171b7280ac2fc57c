import { afterAll, afterEach, expect, test } from 'vitest';
import { viewOf } from '../../src/tui/model.ts';
import { Folder } from '../capture/reading.ts';
import { WrittenCluster } from '../support/written-cluster.ts';
import { openScreen, type TestScreen } from './support/screen.ts';

const folder = new Folder();
afterAll(() => folder.remove());
let screen: TestScreen | undefined;
afterEach(() => screen?.close());

/** Node 1 takes its link to node 3 for down when `cut` registers there, and tells node 2 only. */
const CAPTURE = folder.file(
  new WrittenCluster(1, 2, 3)
    .at(0)
    .pingsUntil(6)
    .register(2, 'told')
    .register(3, 'known')
    .ping(1, 3, false)
    .register(1, 'cut', { to: [2] })
    .pingsUntil(30)
    .capture('bridge'),
  'cut.pcap',
);

async function open(view: 'aors' | 'cluster', rows = 30): Promise<TestScreen> {
  screen = await openScreen([CAPTURE], { columns: 120, rows, view });
  await screen.lines();
  await screen.read();
  return screen;
}

const below = (lines: readonly string[]): readonly string[] =>
  lines.slice(lines.findIndex((line) => line.startsWith('── '))).slice(0, 5);

test('the cell that is wrong is chosen at first, and tells where the contact came from and which link was down', async () => {
  const shown = await open('aors');
  expect(below(await shown.lines())).toMatchInlineSnapshot(`
    [
      "── cut at node 3 ───────────────────────────────────────────────────────────────────────────────────────────────────────",
      "node 3 lacks it: its traffic was captured, and nothing brought the contact there",
      "it was registered at node 1 at 03:04:11.010 (22.0 s ago), message #46",
      "the link of node 1 to node 3 was down then: since 03:04:11.008, and up again at 03:04:11.014",
      "",
    ]
  `);
});

test('a contact that another node told it to delete was there', async () => {
  const cluster = new WrittenCluster(1, 2, 3).at(0).pingsUntil(4).register(1, 'late').at(6);
  const path = folder.file(
    cluster
      .send('usrloc-contact-repl', 'REPL_URECORD_DELETE', { domain: 'location', aor: 'late' }, 2, 3)
      .pingsUntil(12)
      .capture('bridge'),
    'deleted.pcap',
  );
  screen = await openScreen([path], { columns: 120, rows: 30, view: 'aors' });
  await screen.read();
  screen.type('l');
  const lines = await screen.lines();
  expect(below(lines)).toMatchInlineSnapshot(`
    [
      "── late at node 3 ──────────────────────────────────────────────────────────────────────────────────────────────────────",
      "node 3 lacks it",
      "it deleted the AOR, with all contacts that it had then, as node 2 told it to, at 03:04:11.000 (4.01 s ago), message #29",
      "it was registered at node 1 at 03:04:09.001 (6.01 s ago), message #25",
      "",
    ]
  `);
});

test('a node that the user has chosen stays selected', async () => {
  const shown = await open('aors');
  shown.type('h');
  const titles = async () => (await shown.lines()).find((line) => line.startsWith('── '))?.slice(3, 18);
  expect(await titles()).toBe('cut at node 2 ─');
  shown.type('t');
  await shown.read();
  expect(await titles()).toBe('cut at node 2 ─');
});

test('the history of what never came to a node is that of all nodes, and leads to the REGISTER', async () => {
  const shown = await open('aors');
  shown.type('\r');
  await shown.read();
  expect((await shown.lines()).at(-2)).toContain('AORs cut › all nodes');
  shown.type('\r');
  await shown.read();
  expect((await shown.lines()).find((line) => line.startsWith('>'))).toMatch(/ REGISTER +cut@/);
});

test('a finding is told in full below the cluster, and leads to its AORs', async () => {
  const shown = await open('cluster');
  expect(below(await shown.lines())).toMatchInlineSnapshot(`
    [
      "── contacts missing: node 3 lacks 1 that nodes 1, 2 have ───────────────────────────────────────────────────────────────",
      "Calls to them fail there, or leave by another way. 1 never came.",
      "AOR cut",
      "message #46  at 03:04:11.009",
      "see https://github.com/OpenSIPS/opensips/issues/1976",
    ]
  `);
  shown.type('\r');
  await shown.read();
  expect(viewOf(shown.program.state)).toBe('aors');
  expect(below(await shown.lines())[0]).toMatch(/^── cut at node 3 ─/);
});

test('a low screen has rows only', async () => {
  const shown = await open('cluster', 20);
  expect((await shown.lines()).some((line) => line.startsWith('── '))).toBe(false);
});

test('a link is told with the times at which it went down and came up', async () => {
  const shown = await open('cluster');
  const rows = shown.program.views.cluster.searchable;
  const at = Array.from({ length: rows?.length ?? 0 }, (_, one) => rows?.text(one) ?? '').findIndex((text) =>
    text.includes('1 → 3'),
  );
  rows?.select(at);
  expect(below(await shown.lines())).toMatchInlineSnapshot(`
    [
      "── link of node 1 to node 3 ────────────────────────────────────────────────────────────────────────────────────────────",
      "pings last 1.00 ms  longest 2.00 ms",
      "up at 03:04:11.014, down for 6.00 ms before",
      "down at 03:04:11.008, up for 6.00 s before",
      "",
    ]
  `);
});

test('for a finding about one node, that node is selected first', async () => {
  const cluster = new WrittenCluster(1, 2, 3).at(0).pingsUntil(6).register(2, 'a').register(3, 'b');
  const capture = cluster
    .register(1, 'lone', { to: [2] })
    .pingsUntil(30)
    .capture('bridge');
  screen = await openScreen([folder.file(capture, 'lone.pcap')], { columns: 120, rows: 30, view: 'cluster' });
  await screen.lines();
  await screen.read();
  expect(below(await screen.lines())[0]).toContain('contacts missing: node 3 lacks 1');
  screen.type('\r');
  await screen.read();
  expect(below(await screen.lines())[0]).toMatch(/^── lone at node 3 ─/);
});

async function first(cluster: WrittenCluster, name: string): Promise<readonly string[]> {
  const capture = folder.file(cluster.capture('bridge'), name);
  screen = await openScreen([capture], { columns: 120, rows: 30, view: 'aors' });
  await screen.lines();
  await screen.read();
  return below(await screen.lines());
}

test('if no link was down, the nodes that the registrar told are named, and its link is said to be up', async () => {
  const cluster = new WrittenCluster(1, 2, 3).at(0).pingsUntil(6).register(2, 'told').register(3, 'known');
  const rows = await first(cluster.register(1, 'lone', { to: [2] }).pingsUntil(30), 'told.pcap');
  expect(rows.slice(0, 4)).toMatchInlineSnapshot(`
    [
      "── lone at node 3 ──────────────────────────────────────────────────────────────────────────────────────────────────────",
      "node 3 lacks it: its traffic was captured, and nothing brought the contact there",
      "it was registered at node 1 at 03:04:11.009 (22.0 s ago), message #45",
      "node 1 told node 2 of it, and not node 3, though its link to node 3 is up since 03:04:05.005",
    ]
  `);
});

test('if the registrar told no node, that is said', async () => {
  const cluster = new WrittenCluster(1, 2, 3).at(0).pingsUntil(6).register(2, 'told').register(3, 'known');
  const rows = await first(cluster.register(1, 'lone', { to: [] }).pingsUntil(30), 'untold.pcap');
  expect(rows.slice(0, 4)).toMatchInlineSnapshot(`
    [
      "── lone at node 2 ──────────────────────────────────────────────────────────────────────────────────────────────────────",
      "node 2 lacks it: its traffic was captured, and nothing brought the contact there",
      "it was registered at node 1 at 03:04:11.009 (22.0 s ago), message #45",
      "node 1 told no captured node of it, though its link to node 2 is up since 03:04:05.001",
    ]
  `);
});

test('a sync that could have brought it is told with what it has come to', async () => {
  const cluster = new WrittenCluster(1, 2, 3).at(0).pingsUntil(6).register(2, 'told').register(3, 'known');
  cluster
    .register(1, 'lone', { to: [2] })
    .pingsUntil(12)
    .syncRequest(3, 2)
    .syncEnd(2, 3, 7);
  expect((await first(cluster.pingsUntil(60), 'sync.pcap')).slice(0, 5)).toMatchInlineSnapshot(`
    [
      "── lone at node 3 ──────────────────────────────────────────────────────────────────────────────────────────────────────",
      "node 3 lacks it: its traffic was captured, and nothing brought the contact there",
      "it was registered at node 1 at 03:04:11.009 (52.0 s ago), message #45",
      "node 1 told node 2 of it, and not node 3, though its link to node 3 is up since 03:04:05.005",
      "the sync from node 2 after that, at 03:04:17.001, is short: 0 of 7 chunks",
    ]
  `);
});

test('a sync that is still going on at that time is not said to be uncaptured', async () => {
  const cluster = new WrittenCluster(1, 2, 3).at(0).pingsUntil(6).register(2, 'told').register(3, 'known');
  cluster
    .register(1, 'lone', { to: [2] })
    .pingsUntil(12)
    .syncRequest(3, 2)
    .pingsUntil(14)
    .syncEnd(2, 3, 7);
  await first(cluster.pingsUntil(60), 'running.pcap');
  screen?.type(':at 03:04:18\r');
  await screen?.lines();
  screen?.type('jll');
  await screen?.read();
  expect(await screen?.text()).toContain(
    'the sync from node 2 after that, at 03:04:17.000, is not over yet: 0 chunks so far',
  );
});

test('ages of minutes are not cut off in the columns of nodes, but written shorter', async () => {
  const cluster = new WrittenCluster(1, 2, 3, 4).at(0).register(1, 'old', { expires: 7200 });
  const capture = folder.file(cluster.at(1414).pingsUntil(1416).capture('bridge'), 'old.pcap');
  for (const columns of [80, 100, 120, 160, 200]) {
    screen = await openScreen([capture], { columns, rows: 30, view: 'aors' });
    const row = (await screen.lines()).find((line) => /^ {2}old/.test(line)) ?? '';
    expect(row).toMatch(/(reg|registered) 23( min |m)3\ds?.*1( h |h)3[67]/);
    expect(row.slice(row.indexOf('reg'))).not.toContain('…');
    screen.close();
  }
  screen = undefined;
});
