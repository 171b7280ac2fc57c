import { afterEach, expect, test } from 'vitest';
import { viewOf } from '../../src/tui/model.ts';
import { openScreen, type TestScreen } from './support/screen.ts';

const CALLS = 'fixtures/captures/3.4/calls';
const NODES = [1, 2, 3, 4].map((node) => `${CALLS}/node${node}.pcap.gz`);
const BRIDGE = [`${CALLS}/bridge.pcap.gz`];

let screen: TestScreen | undefined;
afterEach(() => screen?.close());

/** The cluster view with the row selected that tells of lags. */
async function open(columns: number, rows: number, captures: readonly string[]): Promise<TestScreen> {
  screen = await openScreen(captures, { columns, rows, view: 'cluster' });
  await screen.lines();
  await screen.read();
  const list = screen.program.views.cluster.searchable;
  const texts = Array.from({ length: list?.length ?? 0 }, (_, at) => list?.text(at) ?? '');
  const at = texts.findIndex((text) => text.startsWith('▸ replication lag'));
  expect(at).toBeGreaterThan(0);
  list?.select(at);
  return screen;
}

/** From the section of lags on, without what stands around the panes. */
async function lagsOf(shown: TestScreen): Promise<string> {
  const lines = await shown.lines();
  const from = lines.findIndex((line) => line.includes(' replication lag'));
  return `\n${lines
    .slice(from, -2)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n')}\n`;
}

test('Lags are measured when their section is unfolded, and not before', async () => {
  const shown = await open(160, 60, NODES);
  expect(await lagsOf(shown)).not.toContain('usrloc-contact-repl');
  shown.type(' ');
  expect(await lagsOf(shown)).toContain('measured in a moment');
  await shown.read();
  expect(await lagsOf(shown)).toMatch(/usrloc-contact-repl +42 .* ms +\d → \d/);
  shown.type(' ');
  await shown.read();
  expect(await lagsOf(shown)).not.toContain('usrloc-contact-repl');
});

test('A capability is told by the pair where it took longest, with all pairs below it', async () => {
  const shown = await open(120, 60, BRIDGE);
  shown.type(' ');
  await shown.read();
  shown.type('jl');
  const lines = (await lagsOf(shown)).split('\n');
  const at = lines.findIndex((line) => line.includes('▾ dialog-dlg-repl'));
  const numbers = (line: string) => [...line.matchAll(/[\d,.]+(?= ms)/g)].map(([text]) => Number(text));
  const pairs = lines.slice(at + 1).filter((line) => /^ {6}\d → \d/.test(line));
  expect(pairs).toHaveLength(12);
  const [, longest = 0] = numbers(lines[at] ?? '');
  expect(Math.max(...pairs.map((line) => numbers(line)[1] ?? 0))).toBe(longest);
});

test('A pair leads to its packets', async () => {
  const shown = await open(120, 60, BRIDGE);
  shown.type(' ');
  await shown.read();
  shown.type('jljj');
  expect(shown.program.views.cluster.selection).toMatchObject({
    name: 'lag-1-3',
    messages: [expect.any(Number)],
  });
  shown.type('\r');
  await shown.read();
  expect(viewOf(shown.program.state)).toBe('messages');
  expect(shown.program.state.filter.applied).toBe('cluster:1 from:1 to:3 cap:dialog-dlg-repl');
  expect(shown.program.views.messages.list.length).toBeGreaterThanOrEqual(9);
});

test.each([
  [80, 24],
  [120, 40],
  [200, 60],
])('At %i x %i there are the medians between all nodes, and a pair in words', async (columns, rows) => {
  const shown = await open(columns, rows, NODES);
  shown.type(' ');
  await shown.read();
  shown.type('j');
  expect(await lagsOf(shown)).toMatchSnapshot('capability');
  shown.type('ljj');
  expect(await lagsOf(shown)).toMatchSnapshot('pair');
  expect((await shown.lines()).every((line) => line.length <= columns)).toBe(true);
});
