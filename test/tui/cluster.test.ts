import { afterEach, describe, expect, it } from 'vitest';
import { viewOf } from '../../src/tui/model.ts';
import { openScreen, type TestScreen } from './support/screen.ts';

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
    expect(first).toMatch(/\n\d nodes\n/);
    expect(first).toMatch(/1 → 2 +up/);
    shown.type('G');
    const last = await shown.text();
    expect(last).toMatch(/messages +in all +last 10 s/);
    expect(last).toMatch(/clusterer-extra +[\d,]+ +[\d.]+\/s/);
    expect(last).toMatch(/\d → \d +usrloc-contact-repl .*complete/);
    expect(last).toContain('1 capture');
  });

  it('leads to the messages of a node', async () => {
    const shown = await open(160, 60);
    shown.type('j\r');
    expect(viewOf(shown.program.state)).toBe('messages');
    expect(shown.program.state.filter.applied).toBe('node:1');
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
