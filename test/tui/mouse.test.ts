import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { viewOf } from '../../src/tui/model.ts';
import { mouseReport } from '../../src/tui/mouse/mouse-report.ts';
import { KeyDecoder } from '../../src/tui/terminal/key-decoder.ts';
import { openScreen, type TestScreen } from './support/screen.ts';

const CALLS = 'fixtures/captures/3.4/calls-shared-sockets/bridge.pcap.gz';

let screen: TestScreen | undefined;
afterEach(() => screen?.close());

describe('reports', () => {
  it('are the same however they are split', () => {
    const report = fc
      .tuple(fc.constantFrom(0, 1, 2, 4, 16, 32, 64, 65), fc.nat(500), fc.nat(200), fc.constantFrom('M', 'm'))
      .map(([button, x, y, end]) => `\x1b[<${button};${x + 1};${y + 1}${end}`);
    fc.assert(
      fc.property(fc.array(report, { maxLength: 5 }), fc.array(fc.nat(80)), (reports, cuts) => {
        const text = reports.join('j');
        const whole = new KeyDecoder().push(text);
        const decoder = new KeyDecoder();
        const places = [0, ...cuts.filter((at) => at < text.length).sort((a, b) => a - b), text.length];
        const parts = places.flatMap((from, at) => decoder.push(text.slice(from, places[at + 1] ?? from)));
        expect(parts).toEqual(whole);
      }),
    );
  });

  it('tell the left button and the wheel, with whatever else is held', () => {
    expect(mouseReport('\x1b[<0;1;1M')).toEqual({ kind: 'press', x: 0, y: 0 });
    expect(mouseReport('\x1b[<80;10;4M')).toEqual({ kind: 'wheel-up', x: 9, y: 3 });
    expect(mouseReport('\x1b[<65;10;4M')?.kind).toBe('wheel-down');
    for (const other of ['\x1b[<0;1;1m', '\x1b[<2;1;1M', '\x1b[<32;1;1M', '\x1b[A']) {
      expect(mouseReport(other)).toBeUndefined();
    }
  });
});

describe('the mouse', () => {
  it('selects, opens what is selected, and goes to views', async () => {
    screen = await openScreen([CALLS], { columns: 80, rows: 24, view: 'flows' });
    const { flows } = screen.program.views;
    // Clicks are on what was drawn: header, filter, heading, then the rows.
    await screen.lines();
    screen.type('\x1b[<0;5;6M\x1b[<0;5;6m');
    expect(flows.position).toBe(2);
    screen.type('\x1b[<0;5;6M');
    expect(viewOf(screen.program.state)).toBe('ladder');
    const tab = (await screen.lines())[0]?.indexOf('5 Cluster') ?? 0;
    screen.type(`\x1b[<0;${tab + 1};1M`);
    expect(viewOf(screen.program.state)).toBe('cluster');
    screen.type('\x1b[<0;80;1M\x1b[<0;1;24M');
    expect(viewOf(screen.program.state)).toBe('cluster');
  });

  it('moves three rows a step of the wheel, also in help', async () => {
    screen = await openScreen([CALLS], { columns: 80, rows: 24, view: 'flows' });
    screen.type('\x1b[<65;5;5M');
    expect(screen.program.views.flows.position).toBe(3);
    screen.type('\x1b[<64;5;5M');
    expect(screen.program.views.flows.position).toBe(0);
    screen.type('?\x1b[<65;5;5M');
    expect(screen.program.state.overlay?.top).toBe(3);
    expect(screen.program.views.flows.position).toBe(0);
  });
});
