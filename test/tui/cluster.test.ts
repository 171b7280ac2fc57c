import { afterEach, describe, expect, it } from 'vitest';
import { viewOf } from '../../src/tui/model.ts';
import { openScreen, type TestScreen } from './support/screen.ts';

const MIXED = 'fixtures/captures/mixed/mixed-3.4-3.6/bridge.pcap.gz';
const START = 'fixtures/captures/3.4/sync/bridge.pcap.gz';

let screen: TestScreen | undefined;
afterEach(() => screen?.close());

async function open(columns: number, rows: number): Promise<TestScreen> {
  screen = await openScreen([START], { columns, rows, view: 'cluster' });
  await screen.lines();
  return screen;
}

describe('the cluster', () => {
  it('has nodes, traffic, syncs and captures', async () => {
    const shown = await open(160, 60);
    const first = await shown.text();
    expect(first).toContain('\n4 nodes, 12 links\n');
    expect(first).toMatch(/1 → 2 +up/);
    shown.type('G');
    const last = await shown.text();
    expect(last).toMatch(/messages +in all +last 10 s/);
    expect(last).toMatch(/clusterer-extra +[\d,]+ +[\d.]+\/s/);
    expect(last).toMatch(/\d → \d +usrloc-contact-repl .*complete/);
    expect(last).toContain('1 capture');
  });

  it('has nodes before all messages are counted', async () => {
    screen = await openScreen([START], { columns: 160, rows: 60, view: 'flows' });
    const { cluster } = screen.program.views;
    screen.type('5');
    while (cluster.length === 0 && screen.program.work(0) === 'more');
    const first = cluster.length;
    expect(first).toBeGreaterThan(4);
    await screen.read();
    expect(cluster.length).toBeGreaterThan(first);
    expect(await screen.text()).toMatch(/messages +in all +last 10 s/);
  });

  it('tells what is wrong with contacts and dialogs, too', async () => {
    screen = await openScreen([MIXED], { columns: 160, rows: 60, view: 'cluster' });
    const text = await screen.text();
    expect(text).toMatch(/what is wrong \(\d+ errors?, \d+ warnings?\)/);
    for (const what of ['contacts missing: node', 'packets about unknown dialogs: '])
      expect(text).toContain(what);
  });

  it('leads to the messages of a node', async () => {
    const shown = await open(160, 60);
    shown.type('\r');
    expect(viewOf(shown.program.state)).toBe('messages');
    expect(shown.program.state.filter.applied).toBe('node:1');
  });

  it('tells how much of a capability goes between which nodes', async () => {
    const shown = await open(120, 60);
    const rows = shown.program.views.cluster.searchable;
    const at = Array.from({ length: rows?.length ?? 0 }, (_, one) => rows?.text(one) ?? '').findIndex(
      (text) => /▸ clusterer-extra/.test(text),
    );
    rows?.select(at);
    const total = Number(/(\d+) +[\d.]+\/s/.exec(rows?.text(at) ?? '')?.[1]);
    shown.type(' ');
    const lines = await shown.lines();
    const from = lines.findIndex((line) => line.includes('▾ clusterer-extra')) + 1;
    const peers = lines.slice(from).filter((line) => /^ {6}node \d → node \d/.test(line));
    const sum = peers.reduce((all, line) => all + Number(/ (\d+) +[\d.]+\/s$/.exec(line)?.[1]), 0);
    expect(peers.length).toBeGreaterThan(4);
    expect(sum).toBe(total);
    shown.type('j\r');
    // By address: what another node forwards goes between others.
    expect(shown.program.state.filter.applied).toMatch(/^from:[\d.]+ to:[\d.]+ cap:clusterer-extra$/);
    await shown.read();
    expect(shown.program.views.messages.list.length).toBe(
      Number(/ (\d+) +[\d.]+\/s$/.exec(peers[0] ?? '')?.[1]),
    );
  });

  it('keeps what a search has found when the page is made anew', async () => {
    const shown = await open(80, 24);
    shown.type('\x13usrloc-contact-repl\r');
    await shown.read();
    const { cluster } = shown.program.views;
    const found = cluster.position;
    expect(cluster.searchable?.text(found)).toContain('usrloc-contact-repl');
    cluster.renew('analysis');
    await shown.read();
    expect(cluster.position).toBe(found);
  });

  it('shows how far a sync is at an earlier time, and what is still to come', async () => {
    const shown = await open(120, 60);
    shown.type(':at 09:29:36.9966Z\r');
    await shown.read();
    const text = await shown.text();
    expect(text).toContain('1 sync running');
    expect(text.split('\n').find((line) => /4 → 3 +usrloc-contact-repl/.test(line))).toMatchInlineSnapshot(
      `"    4 → 3     usrloc-contact-repl  ████····   2,004/4,000 running      09:29:36.992949  ends in 0.667 ms  196,298 bytes"`,
    );
    // What was counted is what there was then.
    const [, then] = /clusterer-extra +(\d+) /.exec(text) ?? [];
    expect(Number(then)).toBeLessThan(50);
  });

  it('has room for what is still to come of a sync on a narrow screen, and does not say that it was not captured', async () => {
    const shown = await open(80, 24);
    shown.type(':at 09:29:36.9966Z\r');
    await shown.read();
    shown.type('\x13████····\r');
    await shown.read();
    const lines = await shown.lines();
    expect(lines.find((line) => /4 → 3 +usrloc-contact-repl/.test(line))).toMatch(/ running 667us left *$/);
    const below = lines.slice(lines.findIndex((line) => line.startsWith('── sync of'))).join('\n');
    expect(below).toContain('running  ends in 0.667 ms');
    expect(below).not.toMatch(/not captured|not seen/);
  });

  it.each([
    [80, 24],
    [120, 40],
    [200, 60],
  ])('fits into %i x %i', async (columns, rows) => {
    const shown = await open(columns, rows);
    shown.type('G');
    expect((await shown.lines()).every((line) => line.length <= columns)).toBe(true);
  });
});
