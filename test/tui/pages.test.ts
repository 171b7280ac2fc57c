import { afterEach, describe, expect, it } from 'vitest';
import { viewOf } from '../../src/tui/model.ts';
import { openScreen, type ScreenOptions, type TestScreen } from './support/screen.ts';

const CALLS = 'fixtures/captures/3.4/calls-shared-sockets/bridge.pcap.gz';
const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
];

let screen: TestScreen | undefined;
afterEach(() => screen?.close());

async function open(options: ScreenOptions): Promise<TestScreen> {
  screen = await openScreen([CALLS], options);
  return screen;
}

describe.each(SIZES)('at $columns x $rows', (size) => {
  it('lists flows, opens the ladder of one, and its message', async () => {
    const shown = await open(size);
    shown.type('1');
    const flows = await shown.lines();
    expect(flows[2]).toMatch(/^ {2}flow▲? +(start|kind|from)/);
    expect(flows.some((line) => /regist(er|ration).*1101.*REGISTERED/.test(line))).toBe(true);
    expect(flows.some((line) => /call.*1201.*1101.*COMPLETED/.test(line))).toBe(true);
    expect(flows.every((line) => line.length <= size.columns)).toBe(true);
    shown.type('\r');
    const ladder = await shown.lines();
    expect(ladder.some((line) => line.includes('REGISTER'))).toBe(true);
    expect(ladder.some((line) => line.includes('- - '))).toBe(true);
    expect(ladder.some((line) => line.includes('─>'))).toBe(true);
    expect(ladder.every((line) => line.length <= size.columns)).toBe(true);
    shown.type('\r');
    expect(await shown.text()).toContain('REGISTER');
    expect(viewOf(shown.program.state)).toBe('messages');
    expect((await shown.lines()).at(-2)).toContain('Flows › Ladder › Messages');
    shown.type('\x1b');
    expect(viewOf(shown.program.state)).toBe('ladder');
    shown.type('q');
    expect(viewOf(shown.program.state)).toBe('flows');
    expect(shown.requests).toEqual([]);
    shown.type('q');
    expect(shown.requests).toEqual(['quit']);
  });

  it('shows who holds what, and the nodes', async () => {
    const shown = await open(size);
    shown.type('4');
    expect(await shown.text()).toMatch(/1101 +((sip:)?1101)?@10\.9\.0\.12/);
    shown.type('5');
    // It is made in steps, of which a frame waits for a few milliseconds' worth.
    await shown.read();
    expect(await shown.text()).toMatch(/node 1 +10\.9\.0\.\d+:5555/);
    expect((await shown.lines()).every((line) => line.length <= size.columns)).toBe(true);
  });
});

describe('the pages', () => {
  const SMALL = { columns: 100, rows: 30 };

  it('follow the display filter', async () => {
    const shown = await open(SMALL);
    shown.type('1/aor:1302\r');
    const rows = (await shown.lines()).filter((line) => /^ [ !]f\d+ /.test(line));
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((line) => line.includes('1302'))).toBe(true);
    shown.type('A');
    expect((await shown.lines()).filter((line) => /^ [ !]f\d+ /.test(line)).length).toBeGreaterThan(
      rows.length,
    );
  });

  it('move with the usual keys and stay within bounds', async () => {
    const shown = await open(SMALL);
    shown.type('1G');
    const { flows } = shown.program.views;
    expect(flows.position).toBe(flows.length - 1);
    shown.type('jjj');
    expect(shown.program.views.flows.position).toBe(flows.length - 1);
    shown.type('gk');
    expect(shown.program.views.flows.position).toBe(0);
    shown.resize({ columns: 40, rows: 6 });
    expect((await shown.lines()).some((line) => line.startsWith('  f1 '))).toBe(true);
  });

  it('say what is missing where there is no flow for a ladder', async () => {
    const shown = await open({ ...SMALL, filterText: 'aor:nobody' });
    shown.type('2');
    expect(await shown.text()).toContain('No flow goes with the filter. A clears it.');
    expect(await shown.text()).not.toContain('Nothing goes with the filter');
  });

  it('lose no key that was typed before there were rows to move in', async () => {
    const shown = await open(SMALL);
    const { program } = shown;
    const { cluster } = program.views;
    let isComing = true;
    Object.defineProperty(cluster, 'isComing', { get: () => isComing });
    shown.type('5jjj');
    // How many slices it takes until there are rows depends on the host.
    while (cluster.length === 0) {
      expect(cluster.position).toBe(0);
      program.work(1);
    }
    // The first entry, below the row of its section.
    expect(cluster.position).toBe(1);
    isComing = false;
    while (program.work(50) === 'more');
    expect(cluster.position).toBe(4);
    expect(shown.requests).toEqual(['changed']);
    shown.type('j');
    expect(cluster.position).toBe(5);
  });

  it('forget keys for a view that was left before there were rows in it', async () => {
    const shown = await open(SMALL);
    const { program } = shown;
    let isComing = true;
    Object.defineProperty(program.views.cluster, 'isComing', { get: () => isComing });
    shown.type('5jj1');
    isComing = false;
    while (program.work(50) === 'more');
    expect(program.views.cluster.position).toBe(0);
    expect(program.views.flows.position).toBe(0);
  });
});

it('counts in the plural', async () => {
  const capture = 'fixtures/captures/3.4/all-capabilities/bridge.pcap.gz';
  screen = await openScreen([capture], { columns: 160, rows: 40, filterText: 'cap:ratelimit-pipe-repl' });
  const counts = (await screen.text()).match(/\d+ entr\w+/g) ?? [];
  expect(counts.length).toBeGreaterThan(0);
  for (const count of counts) expect(count).toMatch(/^(?:1 entry|(?!1 )\d+ entries)$/);
});
