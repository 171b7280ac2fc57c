import { afterEach, describe, expect, it } from 'vitest';
import { viewOf } from '../../src/tui/model.ts';
import { bucketsOf, cursorStretch, FIRST_TIME, moveTo, step, zoomBy } from '../../src/tui/time/time-model.ts';
import { openScreen, type ScreenOptions, type TestScreen } from './support/screen.ts';

const REGISTER = 'fixtures/captures/3.4/register/bridge.pcap.gz';
const SMALL = { columns: 80, rows: 24 };
const SIZES = [SMALL, { columns: 120, rows: 40 }, { columns: 200, rows: 60 }, { columns: 30, rows: 8 }];

let screen: TestScreen | undefined;
afterEach(() => screen?.close());

async function open(options: Partial<ScreenOptions> = {}): Promise<TestScreen> {
  screen = await openScreen([REGISTER], { ...SMALL, view: 'time', ...options });
  await screen.read();
  return screen;
}

describe('the time view', () => {
  it('shows the whole capture in bands', async () => {
    const shown = await open();
    shown.type('g]]]');
    expect(await shown.text()).toMatchInlineSnapshot(`
      "
      1 Flows 2 Ladder 3 Messages 4 AORs 5 Cluster 6 Time bridge.… 121 of 390 messages
      Filter: none  / to type one: aor:1000  method:INVITE  cap:usrloc
      09:28:27.064 – 09:28:42.860 (15.8 s)  a column is 300 ms
      registrations▕               █   █                █                           24
               ≤ 6 ▕              ██   █                █                             
                   ▕              ██   █       █        █                             
      replication  ▕               ▂                    █                           85
              ≤ 24 ▕              ▄█   ▄                █                             
                   ▕▁ ▁   ▆ ▃▅    ██   █       ▃        █                             
      syncs        ▕              █                                                 12
              ≤ 12 ▕              █                                                   
                   ▕              █                                                   
      internal     ▕         █    ▄                                                269
              ≤ 79 ▕        ▃█    █                                            0 shown
                   ▕▂ ▂ ▁ ▇ ██▂  ▁█             ▂    ▂▂          ▂     ▂▄             
      events       ▕      B B↑    S                     B
                              ╵09:28:30
      ── 09:28:29.7 – 09:28:30.0 ──── R restart F flap ↓ ↑ link S s sync T tag B burst
      09:28:29.817 link 2-3 up
      09:28:29.819 link 2-4 up
      09:28:29.999 link 4-1 up
      replication    5 clusterer-extra CLUSTERER_SHTAG_ACTIVE
      269 internal hidden (i)                                                      UTC
      ? help  q quit  → step  ] event  Enter messages  a as of  b mark range  + zoom
      "
    `);
  });

  it.each(SIZES)('has a place for everything at $columns x $rows', async (size) => {
    const shown = await open(size);
    const lines = await shown.lines();
    expect(lines.some((line) => line.includes('█'))).toBe(true);
    expect(lines.every((line) => line.length <= size.columns)).toBe(true);
  });

  it('has more bands where there is more room, and the same messages in all', async () => {
    const names = async (rows: number): Promise<readonly string[]> => {
      const shown = await open({ columns: 120, rows });
      const bands = (await shown.lines()).filter((line) => /^\S[^▕]*▕.*\d$/.test(line));
      const total = bands.reduce((sum, line) => sum + Number(/(\d+)$/.exec(line)?.[1]), 0);
      expect(total).toBe(390);
      shown.close();
      return bands.map((line) => line.split('▕')[0]?.trim() ?? '');
    };
    expect(await names(24)).toEqual(['registrations', 'replication', 'syncs', 'internal']);
    expect(await names(40)).toEqual(['registrations', 'usrloc', 'other BIN', 'syncs', 'internal']);
  });

  it('dims what the filter hides', async () => {
    const shown = await open({ filterText: 'method:REGISTER' });
    const lines = await shown.lines();
    expect(lines.filter((line) => line.endsWith(' 0 shown'))).toHaveLength(3);
  });

  it('opens the messages of the column under the cursor', async () => {
    const shown = await open();
    shown.type('g]]]');
    const title = (await shown.lines()).find((line) => line.startsWith('── '));
    const [from = '', to = ''] = title?.match(/09:28:\d\d\.\d/g) ?? [];
    shown.type('\r');
    expect(viewOf(shown.program.state)).toBe('messages');
    const selected = (await shown.lines()).find((line) => line.startsWith('>'));
    const time = /^>\d+ (09:28:\d\d\.\d+) /.exec(selected ?? '')?.[1] ?? '';
    expect(time >= from && time < to).toBe(true);
    expect([from, to]).toEqual(['09:28:29.7', '09:28:30.0']);
  });

  it('says so where nothing is shown at the cursor', async () => {
    const shown = await open({ filterText: 'aor:1000' });
    shown.type('g\r');
    expect(viewOf(shown.program.state)).toBe('time');
    expect(await shown.text()).toContain('No message is shown at this time');
  });
});

