import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Session } from '../../src/engine/session.ts';
import { viewOf } from '../../src/tui/model.ts';
import { orderOf } from '../../src/tui/prompt/command-line.ts';
import type { ViewName } from '../../src/tui/views/view-names.ts';
import { openScreen, TestScreen } from './support/screen.ts';

const CALLS = 'fixtures/captures/3.4/calls-shared-sockets/bridge.pcap.gz';
let screen: TestScreen;
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'syncgrep-'));
});
afterEach(() => {
  screen.close();
  rmSync(folder, { recursive: true });
});

async function open(view: ViewName): Promise<TestScreen> {
  screen = await openScreen([CALLS], { columns: 120, rows: 40, view });
  await screen.lines();
  return screen;
}

async function status(): Promise<string> {
  return (await screen.lines()).at(-2) ?? '';
}

/** Files are written beside what the user does, on busy machines in their own time. */
function eventually(holds: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(holds, 10_000);
}

async function settled(): Promise<void> {
  await screen.read();
}

describe('saving', () => {
  it.each(['pcapng', 'txt', 'json'])('writes all that the filter lets through as %s', async (form) => {
    const shown = await open('flows');
    shown.type('/method:INVITE to:2\r');
    await settled();
    const count = shown.program.views.messages.model.length;
    expect(count).toBeGreaterThan(5);
    const path = join(folder, `all.${form}`);
    shown.type('S');
    expect(await status()).toContain('Save all that is shown to (.pcapng, .txt, .json): shown.pcapng');
    shown.type(`\x15${path}\r`);
    await eventually(async () => expect(await status()).toContain('written to'));
    if (form === 'pcapng') {
      const saved = await openScreen([path], { columns: 80, rows: 24 });
      expect(saved.program.views.messages.model.length).toBe(count);
      saved.close();
    } else if (form === 'json') expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(count);
    else expect(readFileSync(path, 'utf8').match(/^INVITE sip:/gm)?.length).toBeGreaterThan(3);
  });

  it('writes what is shown while paused, though more has come in, and what a filter has let through since', async () => {
    screen = new TestScreen(await Session.open([CALLS]), { columns: 100, rows: 24, view: 'messages' });
    const { program } = screen;
    const { session } = program;
    while (session.progress.messages < 100) session.read(0);
    program.work(5);
    screen.type('p');
    const { messages } = program.views;
    const count = messages.list.length;
    while (session.read(5) !== 'end') await session.whenReady();
    expect(messages.unjudged).toBeGreaterThan(0);
    const save = async (name: string): Promise<string> => {
      const path = join(folder, name);
      screen.type(`:save-all ${path}\r`);
      await eventually(async () => expect(await status()).toContain('written to'));
      return readFileSync(path, 'utf8');
    };
    expect((await save('paused.json')).trim().split('\n')).toHaveLength(count);
    // Slices of time are over at the second look at the clock.
    let now = performance.now();
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 30;
      return now;
    });
    screen.type('/INVITE\r');
    expect(messages.isFiltering).toBe(true);
    while (program.work(5) === 'more');
    vi.restoreAllMocks();
    expect([messages.isFiltering, messages.unjudged]).toEqual([false, 0]);
    expect((await save('filtered.txt')).match(/^INVITE sip:/gm)?.length).toBeGreaterThan(3);
  });

  it('says so where nothing is shown, and where the file is there', async () => {
    const shown = await open('messages');
    shown.type('/aor:nobody\r');
    await settled();
    shown.type(`:save-all ${join(folder, 'none.txt')}\r`);
    await eventually(async () => expect(await status()).toContain('there is nothing to be saved'));
    shown.type('A');
    await settled();
    const path = join(folder, 'one.txt');
    writeFileSync(path, 'mine');
    shown.type(`:save-all ${path}\r`);
    await eventually(async () => expect(await status()).toContain('It is there; Enter replaces it'));
    shown.type('\r');
    await eventually(async () => expect(await status()).toMatch(/402 messages written/));
    expect(readFileSync(path, 'utf8')).not.toContain('mine');
  });
});

