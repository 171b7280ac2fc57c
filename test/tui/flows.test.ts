import { afterEach, describe, expect, it } from 'vitest';
import { viewOf } from '../../src/tui/model.ts';
import type { View } from '../../src/tui/views/view.ts';
import { columnHeading, FLOW_COLUMNS } from '../../src/view/flows/flow-columns.ts';
import { openScreen, type TestScreen } from './support/screen.ts';

const CALLS = 'fixtures/captures/3.4/calls-shared-sockets/bridge.pcap.gz';
const LARGE = { columns: 200, rows: 60 };

let screen: TestScreen | undefined;
afterEach(() => screen?.close());

async function open(size = LARGE): Promise<TestScreen> {
  screen = await openScreen([CALLS], { ...size, view: 'flows' });
  return screen;
}

async function flowsOf(shown: TestScreen): Promise<readonly string[]> {
  return (await shown.lines()).filter((line) => /^[ *][ !]f\d+ /.test(line));
}

function column(rows: readonly string[], heading: string, name: string): readonly string[] {
  const from = heading.indexOf(name);
  return rows.map((row) => row.slice(from).trimStart().split(/ /)[0] ?? '');
}

describe('flows', () => {
  it('are sorted by any column, either way round, and the selected one stays selected', async () => {
    const shown = await open();
    shown.type('jjj');
    const before = (await flowsOf(shown))[3] ?? '';
    shown.type('>>');
    const heading = (await shown.lines())[2] ?? '';
    expect(heading).toContain('kind▲');
    const kinds = column(await flowsOf(shown), heading, 'kind');
    expect(kinds).toEqual([...kinds].sort());
    expect(new Set(kinds).size).toBeGreaterThan(1);
    const rows = await flowsOf(shown);
    expect(rows[shown.program.views.flows.position]?.trim()).toBe(before.trim());
    shown.type('z');
    const turned = column(await flowsOf(shown), (await shown.lines())[2] ?? '', 'kind');
    expect(turned).toEqual([...kinds].sort().reverse());
    shown.type('<');
    expect((await shown.lines())[2]).toContain('start▲');
  });

  it.each([
    ['found', (flows: View) => flows.searchable?.select(2)],
    ['clicked', (flows: View) => flows.click?.(0, 3, false)],
  ])('that were %s are looked at, and the newest is followed no longer', async (_, select) => {
    const shown = await open();
    const { flows } = shown.program.views;
    shown.type('f');
    await shown.read();
    expect(await shown.text()).toContain('following');
    select(flows);
    flows.renew('analysis');
    await shown.read();
    expect(flows.position).toBe(2);
    expect(await shown.text()).not.toContain('following');
  });

  it('sort numbers as numbers', async () => {
    const shown = await open();
    shown.type('>>>>>>>');
    const counts = async (): Promise<readonly number[]> => {
      const end = /sip[▲▼]/.exec((await shown.lines())[2] ?? '')?.index ?? 0;
      return (await flowsOf(shown)).map((row) => Number(row.slice(end - 1, end + 4)));
    };
    // The largest are what somebody looks for who sorts by a number.
    expect((await shown.lines())[2]).toContain('sip▼');
    const falling = await counts();
    expect(falling.length).toBeGreaterThan(5);
    expect(falling).toEqual([...falling].sort((a, b) => b - a));
    expect(Math.max(...falling)).toBeGreaterThan(9);
    shown.type('z');
    expect((await shown.lines())[2]).toContain('sip▲');
    expect(await counts()).toEqual((await counts()).toSorted((a, b) => a - b));
  });

  it('show the column that they are sorted by, whatever else has to make room', async () => {
    const shown = await open({ columns: 80, rows: 24 });
    const headings: string[] = [];
    for (let at = 0; at < FLOW_COLUMNS.length; at++) {
      headings.push((await shown.lines())[2] ?? '');
      shown.type('>');
    }
    const sorted = headings.map((one) => /(\S+)[▲▼]/.exec(one)?.[1]);
    expect(sorted).toEqual(FLOW_COLUMNS.map(columnHeading));
  });

  it('stay at the first of them in another order, or at the one that was selected', async () => {
    const shown = await open();
    shown.type('>>>>>>>');
    expect((await shown.lines()).at(-2)).toMatch(/^1\//);
    shown.type('j');
    const selected = shown.program.views.flows.chosen;
    shown.type('z');
    await shown.lines();
    expect(shown.program.views.flows.chosen).toEqual(selected);
    expect((await shown.lines()).at(-2)).not.toMatch(/^2\//);
  });

  it('say where to look in a capture without any', async () => {
    screen = await openScreen(['fixtures/captures/3.4/sync/bridge.pcap.gz'], {
      columns: 80,
      rows: 24,
      view: 'flows',
    });
    expect((await screen.lines())[3]).toMatch(/^No flow: .* 3 messages {2}4 AORs {2}5 cluster$/);
  });

  it('are marked, and open together', async () => {
    const shown = await open();
    shown.type('  ');
    const marked = (await flowsOf(shown)).filter((row) => row.startsWith('* '));
    expect(marked).toHaveLength(2);
    expect((await shown.lines()).at(-2)).toContain('2 flows marked');
    shown.type('>>>z');
    expect((await flowsOf(shown)).filter((row) => row.startsWith('* ')).sort()).toEqual([...marked].sort());
    shown.type('\r');
    expect(viewOf(shown.program.state)).toBe('ladder');
    expect((await shown.lines()).at(-2)).toMatch(/Flows › Ladder registration f1, registration f2/);
    shown.type('\x1bC');
    expect((await flowsOf(shown)).filter((row) => row.startsWith('* '))).toEqual([]);
  });

  const titleOf = async (shown: TestScreen) =>
    (await shown.lines()).find((line) => /^── f\d+ /.test(line)) ?? '';

  it('have the ladder of the selected one below the list, unless it is not wanted', async () => {
    const shown = await open();
    await shown.read();
    expect(await titleOf(shown)).toMatch(/^── f1 registration ─+$/);
    expect((await shown.lines()).join('\n')).toMatch(/│─+>│.* REGISTER sip:/);
    shown.type('jjjj');
    await shown.read();
    expect(await titleOf(shown)).toMatch(/^── f5 /);
    shown.type('v');
    expect(await titleOf(shown)).toBe('');
  });

  it('make it after the frame that answers a key, with the one before under its own title until then', async () => {
    const shown = await open();
    await shown.read();
    const before = await titleOf(shown);
    shown.type('jjjj');
    expect(shown.program.work(50, true)).toBe('more');
    const lines = await shown.lines();
    expect(lines.at(-2)).toMatch(/^5\//);
    expect(await titleOf(shown)).toBe(before);
    expect(lines.join('\n')).toMatch(/│─+>│.* REGISTER sip:/);
    await shown.read();
    expect(await titleOf(shown)).toMatch(/^── f5 /);
  });

  it('do not keep that of another flow for long', async () => {
    const shown = await open();
    await shown.read();
    shown.type('j');
    await titleOf(shown);
    await new Promise((resolve) => setTimeout(resolve, 120));
    const lines = await shown.lines();
    expect(lines.find((line) => line.startsWith('── '))).toMatch(/^── f2 /);
    expect(lines.join('\n')).not.toMatch(/ REGISTER sip:/);
  });

  it('have it on a small screen where it is asked for', async () => {
    const shown = await open({ columns: 80, rows: 24 });
    expect(await titleOf(shown)).toBe('');
    shown.type('vG');
    await shown.read();
    expect(await titleOf(shown)).toMatch(/, the first \d+ of \d+ \(Enter: all\) ─/);
    expect((await flowsOf(shown)).length).toBeGreaterThan(8);
  });

  it('say of keys that do nothing here where it is done, until the next key', async () => {
    const shown = await open();
    shown.type('c');
    expect((await shown.lines()).at(-2)).toMatch(/^c does nothing here: colours .*F8 {2}\? lists the keys/);
    shown.type('\x18');
    expect((await shown.lines()).at(-2)).toContain('Ctrl-X does nothing here  ? lists the keys');
    shown.type('j');
    expect((await shown.lines()).at(-2)).not.toContain('does nothing');
    shown.type('/ac');
    expect((await shown.lines()).at(-2)).not.toContain('does nothing');
  });

  it('show times since the start, and since the row above', async () => {
    const shown = await open();
    shown.type('tt');
    const heading = (await shown.lines())[2] ?? '';
    const times = column(await flowsOf(shown), heading, 'start');
    expect(times[0]).toBe('+0.000000');
    expect(times.every((time) => /^\+\d+\.\d{6}$/.test(time))).toBe(true);
    shown.type('ttt');
  });

  it('are sorted by a click on a heading', async () => {
    const shown = await open();
    const x = ((await shown.lines())[2] ?? '').indexOf('state') + 1;
    const click = `\x1b[<0;${x};3M`;
    shown.type(click);
    expect((await shown.lines())[2]).toContain('state▲');
    shown.type(click);
    expect((await shown.lines())[2]).toContain('state▼');
  });

  it('have the columns that are chosen, in their order', async () => {
    const shown = await open({ columns: 120, rows: 40 });
    shown.type('o');
    expect((await shown.lines())[2]).toContain('Columns of the flows');
    expect((await shown.lines()).at(-1)).toContain('Enter done');
    // Without its start, and its kind after from.
    shown.type('j jJ\r');
    expect((await shown.lines())[2]).toMatch(/^ {2}flow▲ +from +kind +to +state/);
    shown.type(':columns state, flow\r');
    expect((await shown.lines())[2]?.trim()).toMatch(/^state +flow▲$/);
    shown.type(':columns\r');
    expect((await shown.lines())[2]).toMatch(/^ {2}flow▲ +start +kind/);
    shown.type(':column nonsense\r');
    expect((await shown.lines()).at(-2)).toContain('there is no column "nonsense"');
  });

  it('have columns of the user, from headers and from fields, and are sorted by them', async () => {
    const shown = await open();
    shown.type(':columns flow,kind,field:from_tag,header:cseq\r');
    const heading = (await shown.lines())[2] ?? '';
    expect(heading.trim()).toMatch(/^flow▲ +kind +from_tag +cseq$/);
    const rows = await flowsOf(shown);
    const call = rows.find((row) => row.includes(' call ')) ?? '';
    expect(call).toMatch(/call +\S+ +\d+ INVITE/);
    expect(rows.find((row) => row.includes(' registration '))).toMatch(/registration +\d+ REGISTER/);
    shown.type('>>>');
    await shown.read();
    expect((await shown.lines())[2]).toContain('cseq▲');
    const values = (await flowsOf(shown)).map((row) => row.slice(heading.indexOf('cseq')).trim());
    expect(values).toEqual([...values].sort());
    expect(new Set(values).size).toBeGreaterThan(1);
    shown.type('z');
    expect((await shown.lines())[2]).toContain('cseq▼');
  });

  it.each([{ columns: 80, rows: 24 }, { columns: 120, rows: 40 }, LARGE])(
    'fit into $columns columns',
    async (size) => {
      const shown = await open(size);
      const lines = await shown.lines();
      expect(lines.every((line) => line.length <= size.columns)).toBe(true);
      expect(lines[2]).toMatch(/^ {2}flow▲ .*state/);
    },
  );

  it('marks flows of which something is not as usual', async () => {
    screen = await openScreen(['fixtures/captures/3.4/loss-reorder/bridge.pcap.gz'], {
      columns: 200,
      rows: 24,
      view: 'flows',
    });
    const lines = await screen.lines();
    const [resent = 0, marks = 0] = ['resent', 'marks'].map((title) => lines[2]?.indexOf(title));
    const rows = lines.filter((line) => /^[ *][ !]f\d+ /.test(line));
    expect(rows.length).toBeGreaterThan(10);
    const why = rows.map((line) => [/\d/.test(line.slice(resent, resent + 6)), /\S/.test(line.slice(marks))]);
    expect(rows.map((line) => line[1] === '!')).toEqual(why.map((one) => one.includes(true)));
    // Messages that were sent again, and a call whose dialog nodes got packets about that they had refused.
    expect(why).toContainEqual([true, false]);
    expect(why).toContainEqual([false, true]);
    expect(why).toContainEqual([false, false]);
  });
});
