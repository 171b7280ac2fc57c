import { afterEach, describe, expect, it } from 'vitest';
import { openScreen, type TestScreen } from './support/screen.ts';

const CALLS = 'fixtures/captures/3.4/calls-shared-sockets/bridge.pcap.gz';

let screen: TestScreen | undefined;
afterEach(() => screen?.close());

async function open(size = { columns: 160, rows: 40 }): Promise<TestScreen> {
  screen = await openScreen([CALLS], { ...size, view: 'flows' });
  screen.type('\r');
  return screen;
}

describe('the ladder', () => {
  it('has the selected message beside it: fields, text, hex', async () => {
    const shown = await open();
    expect(await shown.text()).toMatchInlineSnapshot(`
      "
      1 Flows  2 Ladder  3 Messages  4 AORs  5 Cluster  6 Time  bridge.pcap.gz                                                                     402 of 470 messages
      Filter: none  / to type one: aor:1000  method:INVITE  cap:usrloc
        A = 10.9.0.12:5060   node1 = 10.9.0.1   node2 = 10.9.0.2   node3 = 10.9.0.3               │ #1  fields (x)
        node4 = 10.9.0.4                                                                          │ ▸ request line   REGISTER sip:10.9.0.1:5060 SIP/2.0               
        time              delta    A  n1  n2  n3  n4      lag ms message                          │ ▸ Via            SIP/2.0/UDP 10.9.0.12:5060;branch=z9hG4bK-11636-…
        09:45:23.715               │──>│   │   │   │             REGISTER sip:10.9.0.1:5060       │ ▸ From           <sip:1101@10.9.0.1>;tag=1r
        09:45:23.718  +0.002835    │   │- - - - - >│      ~2.835 usrloc URECORD_INSERT 1101       │ ▸ To             <sip:1101@10.9.0.1>
                                   └ caused by REGISTER (#1)                                      │   Call-ID        1-11636@10.9.0.12
        09:45:23.718  +0.000059    │   │- - - >│   │      ~2.894 usrloc URECORD_INSERT 1101       │ ▸ CSeq           1 REGISTER
        09:45:23.718  +0.000031    │   │- >│   │   │      ~2.925 usrloc URECORD_INSERT 1101       │ ▸ Contact        <sip:1101@10.9.0.12:6101>
        09:45:23.718  +0.000465    │   │- - - - - >│      ~3.390 usrloc UCONTACT_INSERT 1101 sip:…│ ▸ Max-Forwards   70
        09:45:23.718  +0.000023    │   │- - - >│   │      ~3.413 usrloc UCONTACT_INSERT 1101 sip:…│   User-Agent     lab-sipp/1.0
        09:45:23.719  +0.000162    │   │- >│   │   │      ~3.575 usrloc UCONTACT_INSERT 1101 sip:…│ ▸ Expires        300
        09:45:23.719  +0.000308    │<──│   │   │   │             200 OK [REGISTER]                │ ▸ Content-Length 0
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
                                                                                                  │
      Flows › Ladder registration f1  1/9  68 internal hidden (i)                                                                                 1 complaint (w)  UTC
      ? help  Esc back  Enter message  Space compare  c cause  x fields/text/hex  / filter  i internal  t time  w findings  s save  S save all
      "
    `);
    shown.type('x');
    expect(await shown.text()).toMatch(/│ REGISTER sip:\S+ SIP\/2\.0/);
    shown.type('xJJ');
    expect(await shown.text()).toMatch(/│ #\d+ {2}hex \(x\) From\n/);
    expect(shown.written).toMatch(/\x1b\[7m46 72 6f 6d/);
    shown.type('v');
    expect((await shown.lines()).some((line) => line.includes('hex (x)'))).toBe(false);
  });

  it('is of the flow that the list is at where none was opened', async () => {
    screen = await openScreen([CALLS], { columns: 120, rows: 30, view: 'flows' });
    screen.type('jj2');
    expect(await screen.text()).toContain('registration f3');
    expect(await screen.text()).toContain('REGISTER');
  });

  it('stays at the note below an arrow when its rows are made anew', async () => {
    const shown = await open();
    const { ladder } = shown.program.views;
    shown.type('jj');
    await shown.text();
    expect((await shown.lines())[5 + ladder.position]).toContain('└ caused by REGISTER');
    const { position } = ladder;
    shown.type('t');
    await shown.text();
    expect(ladder.position).toBe(position);
    expect((await shown.lines())[5 + ladder.position]).toContain('└ caused by REGISTER');
  });

  it('goes from a packet to its cause, and back to what that caused', async () => {
    const shown = await open();
    const { ladder } = shown.program.views;
    shown.type('j');
    const [packet] = [ladder.position];
    shown.type('c');
    expect(ladder.position).toBeLessThan(packet);
    expect((await shown.lines()).at(5)).toContain('REGISTER');
    shown.type('c');
    expect(ladder.position).toBe(packet);
  });

  it('takes in the flow that a cause is of, at that message', async () => {
    screen = await openScreen([CALLS], { columns: 160, rows: 40, view: 'flows' });
    const shown = screen;
    shown.type(':flow f7\r');
    await shown.lines();
    shown.type('jjjc');
    expect((await shown.lines()).at(-2)).toContain('Ladder registration f1, call f7');
    const { ladder } = shown.program.views;
    const row = (await shown.lines())[5 + ladder.position] ?? '';
    expect(row).toMatch(/f1 .* UCONTACT_INSERT 1/);
    // The same at once, from the list.
    shown.type('1gjjjjjjx');
    expect((await shown.lines()).at(-2)).toContain('Ladder registration f1, call f7');
    shown.type('1\x1b[17~');
    expect(await shown.text()).toMatch(/│ #\d+ {2}text \(x\)/);
  });

  it('compares two marked messages, differences first', async () => {
    const shown = await open();
    shown.type('j jj ');
    const lines = await shown.lines();
    expect(lines.filter((line) => line.startsWith('* '))).toHaveLength(2);
    expect(lines[2]).toMatch(/│ #2 and #3 URECORD_INSERT {2}1 of \d+ differ/);
    expect(lines[3]).toMatch(/│ ≠ /);
    shown.type('C');
    expect((await shown.lines())[2]).toMatch(/#\d+ {2}fields/);
  });

  it('on a small screen has the message below it where it is wanted, or two are compared', async () => {
    const shown = await open({ columns: 80, rows: 24 });
    expect(await shown.text()).not.toContain('fields (x)');
    shown.type('x');
    expect((await shown.lines())[12]).toMatch(/^── #1 {2}fields/);
    shown.type('v');
    expect((await shown.lines()).filter((line) => /[>]│/.test(line)).length).toBeGreaterThan(5);
    shown.type('G ggj ');
    shown.type('v');
    expect((await shown.lines())[12]).toMatch(
      /^── #8 200 REGISTER and #2 URECORD_INSERT {2}(\d+) of \1 differ/,
    );
    expect((await shown.lines()).slice(2, 12).filter((line) => line.startsWith('* '))).toHaveLength(1);
  });

  it('has times of day, since its first message, or only distances', async () => {
    const shown = await open();
    const times = async () => (await shown.lines()).slice(5, 7).map((line) => line.slice(0, 25).trim());
    expect(await times()).toEqual(['09:45:23.715', '09:45:23.718  +0.002835']);
    shown.type('t');
    expect(await times()).toEqual(['+0.000000', '+0.002835     +0.002835']);
    shown.type('t');
    expect(await times()).toEqual(['│──────>│', '+0.002835    │       │']);
  });

  it('shows several flows in one, and stays at its message when the width changes', async () => {
    screen = await openScreen([CALLS], { columns: 120, rows: 40, view: 'flows' });
    screen.type('  \r');
    await screen.lines();
    const { ladder } = screen.program.views;
    screen.type('jjjjj');
    const before = (await screen.lines())[4];
    screen.resize({ columns: 80, rows: 24 });
    expect((await screen.lines()).every((line) => line.length <= 80)).toBe(true);
    screen.resize({ columns: 120, rows: 40 });
    expect((await screen.lines())[4]).toBe(before);
    expect(ladder.length).toBeGreaterThan(10);
  });

  it('of several flows says which each message is of, and scrolls where there are many columns', async () => {
    screen = await openScreen([CALLS], { columns: 80, rows: 24, view: 'flows' });
    const shown = screen;
    shown.type('      \r');
    const heading = async (): Promise<string> => (await shown.lines())[3] ?? '';
    expect(await heading()).toMatch(/time +flow +A +n1 +n2/);
    expect((await shown.lines()).some((line) => / f1 .*REGISTER/.test(line))).toBe(true);
    expect((await shown.lines()).some((line) => / f6 /.test(line))).toBe(false);
    shown.type('G');
    expect((await shown.lines()).some((line) => / f6 .*200 OK/.test(line))).toBe(true);
    shown.type('gz');
    expect((await shown.lines()).at(-2)).toContain('by address (z)');
    const folded = await heading();
    expect(folded).toMatch(/ \+\d+ /);
    expect((await shown.lines()).at(-2)).toMatch(/ \d+ more → /);
    shown.type('\x1b[C\x1b[C');
    expect(await heading()).not.toBe(folded);
    expect((await shown.lines()).at(-2)).toMatch(/ ← 2 more /);
    shown.type('\x1b[D\x1b[D\x1b[D');
    expect(await heading()).toBe(folded);
    expect((await shown.lines()).every((line) => line.length <= 80)).toBe(true);
    shown.type('z');
    expect(await heading()).toMatch(/A +n1 +n2/);
  });
});

describe('a message on a screen without room for it beside the ladder', () => {
  const small = { columns: 80, rows: 24 };
  const titleOf = async (shown: TestScreen): Promise<string> => (await shown.lines())[2] ?? '';

  it('is one Enter deep, and Esc leads back to the ladder', async () => {
    const shown = await open(small);
    shown.type('jj\r');
    expect(await titleOf(shown)).toMatch(/^── #2 REPL_URECORD_INSERT/);
    shown.type('\x1b');
    expect((await shown.lines()).at(-2)).toContain('Flows › Ladder registration f1  3/9');
  });

  it('leads to the list where the user has come from the list', async () => {
    const shown = await open(small);
    shown.type('3jL\r');
    expect(await titleOf(shown)).toMatch(/^── #2 /);
    shown.type('\x1b');
    expect((await shown.lines()).at(-2)).toMatch(/^2\/402 /);
  });

  it('is not in the way of the list that is asked for elsewhere', async () => {
    const shown = await open(small);
    shown.type('\r4m');
    expect(await titleOf(shown)).toContain('# Time');
  });

  it('leaves room for the words of what is wrong', async () => {
    const shown = await open(small);
    expect((await shown.lines()).at(-2)).toContain(' 1 complaint (w) ');
  });
});