describe('the keys of sngrep', () => {
  it('F5 lets only through what comes from now on, and A everything again', async () => {
    const shown = await open('flows');
    shown.type('\x1b[15~');
    expect(await status()).toContain('Only what comes from now on');
    await settled();
    expect(shown.program.views.messages.model.length).toBe(0);
    expect(shown.program.state.filter.applied).toMatch(/^time:\+\d+\.\d{9}\.\.$/);
    shown.type('3');
    await settled();
    expect(await shown.text()).toContain('Nothing since F5. A clears it, / changes it.');
    const { session } = shown.program;
    const live = [vi.spyOn(session, 'isLive', 'get'), vi.spyOn(session, 'ended', 'get')] as const;
    live[0].mockReturnValue(true);
    live[1].mockReturnValue(false);
    shown.type('13');
    expect(await shown.text()).toMatch(/Nothing since F5 so far, in [\d,]+ frames\. A clears/);
    for (const one of live) one.mockRestore();
    shown.type('1');
    shown.type('A');
    await settled();
    expect(shown.program.views.messages.model.length).toBe(402);
    expect(await status()).not.toContain('no filter');
    shown.type('A');
    expect(await status()).toContain('There is no filter');
  });

  it.each([
    ['F1', '\x1bOP', /Keys and filter/],
    ['F2', '\x1bOQ', /Save to .*f1\.pcapng/],
    ['F3', '\x1bOR', /Filter: *$/m],
    ['F4', '\x1bOS', /Ladder registration f1/],
    ['F6', '\x1b[17~', /text \(x\)/],
    ['F7', '\x1b[18~', /Filter: *$/m],
    ['F8', '\x1b[19~', /── Settings/],
    ['F10', '\x1b[21~', /Columns of the flows/],
  ])('%s', async (_, sequence, shows) => {
    const shown = await open('flows');
    shown.type(sequence);
    expect(await shown.text()).toMatch(shows);
  });
});

describe('search', () => {
  it('goes to the next row with the text, in either case, round the end, and back', async () => {
    const shown = await open('messages');
    shown.type('\x13bye');
    expect(await status()).toContain('Search: bye');
    shown.type('\r');
    await settled();
    const first = shown.program.views.messages.model.position;
    const rows = async (): Promise<string> =>
      (await shown.lines()).find((line) => line.startsWith('>')) ?? '';
    expect(await rows()).toContain('BYE');
    shown.type('n');
    await settled();
    const second = shown.program.views.messages.model.position;
    expect(second).toBeGreaterThan(first);
    shown.type('N');
    await settled();
    expect(shown.program.views.messages.model.position).toBe(first);
    shown.type('N');
    await settled();
    expect(shown.program.views.messages.model.position).toBeGreaterThan(second);
    expect(await status()).toContain('went round the end');
  });

  it('counts what it finds, and shows it in the rows, until nothing is searched for', async () => {
    const shown = await open('flows');
    const hits = (await shown.lines()).filter((line) => line.includes('registration')).length;
    shown.type('\x13registration\r');
    await settled();
    expect(hits).toBeGreaterThan(3);
    expect(await status()).toContain(`registration  1 row on  2 of ${hits}`);
    shown.written = '';
    shown.type('n');
    await settled();
    expect(await status()).toContain(`3 of ${hits}`);
    expect(shown.written).toContain('\x1b[7mregistration\x1b[27m');
    shown.type('\x13\x15\r');
    shown.written = '';
    await shown.lines();
    expect(shown.written).not.toContain('\x1b[27m');
  });

  it('goes on as often as it is asked to, however fast the keys come', async () => {
    const one = await open('messages');
    one.type('\x13INVITE\r');
    for (const key of ['n', 'n', '']) {
      await settled();
      one.type(key);
    }
    const { position } = one.program.views.messages.model;
    const joined = await open('messages');
    joined.type('\x13INVITE\rnn');
    await settled();
    expect(joined.program.views.messages.model.position).toBe(position);
    expect(position).toBeGreaterThan(2);
  });

  it('says where there is no such row', async () => {
    await open('flows');
    screen.type('\x13no such thing\r');
    await settled();
    expect(await status()).toContain('no row has "no such thing"');
  });
});

