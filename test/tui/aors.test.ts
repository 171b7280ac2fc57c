import { afterEach, describe, expect, it, vi } from 'vitest';
import { MatrixPage } from '../../src/tui/aors/matrix-page.ts';
import { viewOf } from '../../src/tui/model.ts';
import { openScreen, type TestScreen } from './support/screen.ts';

const BRIDGE = 'fixtures/captures/3.4/register/bridge.pcap.gz';
const NODES = ['node1', 'node2'].map((node) => `fixtures/captures/3.4/register/${node}.pcap.gz`);

let screen: TestScreen | undefined;
afterEach(() => {
  vi.restoreAllMocks();
  screen?.close();
});

async function open(paths: readonly string[], size = { columns: 120, rows: 30 }): Promise<TestScreen> {
  screen = await openScreen(paths, { ...size, view: 'aors' });
  return screen;
}

describe('AORs by node', () => {
  it('show who holds what, from whom, since when, for how long', async () => {
    const shown = await open([BRIDGE]);
    expect((await shown.lines()).slice(2, 10).join('\n')).toMatchInlineSnapshot(`
      "  AOR  contact                                node 1         node 2         node 3         node 4            expires in
        1101 sip:1101@10.9.0.11:6001               ›reg 11.4 s     ←1 11.4 s      ←1 11.4 s      ←1 11.4 s         4 min 49 s 
        1201 sip:1201@10.9.0.11:6002                ←2 11.3 s      reg 11.3 s     ←2 11.3 s      ←2 11.3 s         4 min 49 s
             sip:1201@10.9.0.12:6203;transport=tcp  ←3 10.1 s      ←3 10.1 s      reg 10.1 s     ←3 10.1 s         4 min 50 s
        1401 sip:1401@10.9.0.11:6004                ←4 11.2 s      ←4 11.2 s      ←4 11.2 s      reg 11.2 s        4 min 49 s


      "
    `);
  });

  it('say of nodes that were not captured that they are unseen, never that something is missing', async () => {
    const shown = await open(NODES);
    const lines = await shown.lines();
    expect(lines.some((line) => line.includes('unseen'))).toBe(true);
    expect(lines.some((line) => line.includes('MISSING'))).toBe(false);
    expect(lines.at(-2)).toContain('not captured: nodes 3, 4');
    // Others were captured that sent it something.
    shown.type('ll\r');
    await shown.read();
    expect(await shown.text()).toContain('nothing can be said of it');
    shown.type('m');
    expect(shown.program.state.filter.applied).toMatch(/^aor:\d+ node:3$/);
    expect((await shown.lines()).some((line) => /node1 +→ node3 .*REPL_/.test(line))).toBe(true);
  });

  it('give the same time to go in the row and below the rows', async () => {
    const shown = await open([BRIDGE]);
    for (let row = 0; row < 4; row++) {
      const lines = await shown.lines();
      const [, left] = /(\d+ min \d+ s)\s*$/.exec(lines[3 + row] ?? '') ?? [];
      const [, below] = /\(in (.*?)\)/.exec(lines.join('\n')) ?? [];
      expect(below).toBe(left);
      shown.type('j');
    }
  });

  it('draw a step of the selection without the rows that it leaves as they are', async () => {
    const shown = await open([BRIDGE]);
    await shown.lines();
    const rows = vi.spyOn(MatrixPage.prototype, 'row');
    shown.type('j');
    await shown.lines();
    expect(rows.mock.calls.map(([at]) => at)).toEqual([0, 1]);
    shown.type('l');
    await shown.lines();
    expect(new Set(rows.mock.calls.map(([at]) => at)).size).toBe(4);
  });

  it('show the state of an earlier time', async () => {
    const shown = await open([BRIDGE]);
    const before = (await shown.lines()).slice(3, 10).join('\n');
    shown.type(':at +8\r');
    await shown.read();
    const earlier = (await shown.lines()).slice(3, 10).join('\n');
    expect(earlier).not.toBe(before);
    expect(earlier).toMatch(/reg \d/);
  });

  it('lead to the messages about an AOR at the chosen node', async () => {
    const shown = await open([BRIDGE]);
    shown.type('ll');
    expect((await shown.lines()).at(-2)).toContain('AORs node 3');
    shown.type('m');
    expect(viewOf(shown.program.state)).toBe('messages');
    expect(shown.program.state.filter.applied).toMatch(/^aor:\d+ node:3$/);
    const rows = (await shown.lines()).filter((line) => /REPL_UCONTACT|REGISTER/.test(line));
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((line) => line.includes('node3'))).toBe(true);
    shown.type('\x1b');
    expect(viewOf(shown.program.state)).toBe('aors');
  });

  it('lead to the ladder of the registration, at what brought the contact to the chosen node', async () => {
    const shown = await open([BRIDGE], { columns: 80, rows: 24 });
    shown.type('jll');
    await shown.lines();
    shown.type('L');
    expect(viewOf(shown.program.state)).toBe('ladder');
    const lines = await shown.lines();
    expect(lines.at(-2)).toMatch(/AORs › Ladder registration f3 /);
    shown.type('\r');
    const message = (await shown.lines()).find((line) => line.startsWith('── #'));
    expect(message).toMatch(/REPL_UCONTACT_INSERT node2 → node3 /);
    // And back from any message.
    shown.type('L');
    expect((await shown.lines()).at(-2)).toMatch(/AORs › Ladder registration f3 /);
    shown.type('4\r');
    await shown.read();
    await shown.lines();
    shown.type('L');
    expect((await shown.lines()).at(-2)).toMatch(/Ladder registration f3 /);
  });

  it('lead to what happened to an AOR at a node, and on to the message that did it', async () => {
    const shown = await open([BRIDGE]);
    shown.type('jl\r');
    await shown.read();
    expect((await shown.lines()).slice(2, 6).join('\n')).toMatchInlineSnapshot(`
      "time          effect    by                                     contact                                 CSeq  expires
      09:28:31.528  inserted  #272 REGISTER                          sip:1201@10.9.0.11:6002                    1  09:33:31, …
      09:28:32.728  inserted  #298 REPL_UCONTACT_INSERT from node 3  sip:1201@10.9.0.12:6203;transport=tcp      1  09:33:32, …
      "
    `);
    expect((await shown.lines()).at(-2)).toContain('AORs 1201 › node 2');
    shown.type('l');
    expect((await shown.lines())[3]).toContain('REPL_UCONTACT_INSERT from node 2');
    shown.type('\r');
    expect(viewOf(shown.program.state)).toBe('messages');
    expect((await shown.lines()).at(-2)).toContain('Messages');
    // Back to the history, and from there to the AORs.
    shown.type('\x1b');
    expect((await shown.lines()).at(-2)).toContain('AORs 1201 › node 3');
    shown.type('\x1b');
    expect((await shown.lines()).at(-2)).toContain('AORs node 2');
  });

  it('tell what became of an AOR that nobody holds any more', async () => {
    const shown = await open([BRIDGE]);
    shown.type(':aor 1000\r');
    await shown.read();
    expect(await shown.text()).toContain('Enter shows what there was before');
    shown.type('\r');
    await shown.read();
    expect((await shown.lines()).slice(2, 12).join('\n')).toMatchInlineSnapshot(`
      "time          node  effect    by                                     contact                   CSeq  expires
      09:28:31.432  1     inserted  #256 REGISTER                          sip:1000@10.9.0.11:6001      1  09:33:31, in 5 min…
      09:28:31.432  4     inserted  #260 REPL_UCONTACT_INSERT from node 1  sip:1000@10.9.0.11:6001      1  09:33:31, in 5 min…
      09:28:31.432  3     inserted  #261 REPL_UCONTACT_INSERT from node 1  sip:1000@10.9.0.11:6001      1  09:33:31, in 5 min…
      09:28:31.432  2     inserted  #262 REPL_UCONTACT_INSERT from node 1  sip:1000@10.9.0.11:6001      1  09:33:31, in 5 min…
      09:28:38.007  4     deleted   #357 REPL_UCONTACT_DELETE, its own     sip:1000@10.9.0.11:6001      1                    …
      09:28:38.007  3     deleted   #357 REPL_UCONTACT_DELETE from node 4  sip:1000@10.9.0.11:6001      1                    …
      09:28:38.007  2     deleted   #358 REPL_UCONTACT_DELETE from node 4  sip:1000@10.9.0.11:6001      1                    …
      09:28:38.007  1     deleted   #359 REPL_UCONTACT_DELETE from node 4  sip:1000@10.9.0.11:6001      1                    …
      "
    `);
  });

  it('tell it up to the time whose state is shown', async () => {
    const shown = await open([BRIDGE]);
    shown.type('H');
    await shown.read();
    const rows = async (): Promise<number> =>
      Number(/\/(\d+)/.exec((await shown.lines()).at(-2) ?? '')?.[1] ?? 0);
    const all = await rows();
    shown.type(':at +8\r');
    await shown.read();
    const until = await rows();
    expect(until).toBeGreaterThan(0);
    expect(until).toBeLessThan(all);
  });

  it('tell it of AORs that a filter by node or by message has left in the list', async () => {
    const shown = await open([BRIDGE]);
    for (const filter of ['aor:1201 node:2', 'aor:1201 method:REGISTER']) {
      shown.type(`/${filter}\r`);
      await shown.read();
      await shown.lines();
      shown.type('H');
      await shown.read();
      expect(await shown.text()).toMatch(/inserted.*sip:1201@/);
      shown.type('\x1bA');
      await shown.read();
    }
    shown.type('/aor:nobody\r');
    await shown.read();
    shown.type('H');
    await shown.read();
    expect(await shown.text()).toContain(
      'Nothing was captured that happened to an AOR that goes with the filter.',
    );
  });

  it('say nothing of what happened at a node that was not captured', async () => {
    const shown = await open(NODES);
    shown.type('\rlll');
    await shown.read();
    expect(await shown.text()).toContain('node 4 was not captured: nothing can be said of it.');
  });

  it.each([
    { columns: 80, rows: 24 },
    { columns: 200, rows: 60 },
  ])('fit into $columns columns', async (size) => {
    const shown = await open([BRIDGE], size);
    shown.type('llllllhhh!!');
    const lines = await shown.lines();
    expect(lines.every((line) => line.length <= size.columns)).toBe(true);
    expect(lines[2]).toContain('node 1');
  });
});
