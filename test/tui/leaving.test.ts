import { afterEach, describe, expect, it } from 'vitest';
import { KeyTable } from '../../src/tui/keys/key-table.ts';
import { viewOf } from '../../src/tui/model.ts';
import { openScreen, type ScreenOptions, type TestScreen } from './support/screen.ts';

const REGISTER = 'fixtures/captures/3.4/register/bridge.pcap.gz';
const ESC = '\x1b';

let screen: TestScreen | undefined;
afterEach(() => screen?.close());

async function open(options: Partial<ScreenOptions> = {}): Promise<TestScreen> {
  screen = await openScreen([REGISTER], { columns: 100, rows: 24, view: 'flows', ...options });
  await screen.read();
  return screen;
}

const filterOf = (shown: TestScreen): string => shown.program.state.filter.applied;

describe('Esc', () => {
  it('goes back with the filter that was there, and clears it in the first view', async () => {
    const shown = await open();
    shown.type('/aor:1101\r');
    expect((await shown.lines())[1]).toContain('aor:1101  (Esc clears it)');
    shown.type('\r');
    expect(viewOf(shown.program.state)).toBe('ladder');
    shown.type(ESC);
    expect(viewOf(shown.program.state)).toBe('flows');
    expect(filterOf(shown)).toBe('aor:1101');
    shown.type(ESC);
    expect(filterOf(shown)).toBe('');
    expect((await shown.lines()).at(-2)).toContain('Filter cleared  / ↑ brings back');
    shown.type(ESC);
    expect((await shown.lines()).at(-2)).toContain('q quits');
    expect(shown.requests).toEqual([]);
  });

  it('takes back the filter with which an AOR led to messages', async () => {
    const shown = await open({ view: 'aors' });
    shown.type('/aor:1101\r');
    await shown.read();
    shown.type('m');
    expect(viewOf(shown.program.state)).toBe('messages');
    expect(filterOf(shown)).toBe('aor:1101 node:1');
    expect((await shown.lines())[1]).toContain('(A clears it)');
    shown.type(ESC);
    expect(viewOf(shown.program.state)).toBe('aors');
    expect(filterOf(shown)).toBe('aor:1101');
  });

  it('takes back first what was typed since, then goes back', async () => {
    const shown = await open({ view: 'aors' });
    shown.type('m');
    shown.type('/\x15method:REGISTER\r');
    expect(filterOf(shown)).toBe('method:REGISTER');
    shown.type(ESC);
    expect(viewOf(shown.program.state)).toBe('messages');
    expect(filterOf(shown)).toBe('aor:1101 node:1');
    shown.type(ESC);
    expect(viewOf(shown.program.state)).toBe('aors');
    expect(filterOf(shown)).toBe('');
  });

  it('finds nothing to clear where everything was cleared on the way', async () => {
    const shown = await open();
    shown.type('/aor:1101\r');
    shown.type('\r');
    shown.type('A');
    shown.type(ESC);
    expect(viewOf(shown.program.state)).toBe('flows');
    expect(filterOf(shown)).toBe('');
    shown.type('/\x1b[A\r');
    expect(filterOf(shown)).toBe('aor:1101');
  });

  it('while one is typed leaves the filter as it was', async () => {
    const shown = await open({ filterText: 'aor:1000' });
    shown.type(`/ method:REGISTER`);
    shown.type(ESC);
    expect(filterOf(shown)).toBe('aor:1000');
  });
});

it('texts name the keys that the user has given to commands', async () => {
  const keys = new KeyTable({ 'clear-filter': ['X'], help: ['h'], filter: ['F'], internal: ['I'] });
  const shown = await open({ keys });
  expect((await shown.lines())[1]).toContain('F to type one');
  expect((await shown.lines()).at(-2)).toContain('internal hidden (I)');
  shown.type('Faor:nobody\r');
  await shown.read();
  expect((await shown.lines())[3]).toBe('No flow goes with the filter. X clears it.');
  shown.type('?');
  expect((await shown.lines()).at(-2)).toMatch(/^\? does nothing here {2}h lists the keys/);
});