describe('saving', () => {
  it('writes the selected flow as frames that can be read again', async () => {
    await open('flows');
    const path = join(folder, 'flow.pcapng');
    screen.type(`s\x15${path}\r`);
    await eventually(async () => expect(await status()).toContain('frames written to'));
    const session = await Session.open([path]);
    while (session.read(100) !== 'end') await session.whenReady();
    expect(session.progress.messages).toBeGreaterThanOrEqual(
      screen.program.views.flows.selection?.messages.length ?? 99,
    );
    session.close();
  });

  it('suggests a name, asks before it replaces a file, and says what is wrong', async () => {
    await open('flows');
    screen.type('s');
    expect(await status()).toContain('f1.pcapng');
    const path = join(folder, 'flow.json');
    screen.type(`\x15${path}\r`);
    await eventually(() => expect(existsSync(path)).toBe(true));
    await eventually(async () => expect(await status()).toContain('written to'));
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines.every((line) => JSON.parse(line).v === 1)).toBe(true);
    screen.type(`s\x15${path}\r`);
    await eventually(async () => expect(await status()).toContain('It is there; Enter replaces it'));
    screen.type('\r');
    await eventually(async () => expect(await status()).toContain('written to'));
    screen.type(`s\x15${join(folder, 'missing', 'x.txt')}\r`);
    await eventually(async () => expect(await status()).toContain('no such directory'));
    screen.type('s\x15flow.doc\r');
    await eventually(async () => expect(await status()).toContain('.pcapng, .txt or .json'));
  });
});

describe('the page of help', () => {
  it('is searched as rows are, and forgets it', async () => {
    screen = await openScreen([CALLS], { columns: 80, rows: 24, view: 'flows' });
    const shown = screen;
    shown.type('?/histogram\r');
    await settled();
    const found = async (): Promise<readonly string[]> =>
      (await shown.lines()).filter((line) => line.includes('histogram'));
    expect(await status()).not.toContain('round the end');
    const first = shown.program.state.overlay?.found ?? -1;
    expect(await found()).not.toEqual([]);
    shown.type('n');
    await settled();
    expect(shown.program.state.overlay?.found).toBeGreaterThan(first);
    shown.type('N');
    await settled();
    expect(shown.program.state.overlay?.found).toBe(first);
    shown.type('/no such thing\r');
    await settled();
    expect(await status()).toContain('no row has "no such thing"');
    shown.type('\x1b');
    expect(shown.program.state.overlay).toBeUndefined();
    shown.type('n');
    expect(shown.program.state.prompt?.kind).toBe('search');
  });
});

describe('the palette', () => {
  it('finds views, AORs, Call-IDs and nodes by some of their letters', async () => {
    const shown = await open('flows');
    shown.type('\x10tme');
    expect(await status()).toContain('Go to: tme');
    expect((await shown.lines()).at(-3)).toMatch(/^ {2}Time {2}view/);
    shown.type('\r');
    expect(viewOf(shown.program.state)).toBe('time');
    shown.type('\x101201');
    const offered = (await shown.lines()).filter((line) => /1201.*(?:AOR|Call-ID)$/.test(line.trim()));
    expect(offered.length).toBeGreaterThan(0);
    shown.type('\r');
    expect(shown.program.state.filter.applied).toMatch(/^(?:aor|callid):.*1201/);
    shown.type('\x10node 2\r');
    expect(shown.program.state.filter.applied).toBe('node:2');
  });

  it('offers what begins with the letters before what has them somewhere', async () => {
    const shown = await open('flows');
    shown.type('\x1013');
    const offered = (await shown.lines()).flatMap(
      (line) => /^ {2}(\S+) +(AOR|Call-ID)$/.exec(line.trimEnd())?.[1] ?? [],
    );
    const begun = offered.toReversed().map((text) => text.startsWith('13'));
    expect(begun).toContain(true);
    expect(begun).toContain(false);
    expect(begun).toEqual([...begun].sort((a, b) => Number(b) - Number(a)));
  });

  it('goes to a flow and a message by what rows name them, and says where nothing has the letters', async () => {
    const shown = await open('messages');
    shown.type('\x10f2\r');
    expect(viewOf(shown.program.state)).toBe('ladder');
    shown.type('\x10#12\r');
    expect(viewOf(shown.program.state)).toBe('messages');
    shown.type('\x10zzqq\r');
    expect(await status()).toContain('no view, command or name has these letters: zzqq');
    expect(viewOf(shown.program.state)).toBe('messages');
  });

  it('is gone through with the arrows, and left without effect', async () => {
    const shown = await open('flows');
    shown.type('\x10');
    const chosen = async (): Promise<string> => {
      await shown.lines();
      return (await shown.lines())[shown.inverseRows().at(-1) ?? -1]?.trim() ?? '';
    };
    expect(await chosen()).toMatch(/^Flows/);
    shown.type('\x1b[A\x1b[A');
    expect(await chosen()).toMatch(/^Messages/);
    shown.type('\x1b[B');
    expect(await chosen()).toMatch(/^Ladder/);
    shown.type('\x1b');
    expect(viewOf(shown.program.state)).toBe('flows');
    expect((await shown.lines()).some((line) => line.includes('AORs  view'))).toBe(false);
  });

  it('goes on to a command line where something has to follow, which Tab completes', async () => {
    const shown = await open('flows');
    shown.type('\x10column\r');
    expect(await status()).toMatch(/^:column/);
    shown.type('\x15ao\t');
    expect(await status()).toMatch(/^:aor $|^:aor /);
    shown.type('\x15column header:user\t');
    expect(await status()).toMatch(/^:column header:User-Agent/);
    shown.type('\x15column field:expi');
    expect(await shown.text()).toContain('field:expires');
    shown.type('\x15aor ');
    shown.type('110\t\r');
    expect(shown.program.state.filter.applied).toMatch(/^aor:.*110/);
    shown.type(':filter meth\tINV\t\r');
    expect(shown.program.state.filter.applied).toBe('method:INVITE');
  });
});