describe('the time cursor', () => {
  it('moves the state of all views, and gives it back', async () => {
    const shown = await open();
    const asOf = async (): Promise<string | undefined> =>
      /as of (\S+)/.exec((await shown.lines()).at(-2) ?? '')?.[1];
    expect(await asOf()).toBeUndefined();
    shown.type('gLa');
    await shown.read();
    const first = await asOf();
    expect(first).toMatch(/^09:28:3\d/);
    shown.type('\x1b[C');
    await shown.read();
    const next = await asOf();
    expect((next ?? '') > (first ?? '')).toBe(true);
    shown.type('\x1b[1;2D');
    await shown.read();
    expect(((await asOf()) ?? '') < (first ?? '')).toBe(true);
    shown.type('4');
    await shown.read();
    expect(await shown.text()).toContain('No node is known to hold a contact');
    shown.type('6E');
    await shown.read();
    expect(await asOf()).toBeUndefined();
    shown.type('gaa');
    expect(await asOf()).toBeUndefined();
  });

  it('leaves what is selected elsewhere selected', async () => {
    const shown = await open();
    for (const view of ['4', '5', '1']) {
      shown.type(`${view}jjjjj`);
      const row = async (): Promise<string> => {
        const lines = await shown.lines();
        return (lines[shown.inverseRows()[0] ?? -1] ?? '').slice(0, 20);
      };
      const selected = await row();
      expect(selected).not.toBe('');
      shown.type(':at 09:28:35\r');
      await shown.read();
      expect(await row()).toBe(selected);
      shown.type('E');
      await shown.read();
      expect(await row()).toBe(selected);
    }
  });

  it('is at a time that was asked for elsewhere, as is the list, and one key leads back to the end', async () => {
    const shown = await open();
    shown.type('3:at 09:28:31\r');
    await shown.read();
    const { time } = shown.program.views;
    const selected = (await shown.lines()).find((line) => line.startsWith('>')) ?? '';
    expect(selected).toMatch(/ 09:28:(29|30)\.\d+ /);
    expect((await shown.lines()).at(-1)).toContain('E end');
    shown.type('6');
    await shown.lines();
    expect(time.model.cursor).toBeDefined();
    expect(await shown.text()).toMatch(/── 09:28:(30\.\d|31\.0) – 09:28:31/);
    shown.type('5E');
    await shown.read();
    expect(await shown.text()).not.toMatch(/as of |E end/);
  });

  it('marks a range that becomes the filter', async () => {
    const shown = await open();
    shown.type('g\x1b[C\x1b[Cb\x1b[C\x1b[C\x1b[C');
    expect(await shown.text()).toContain('marked 09:28:');
    shown.type('b');
    const { applied } = shown.program.state.filter;
    expect(applied).toMatch(/^time:09:28:\d\d\.\dZ\.\.09:28:\d\d\.\dZ$/);
    const [, from = '', to = ''] = /time:(\S+)Z\.\.(\S+)Z/.exec(applied) ?? [];
    shown.type('i3');
    const times = (await shown.lines()).flatMap((line) => /^.\s*\d+ (09:\S+)/.exec(line)?.[1] ?? []);
    expect(times.length).toBeGreaterThan(0);
    expect(times.every((time) => time >= from && time <= to)).toBe(true);
  });

  it('gives up a range with Esc, before it goes back', async () => {
    const shown = await open({ view: 'messages' });
    shown.type('6gb\x1b[C');
    expect(await shown.text()).toContain('marked');
    shown.type('\x1b');
    expect(await shown.text()).not.toContain('marked');
    expect(viewOf(shown.program.state)).toBe('time');
  });

  it('replaces the stretch of time that the filter had', async () => {
    const shown = await open({ filterText: 'proto:bin time:+1..+2' });
    shown.type('gb\x1b[Cb');
    expect(shown.program.state.filter.applied).toMatch(/^proto:bin time:09:\S+Z$/);
  });
});

describe('zoom and steps', () => {
  const room = { first: 0.3e9, last: 1000e9, columns: 50, base: 1_767_323_045 };

  it('keep the cursor within columns that hold the capture', () => {
    let model = moveTo(FIRST_TIME, 400e9, room);
    for (let level = 0; level < 60; level++) {
      const { from, width, count } = bucketsOf(model, room);
      const { from: start, to } = cursorStretch(model, room);
      expect(start <= 400e9 && 400e9 < to).toBe(true);
      expect(from <= start && to <= from + width * count + 1).toBe(true);
      model = zoomBy(model, -1, room);
    }
    expect(bucketsOf(model, room).width).toBe(1000);
    for (let level = 0; level < 60; level++) model = zoomBy(model, 1, room);
    expect(model.zoom).toBeUndefined();
  });

  it('go through all columns, one at a time', () => {
    let model = moveTo(FIRST_TIME, room.first, room);
    for (let level = 0; level < 4; level++) model = zoomBy(model, -1, room);
    const { width } = bucketsOf(model, room);
    for (let at = 0; at < 300; at++) {
      const before = cursorStretch(model, room);
      model = step(model, 1, room);
      const after = cursorStretch(model, room);
      if (after.to < room.last) expect(Math.round(after.from - before.from)).toBe(width);
    }
    expect(step(step(model, 5000, room), 1, room).cursor).toBe(room.last);
  });
});
