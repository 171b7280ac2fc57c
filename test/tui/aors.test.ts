import { afterEach, describe, expect, it } from 'vitest';
import { viewOf } from '../../src/tui/model.ts';
import { openScreen, type TestScreen } from './support/screen.ts';

const BRIDGE = 'fixtures/captures/3.4/register/bridge.pcap.gz';
const NODES = ['node1', 'node2'].map((node) => `fixtures/captures/3.4/register/${node}.pcap.gz`);

let screen: TestScreen | undefined;
afterEach(() => screen?.close());

async function open(paths: readonly string[], size = { columns: 120, rows: 30 }): Promise<TestScreen> {
  screen = await openScreen(paths, { ...size, view: 'aors' });
  return screen;
}

describe('AORs by node', () => {
  it('show who holds what, from whom, since when, for how long', async () => {
    const shown = await open([BRIDGE]);
    expect((await shown.lines()).slice(2, 10).join('\n')).toMatchInlineSnapshot(`
      "  AOR              contact                     node 1         node 2         node 3         node 4            expires in
        1101             sip:1101@10.9.0.11:6001     reg 11.4 s     ←1 11.4 s      ←1 11.4 s      ←1 11.4 s         4 min 49 s
        1201             sip:1201@10.9.0.11:6002     ←2 11.3 s      reg 11.3 s     ←2 11.3 s      ←2 11.3 s         4 min 49 s
                         sip:1201@10.9.0.12:6203;tr… ←3 10.1 s      ←3 10.1 s      reg 10.1 s     ←3 10.1 s         4 min 50 s
        1401             sip:1401@10.9.0.11:6004     ←4 11.2 s      ←4 11.2 s      ←4 11.2 s      reg 11.2 s        4 min 49 s


      "
    `);
  });

  it('say of nodes that were not captured that they are unseen, never that something is missing', async () => {
    const shown = await open(NODES);
    const lines = await shown.lines();
    expect(lines.some((line) => line.includes('unseen'))).toBe(true);
    expect(lines.some((line) => line.includes('MISSING'))).toBe(false);
    expect(lines.at(-2)).toContain('not captured: node 3, 4');
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
    shown.type('\r');
    expect(viewOf(shown.program.state)).toBe('messages');
    expect(shown.program.state.filter.applied).toMatch(/^aor:\d+ node:3$/);
    const rows = (await shown.lines()).filter((line) => /REPL_UCONTACT|REGISTER/.test(line));
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((line) => line.includes('node3'))).toBe(true);
    shown.type('\x1b');
    expect(viewOf(shown.program.state)).toBe('aors');
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
