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
    expect(mouseReport('\x1b[<0;1;1m')?.kind).toBe('release');
    expect(mouseReport('\x1b[<32;7;1M')).toEqual({ kind: 'drag', x: 6, y: 0 });
    for (const other of ['\x1b[<2;1;1m', '\x1b[<2;1;1M', '\x1b[<35;1;1M', '\x1b[<64;1;1m', '\x1b[A']) {
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

  it('selects fields of a message, by their rows and by their bytes', async () => {
    screen = await openScreen([CALLS], { columns: 120, rows: 40 });
    screen.type('jj');
    const lines = await screen.lines();
    const at = (text: string): { x: number; y: number } => {
      const y = lines.findIndex((line, row) => row > 18 && line.includes(text));
      return { x: (lines[y]?.indexOf(text) ?? -1) + 1, y: y + 1 };
    };
    const press = ({ x, y }: { x: number; y: number }): void => screen?.type(`\x1b[<0;${x};${y}M`);
    press(at('next_clabel'));
    expect(screen.program.view.context).toBe('tree');
    expect(screen.program.view.selection?.path).toBe('/next_clabel');
    // The first byte of what is in hex "31 30 31 00": 1101 goes over the end of a row.
    press(at('31 30 31 00'));
    expect(screen.program.view.context).toBe('bytes');
    expect(screen.program.view.selection?.path).toBe('/aor');
    const count = async () => (await screen?.lines())?.filter((line) => /_node /.test(line)).length;
    expect(await count()).toBe(2);
    press(at('trailer'));
    press(at('trailer'));
    expect(await count()).toBe(0);
    press({ x: 5, y: 6 });
    expect(screen.program.view.context).toBe('list');
    expect((await screen.lines()).at(-2)).toMatch(/^3\/402/);
  });

  it('selects fields in the message of a ladder, beside it and below', async () => {
    for (const [columns, rows] of [
      [160, 40],
      [80, 24],
    ] as const) {
      screen = await openScreen([CALLS], { columns, rows, view: 'flows' });
      screen.type('\rjx');
      if (columns > 100) screen.type('xx');
      const press = async (text: string): Promise<void> => {
        const lines = await screen?.lines();
        const y = lines?.findIndex((line) => line.includes(text)) ?? -1;
        screen?.type(`\x1b[<0;${(lines?.[y]?.indexOf(text) ?? -1) + 1};${y + 1}M`);
      };
      const title = async () => (await screen?.lines())?.find((line) => line.includes(' (x)')) ?? '';
      await press(' aor ');
      screen.type('xx');
      expect(await title()).toMatch(/#2 {2}hex \(x\) aor *$/);
      await press('50 34 43');
      expect(await title()).toMatch(/#2 {2}hex \(x\) frame *$/);
      screen.close();
    }
  });

  it('scrolls the bytes under it, and leaves the keys where they are', async () => {
    screen = await openScreen([CALLS], { columns: 120, rows: 24 });
    const bytes = (await screen.lines()).findIndex(
      (line) => line.includes('REGISTER sip:') && line.includes('│'),
    );
    expect(bytes).toBeGreaterThan(8);
    screen.type(`\x1b[<65;80;${bytes + 1}M`);
    const after = await screen.lines();
    expect(after[bytes]?.split('│').at(-1)).not.toContain('REGISTER sip:');
    expect(after.at(-2)).toMatch(/^1\/402/);
    expect(screen.program.view.context).toBe('list');
  });

  it('scrolls the list under it, while the keys are for the message below', async () => {
    screen = await openScreen([CALLS], { columns: 120, rows: 40 });
    screen.type('\r');
    const context = screen.program.view.context;
    expect(context).toBe('tree');
    screen.type('\x1b[<65;20;6M');
    expect((await screen.lines()).at(-2)).toContain(' 4/402');
    screen.type('\x1b[<64;20;6M\x1b[<64;20;6M');
    expect((await screen.lines()).at(-2)).toContain(' 1/402');
    expect(screen.program.view.context).toBe(context);
  });

  it.each([
    { typed: '/aor:', name: 'a filter' },
    { typed: 's', name: 'a name of a file' },
    { typed: '\x10', name: 'where to go' },
  ])('leaves the place in the list alone while $name is asked for', async ({ typed }) => {
    screen = await openScreen([CALLS], { columns: 80, rows: 24 });
    screen.type(`jj${typed}`);
    screen.type('\x1b[<65;20;6M\x1b[<64;20;6M\x1b[<65;20;6M');
    screen.type('\x1b');
    expect((await screen.lines()).at(-2)).toMatch(/^3\/402/);
  });

  it('scrolls the message beside a ladder', async () => {
    screen = await openScreen([CALLS], { columns: 160, rows: 16, view: 'flows' });
    screen.type('\rR');
    const right = async () => (await screen?.lines())?.map((line) => line.split('│').at(-1) ?? '').join('\n');
    expect(await right()).toContain('REGISTER sip:');
    screen.type('\x1b[<65;150;8M');
    expect(await right()).not.toContain('REGISTER sip:');
    expect((await screen.lines()).at(-2)).toContain(' 1/9 ');
  });

  it('chooses the node of an AOR by its column, and opens its history by a click there again', async () => {
    screen = await openScreen([CALLS], { columns: 120, rows: 30, view: 'aors' });
    const column = (await screen.lines())[2]?.indexOf('node 3') ?? 0;
    screen.type(`\x1b[<0;${column + 2};5M`);
    expect(screen.program.view.subject).toBe('node 3');
    expect((await screen.lines())[4]?.slice(column - 1, column)).toBe('›');
    screen.type(`\x1b[<0;${column + 2};5M`);
    await screen.read();
    expect(screen.program.view.context).toBe('history');
  });

  it('begins to type a filter where that stands', async () => {
    screen = await openScreen([CALLS], { columns: 80, rows: 24, view: 'flows' });
    screen.type('\x1b[<0;10;2M');
    expect(screen.program.state.filter.edit).toBeDefined();
  });

  it('marks a range of time in the histogram, which b filters by', async () => {
    screen = await openScreen([CALLS], { columns: 80, rows: 24, view: 'time' });
    const lines = await screen.lines();
    const left = (lines[3]?.indexOf('▕') ?? 0) + 2;
    const at = (column: number): string => `${left + column};6`;
    screen.type(`\x1b[<0;${at(10)}M\x1b[<32;${at(12)}M\x1b[<32;${at(14)}M\x1b[<0;${at(14)}m`);
    expect((await screen.lines()).at(-2)).toMatch(/^marked \d/);
    expect(await screen.text()).toContain('b filters by this range');
    screen.type('b');
    expect(screen.program.state.filter.applied).toMatch(/^time:\S+\.\.\S+$/);
    // A click alone marks nothing, nor does it undo what is being marked.
    screen.type(`A0b\x1b[<0;${at(30)}M\x1b[<0;${at(30)}m`);
    const { anchor, cursor = 0 } = screen.program.views.time.model;
    expect(anchor).toBeLessThan(cursor);
  });

  it('takes all views along the axis of the histogram', async () => {
    screen = await openScreen([CALLS], { columns: 80, rows: 24, view: 'time' });
    const lines = await screen.lines();
    const axis = lines.findIndex((line) => line.includes('╵')) + 1;
    const report = (column: number, end: string, held = 0): string =>
      `\x1b[<${held};${(lines[3]?.indexOf('▕') ?? 0) + 2 + column};${axis}${end}`;
    screen.type(report(2, 'M') + report(3, 'M', 32) + report(5, 'M', 32) + report(5, 'm'));
    expect((await screen.lines()).at(-2)).toContain('as of ');
    const before = screen.program.state;
    expect(before.filter.applied).toBe('');
    screen.type('1');
    await screen.read();
    await screen.lines();
    const early = screen.program.views.flows.length;
    screen.type(':at end\r');
    await screen.read();
    await screen.lines();
    expect(early).toBeLessThan(screen.program.views.flows.length);
  });

  it('changes the width of columns by the wheel over the histogram', async () => {
    screen = await openScreen([CALLS], { columns: 80, rows: 24, view: 'time' });
    await screen.lines();
    screen.type('\x1b[<64;40;6M');
    expect(await screen.text()).toContain('part of the capture');
    screen.type('\x1b[<65;40;6M');
    expect(await screen.text()).not.toContain('part of the capture');
  });

  it('takes what is suggested to be gone to, or to be typed', async () => {
    screen = await openScreen([CALLS], { columns: 80, rows: 24, view: 'flows' });
    const clickOn = async (text: RegExp): Promise<void> => {
      const y = ((await screen?.lines()) ?? []).findIndex((line) => text.test(line)) + 1;
      screen?.type(`\x1b[<0;5;${y}M\x1b[<0;5;${y}m`);
    };
    screen.type('\x10');
    await clickOn(/^ +AORs +view/);
    expect(viewOf(screen.program.state)).toBe('aors');
    expect(screen.program.state.prompt).toBeUndefined();
    screen.type(':ao');
    await clickOn(/^ +aor +who holds/);
    expect(screen.program.state.prompt?.line.text).toBe('aor ');
    await clickOn(/^ +1301 +AOR/);
    expect(screen.program.state.filter.applied).toBe('aor:1301');
    // Elsewhere nothing happens.
    screen.type('\x10\x1b[<64;5;20M');
    expect(screen.program.state.prompt?.chosen).toBe(1);
    await clickOn(/Filter:/);
    expect(screen.program.state.prompt).toBeDefined();
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

  it('is as good as the keys that stand below: in the last row, and behind what is told', async () => {
    screen = await openScreen(['fixtures/captures/mixed/mixed-3.4-3.6/bridge.pcap.gz'], {
      columns: 120,
      rows: 30,
      view: 'flows',
    });
    const { program } = screen;
    const clickOn = async (text: RegExp): Promise<void> => {
      const lines = (await screen?.lines()) ?? [];
      const y = lines.findLastIndex((line) => text.test(line));
      const x = lines[y]?.search(text) ?? -1;
      screen?.type(`\x1b[<0;${x + 1};${y + 1}M\x1b[<0;${x + 1};${y + 1}m`);
    };
    await clickOn(/ladder/);
    expect(viewOf(program.state)).toBe('ladder');
    await clickOn(/back/);
    expect(viewOf(program.state)).toBe('flows');
    await clickOn(/warnings/);
    expect(viewOf(program.state)).toBe('findings');
    await clickOn(/Esc/);
    await clickOn(/internal hidden/);
    expect(program.state.settings.internal).toBe(true);
    await clickOn(/filter {2}i/);
    expect(program.state.filter.edit).toBeDefined();
    await clickOn(/cancel/);
    expect(program.state.filter.edit).toBeUndefined();
    // Between two keys, and behind the last word, there is nothing.
    const before = program.state;
    await clickOn(/ {2}Enter/);
    await clickOn(/ {9}/);
    expect(program.state).toEqual(before);
  });

  it('leaves the page of help for what is around it', async () => {
    screen = await openScreen([CALLS], { columns: 120, rows: 30, view: 'flows' });
    const { program } = screen;
    screen.type('?\x1b[<0;10;8M');
    expect(program.state.overlay).toBeDefined();
    const row = (await screen.lines()).at(-1) ?? '';
    screen.type(`\x1b[<0;${row.indexOf('back') + 1};30M`);
    expect(program.state.overlay).toBeUndefined();
    screen.type('?');
    const tab = (await screen.lines())[0]?.indexOf('4 AORs') ?? -1;
    screen.type(`\x1b[<0;${tab + 1};1M`);
    expect([program.state.overlay, viewOf(program.state)]).toEqual([undefined, 'aors']);
  });
});