describe('commands', () => {
  it('go to views, filter, and quit', async () => {
    await open('flows');
    screen.type(':aor 1101\r');
    expect(viewOf(screen.program.state)).toBe('aors');
    expect(screen.program.state.filter.applied).toBe('aor:1101');
    screen.type(':messages\r:filter\r');
    expect(viewOf(screen.program.state)).toBe('messages');
    expect(screen.program.state.filter.applied).toBe('');
    screen.type(':at +5\r');
    expect((await screen.lines()).at(-2)).toContain('as of');
    screen.type(':at end\r:nonsense\r');
    expect(await status()).toContain('there is no command "nonsense"; there are :aor X, :flow f7, :at TIME');
    screen.type(':clmuns\r');
    expect(await status()).toContain('there is no command "clmuns"; :columns?');
    screen.type(':at 02:00Z\r');
    expect(await status()).toMatch(/02:00:00 is before the capture \((?!.*as of)/);
    screen.type(':at +5000\r');
    expect(await status()).toMatch(/is 1 h 22 min after the end of the capture \(/);
    screen.type('w');
    await settled();
    expect(await status()).toContain('as of');
    expect(await screen.text()).toContain('after the end of the capture (');
    screen.type('w:at end\r');
    screen.type(':x\x1b:q\r');
    expect(screen.requests).toEqual(['quit']);
  });

  it('are read', () => {
    expect(orderOf('node 2')).toEqual({ type: 'filter', text: 'node:2' });
    expect(orderOf('cl')).toEqual({ type: 'view', view: 'cluster' });
    // As the commands of the shell are called that report it.
    expect(['packets', 'nodes', 'syncs', 'check'].map(orderOf)).toEqual(
      ['messages', 'cluster', 'cluster', 'findings'].map((view) => ({ type: 'view', view })),
    );
    expect(orderOf('at 09:28')).toEqual({ type: 'at', time: '09:28' });
    const message = { type: 'message', number: 263 };
    expect(['message 263', 'message #263', '#263', '263'].map(orderOf)).toEqual(Array(4).fill(message));
    expect(['flow f7', 'f7'].map(orderOf)).toEqual(Array(2).fill({ type: 'flow', id: 'f7' }));
    expect([orderOf('0'), orderOf('263 x')]).toMatchObject([{ type: 'mistake' }, { type: 'mistake' }]);
    expect(orderOf('save')).toMatchObject({ type: 'mistake' });
  });
});

describe('pausing', () => {
  it('stops reading a file, and goes on', async () => {
    const session = await Session.open([CALLS]);
    const { TestScreen: Screen } = await import('./support/screen.ts');
    screen = new Screen(session, { columns: 120, rows: 40 });
    screen.type('p');
    expect(screen.program.work(5)).toBe('end');
    expect(session.progress.messages).toBe(0);
    expect(await status()).toContain('PAUSED');
    screen.type('p');
    await screen.read();
    expect(session.progress.messages).toBeGreaterThan(0);
  });
});
