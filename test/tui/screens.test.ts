import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { PLAIN } from '../../src/tui/terminal/theme.ts';
import { openScreen, type ScreenOptions, type TestScreen } from './support/screen.ts';

const REGISTER = 'fixtures/captures/3.4/register/bridge.pcap.gz';
const CALLS = ['node1', 'node3'].map((node) => `fixtures/captures/3.4/calls/${node}.pcap.gz`);
const SMALL = { columns: 80, rows: 24 };
const MIDDLE = { columns: 120, rows: 40 };
const LARGE = { columns: 200, rows: 60 };

const opened: TestScreen[] = [];
afterEach(() => {
  for (const screen of opened.splice(0)) screen.close();
});

async function open(paths: string | readonly string[], options: ScreenOptions): Promise<TestScreen> {
  const screen = await openScreen(typeof paths === 'string' ? [paths] : paths, options);
  opened.push(screen);
  return screen;
}

describe('the list of messages', () => {
  it('has room for names of capabilities on a large screen', async () => {
    const screen = await open(CALLS, { ...LARGE, filterText: 'proto:bin' });
    const lines = await screen.lines();
    expect(lines[2]).toMatch(/# Time +From +To +Proto +Capability +Message +About$/);
    expect(lines.slice(3, 20).filter((line) => /BIN tcp \S+-\S+ +[A-Z_]+/.test(line))).toHaveLength(17);
  });

  it('counts keys that come joined', async () => {
    const screen = await open(REGISTER, SMALL);
    screen.type('jjjjj');
    screen.type('k\x1b[B\x1b[Bk');
    expect(screen.program.views.messages.model.position).toBe(5);
    expect((await screen.lines()).filter((line) => line.startsWith('>'))).toHaveLength(1);
  });

  it('hides internal messages until it is asked for them, and counts them', async () => {
    const screen = await open(REGISTER, SMALL);
    const hidden = Number(/(\d+) internal hidden/.exec((await screen.lines())[22] ?? '')?.[1]);
    const { length } = screen.program.views.messages.model;
    expect(hidden).toBeGreaterThan(0);
    screen.type('i');
    await screen.read();
    expect(screen.program.views.messages.model.length).toBe(length + hidden);
    expect((await screen.lines())[22]).toContain('internal shown');
  });

  it('keeps the selected message when the filter changes, or its neighbour in time', async () => {
    const screen = await open(REGISTER, SMALL);
    screen.type('/method:REGISTER\rjjjj');
    await screen.read();
    const before = (await screen.lines()).find((line) => line.startsWith('>'));
    screen.type('A');
    await screen.read();
    expect((await screen.lines()).find((line) => line.startsWith('>'))?.replace(/\s+/g, ' ')).toContain(
      before?.replace(/\s+/g, ' ').trim().slice(0, 30),
    );
    screen.type('/-method:REGISTER\r');
    await screen.read();
    expect(screen.program.views.messages.model.position).toBeGreaterThan(0);
  });

  it('says why it is empty, and what to do', async () => {
    const screen = await open(REGISTER, { ...SMALL, filterText: 'aor:nobody' });
    expect(await screen.text()).toContain('No message goes with the filter. A clears it, / changes it.');
  });

  it('shows time of day, since the first message, and since the row above', async () => {
    const screen = await open(REGISTER, { ...MIDDLE, filterText: 'method:REGISTER' });
    const times = async (): Promise<readonly string[]> =>
      (await screen.lines()).slice(3, 6).map((line) => /^.\s*\d+\s+(\S+)/.exec(line)?.[1] ?? '');
    expect(await times()).toEqual(['09:28:31.432083', '09:28:31.433077', '09:28:31.450973']);
    screen.type('t');
    expect(await times()).toMatchInlineSnapshot(`
      [
        "+4.367845",
        "+4.368839",
        "+4.386735",
      ]
    `);
    screen.type('t');
    expect(await times()).toEqual(['+0.000000', '+0.000994', '+0.017896']);
  });
});

describe('a message', () => {
  it('has a small screen for itself, until Esc', async () => {
    const screen = await open(REGISTER, { ...SMALL, filterText: 'method:REGISTER' });
    screen.type('\r');
    expect((await screen.lines())[2]).toMatch(/^── #256 REGISTER/);
    screen.type('\x1b');
    expect((await screen.lines())[3]).toMatch(/^>/);
  });

  it('shows the bytes of the selected field', async () => {
    const screen = await open(REGISTER, { ...LARGE, filterText: 'type:REPL_UCONTACT_INSERT' });
    screen.type('\rjjj');
    expect((await screen.text()).split('\n').slice(31, 56).join('\n')).toMatchInlineSnapshot(`
      "── #260 REPL_UCONTACT_INSERT node1 → node4 tcp, 206 bytes, frame 593 of bridge.pcap.gz ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
       ▸ frame         (usrloc-contact-repl REPL_UCONTACT_INSERT) 6 fields                               │0000  50 34 43 4b ce 00 00 00  03 00 13 00 75 73 72 6c  P4CK········usrl
         domain        location                                                                          │0010  6f 63 2d 63 6f 6e 74 61  63 74 2d 72 65 70 6c 03  oc-contact-repl·
         aor           1000                                                                              │0020  00 00 00 08 00 6c 6f 63  61 74 69 6f 6e 04 00 31  ·····location··1
         contact       sip:1000@10.9.0.11:6001                                                           │0030  30 30 30 17 00 73 69 70  3a 31 30 30 30 40 31 30  000··sip:1000@10
         contact_id    3784923643084029782 (contact label 16214, AOR label 0, AOR hash 53787)            │0040  2e 39 2e 30 2e 31 31 3a  36 30 30 31 08 00 56 3f  .9.0.11:6001··V?
         callid        1-21029@10.9.0.11                                                                 │0050  00 00 00 c0 86 34 11 00  31 2d 32 31 30 32 39 40  ·····4··1-21029@
         user_agent    lab-sipp/1.0                                                                      │0060  31 30 2e 39 2e 30 2e 31  31 0c 00 6c 61 62 2d 73  10.9.0.11··lab-s
         path          ""                                                                                │0070  69 70 70 2f 31 2e 30 00  00 00 00 00 00 00 00 08  ipp/1.0·········
         attr          ""                                                                                │0080  00 6b 08 04 6b 00 00 00  00 04 00 ff ff ff ff 11  ·k··k···········
         received      ""                                                                                │0090  00 75 64 70 3a 31 30 2e  39 2e 30 2e 31 3a 35 30  ·udp:10.9.0.1:50
         instance      ""                                                                                │00a0  36 30 01 00 00 00 00 00  00 00 00 00 00 00 ff ff  60··············
         expires       1795426411 (2026-11-23 09:33:31 UTC)                                              │00b0  ff ff 08 00 3f 07 04 6b  00 00 00 00 00 00 ff ff  ····?··k········
         q             -1 (unspecified)                                                                  │00c0  ff ff 01 00 00 00 01 00  00 00 04 00 00 00        ··············
         sock          udp:10.9.0.1:5060                                                                 │
         cseq          1                                                                                 │
         flags         0 (none)                                                                          │
         cflags        0 (none)                                                                          │
         methods       4294967295 (not announced)                                                        │
         last_modified 1795426111 (2026-11-23 09:28:31 UTC)                                              │
         kv_store      ""                                                                                │
         match_mode    -1 (CT_MATCH_NONE)                                                                │
       ▾ trailer                                                                                         │
           cluster_id  1                                                                                 │
           source_node 1                                                                                 │"
    `);
    expect(screen.written).toContain('\x1b[7m17 00 73 69 70  3a 31 30 30 30 40 31 30\x1b[0m');
  });

  it('opens and closes fields, as hex and as text', async () => {
    const screen = await open(REGISTER, { ...MIDDLE, filterText: 'method:REGISTER' });
    screen.type('\r\x1b[C');
    expect((await screen.text()).match(/▾ request line/)).not.toBeNull();
    screen.type('\x1b[C\x1b[D\x1b[D');
    expect((await screen.text()).match(/▸ request line/)).not.toBeNull();
    expect(await screen.text()).not.toContain('52 45 47 49 53 54 45 52');
    screen.type('x');
    expect(await screen.text()).toContain('52 45 47 49 53 54 45 52');
  });

  it('stays at the same field when going through messages', async () => {
    const screen = await open(REGISTER, { ...SMALL, filterText: 'type:REPL_UCONTACT_INSERT' });
    screen.type('\rjjj');
    const [first] = [screen.program.views.messages.model];
    screen.type('JJ');
    expect(screen.program.views.messages.model.tree.cursor).toBe(first.tree.cursor);
    expect(screen.program.views.messages.model.position).toBe(first.position + 2);
  });
});

describe('the filter line', () => {
  it('shows the place of a mistake while it is typed', async () => {
    const screen = await open(REGISTER, SMALL);
    screen.type('/method:INVITE foo:1');
    expect((await screen.lines()).slice(1, 4)).toMatchInlineSnapshot(`
      [
        "Filter: method:INVITE foo:1 ",
        "  There is no key 'foo'. The keys are aor, callid, cap, type, node, from, to,",
        "  ip, port, method, status, proto, is, cluster, len, no, time, field. To search…",
      ]
    `);
    screen.type('\r');
    expect(screen.program.state.filter.edit).toBeDefined();
    screen.type('\x15port:9-5');
    expect((await screen.lines())[2]).toMatch(/^ {13}\^{3} The range runs backwards/);
    screen.type('\x1b');
    expect(screen.program.state.filter).toMatchObject({ applied: '', edit: undefined });
  });

  it('says how a key is written where what was typed finds nothing as text', async () => {
    const screen = await open(REGISTER, SMALL);
    screen.type('/aor=1201');
    await screen.read();
    expect((await screen.lines())[3]).toBe(
      '        finds 0 messages: "aor=1201" is text; as a key: aor:1201',
    );
  });

  it('offers what could be typed next, names of the capture included, and counts what it finds', async () => {
    const screen = await open(REGISTER, SMALL);
    const below = async (typed: string): Promise<readonly string[]> => {
      screen.type(typed);
      await screen.read();
      return (await screen.lines()).slice(2, 4).map((line) => line.trim());
    };
    expect(await below('/')).toEqual([
      'aor:  callid:  cap:  type:  node:  from:  to:  ip:  port:  method:  …',
      'Everything is shown. Terms side by side are "and"; or, not, ( ) as usual',
    ]);
    expect(await below('aor:100')).toEqual(['1000', 'finds 0 messages']);
    expect(await below('*')).toEqual(['', 'finds 19 messages']);
    expect(await below(' status:4')).toEqual(['4xx', '4 is not a status code']);
    expect(await below('\x1b')).not.toContain('finds');
  });

  it('completes what is typed', async () => {
    const screen = await open(REGISTER, SMALL);
    screen.type('/meth\tREG\t\r');
    expect(screen.program.state.filter.applied).toBe('method:REGISTER');
    expect((await screen.lines())[1]).toBe('Filter: method:REGISTER  (Esc clears it)');
  });
});

describe('pages over the screen', () => {
  it('help is made from the table of keys, and scrolls', async () => {
    const screen = await open(REGISTER, SMALL);
    screen.type('?');
    expect(await screen.text()).toContain('look into the message');
    screen.type('G');
    expect(await screen.text()).toContain('messages whose text the regular expression matches');
    screen.type('q');
    expect((await screen.lines())[3]).toMatch(/^>/);
    expect(screen.requests).toEqual([]);
    screen.type('q');
    expect(screen.requests).toEqual(['quit']);
  });

  it('warnings are counted and listed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'syncgrep-'));
    const cut = join(folder, 'cut.pcap');
    writeFileSync(cut, gunzipSync(readFileSync(REGISTER)).subarray(0, 50_001));
    try {
      const screen = await open(cut, MIDDLE);
      expect((await screen.lines())[38]).toMatch(/\d complaints? \(w\)/);
      screen.type('w');
      expect(await screen.text()).toMatch(/warning: .*cut\.pcap: byte \d+: /);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('any size', () => {
  it('draws something and does not fail', async () => {
    const screen = await open(REGISTER, SMALL);
    for (const focus of ['', '\r', '\t', 'z', '\x1b', '?', 'q', '/']) {
      screen.type(focus);
      for (const [columns, rows] of [
        [20, 5],
        [10, 3],
        [300, 2],
        [41, 12],
        [109, 18],
        [110, 19],
        [80, 24],
      ] as const) {
        screen.resize({ columns, rows });
        const lines = await screen.lines();
        expect(lines.some((line) => line.trim() !== '')).toBe(true);
      }
    }
  });

  it('does without colours, but marks the selected row', async () => {
    const screen = await open(REGISTER, { ...SMALL, theme: PLAIN });
    await screen.lines();
    expect(screen.written).not.toMatch(/\x1b\[(?:\d+;)*(?:3[0-7]|4[0-7]|9[0-7])[;m]/);
    expect(screen.inverseRows()).toEqual([3]);
  });

  it('writes only rows that changed', async () => {
    const screen = await open(REGISTER, MIDDLE);
    screen.type('v');
    await screen.lines();
    screen.written = '';
    screen.type('j');
    await screen.lines();
    expect(screen.written.match(/\x1b\[\d+;1H/g)).toEqual(['\x1b[4;1H', '\x1b[5;1H', '\x1b[39;1H']);
  });
});
