import { afterEach, describe, expect, it, vi } from 'vitest';
import { Session } from '../../src/engine/session.ts';
import { type Command, USUAL_KEYS } from '../../src/tui/keys/key-table.ts';
import { viewOf } from '../../src/tui/model.ts';
import { NO_PREFERENCES } from '../../src/tui/preferences.ts';
import { ProgramStage } from '../../src/tui/program-stage.ts';
import { COLOURED } from '../../src/tui/terminal/theme.ts';
import { FIRST_TIME } from '../../src/tui/time/time-model.ts';
import type { Page } from '../../src/tui/views/page.ts';
import type { PageSteps } from '../../src/tui/views/page-maker.ts';
import { PageView } from '../../src/tui/views/page-view.ts';
import { rowText } from '../../src/view/text/styled-row.ts';
import { openScreen, TestScreen } from './support/screen.ts';

/** Keys that come faster than what they are meant for, on a machine that is busy with other things. */

const CALLS = 'fixtures/captures/3.4/calls-shared-sockets/bridge.pcap.gz';

let screen: TestScreen;
afterEach(() => {
  vi.restoreAllMocks();
  screen.close();
});

async function open(view: 'flows' | 'messages'): Promise<TestScreen> {
  screen = await openScreen([CALLS], { columns: 120, rows: 40, view });
  await screen.lines();
  return screen;
}

/** From now on a slice of time is over before the second look at the clock. */
function busy(step = 30): void {
  let now = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => {
    now += step;
    return now;
  });
}

async function settled(): Promise<void> {
  while (screen.program.work(1) === 'more');
  await screen.lines();
}

const marked = (): readonly string[] => screen.program.views.flows.chosen.map(({ id }) => id);
const status = async (): Promise<string> => (await screen.lines()).at(-2) ?? '';

describe('keys behind a search', () => {
  it('are for what it finds', async () => {
    const shown = await open('flows');
    const row = (await shown.lines()).find((line) => line.includes('BUSY')) ?? '';
    const [, id = ''] = /(f\d+)/.exec(row) ?? [];
    expect(id).not.toBe('');
    busy();
    shown.type('\x13BUSY\r s');
    expect(shown.program.state.prompt).toBeUndefined();
    await settled();
    expect(marked()).toEqual([id]);
    expect(await status()).toContain(`${id}.pcapng`);
  });

  it('are for the hit that was asked for, and those behind them for the next', async () => {
    const shown = await open('flows');
    const ids = (await shown.lines())
      .filter((line) => line.includes('COMPLETED'))
      .flatMap((line) => /(f\d+)/.exec(line)?.[1] ?? []);
    busy();
    shown.type('\x13COMPLETED\rn n ');
    await settled();
    // Marking selects the flow below, behind which the search goes on.
    expect(marked()).toEqual([ids[1], ids[3]]);
  });

  it('do nothing where it finds nothing', async () => {
    const shown = await open('flows');
    busy();
    shown.type('\x13no such thing\r C\r');
    await settled();
    expect(viewOf(shown.program.state)).toBe('flows');
    expect(await status()).toContain('no row has "no such thing"');
    // The selected one: none is marked.
    expect(await status()).not.toContain('marked');
  });

  it('are told to have been dropped if it takes too long, and Esc ends it', async () => {
    const shown = await open('flows');
    busy(600);
    shown.type('\x13no such thing\r ');
    shown.program.work(1);
    const told = rowText(shown.program.state.notice ?? []);
    expect(told).toContain('Still searching');
    expect(marked()).toEqual(['f1']);
    shown.type('\x1b');
    await settled();
    expect(await status()).not.toContain('no row has');
  });
});

describe('keys behind a filter', () => {
  it('move in the messages that it lets through', async () => {
    const shown = await open('messages');
    busy();
    shown.type('/BYE\rj\r');
    await settled();
    const { list, model } = shown.program.views.messages;
    expect(list.length).toBeGreaterThan(3);
    expect(model.opened?.id).toBe(list.at(1));
  });

  it('open the flow that is second then', async () => {
    const shown = await open('flows');
    busy();
    shown.type('/aor:1301\rj\r');
    await settled();
    expect(viewOf(shown.program.state)).toBe('ladder');
    const opened = shown.program.views.ladder.subject;
    vi.restoreAllMocks();
    shown.type('1');
    await settled();
    expect((await shown.lines())[4]).toContain(opened.replace(/^\w+ /, ''));
  });
});

describe('keys before the first rows', () => {
  it.each(['flows', 'messages', 'aors', 'time'] as const)('of %s wait for them', async (view) => {
    screen = new TestScreen(await Session.open([CALLS]), { columns: 120, rows: 40, view });
    const { program } = screen;
    busy(0.05);
    screen.type(view === 'time' ? 'll' : 'jj\r');
    await screen.read();
    const { time, messages, aors } = program.views;
    if (view === 'flows') expect(program.views.ladder.subject).toMatch(/ f3$/);
    else if (view === 'messages') expect(messages.model.opened?.id).toBe(messages.list.at(2));
    else if (view === 'aors') expect(aors.subject).not.toBe('');
    else expect(time.model).not.toEqual(FIRST_TIME);
  });

  it('do not wait for ever where none come', async () => {
    screen = new TestScreen(await Session.open([CALLS]), { columns: 80, rows: 24, view: 'flows' });
    const { program } = screen;
    vi.spyOn(program.session, 'read').mockReturnValue('wait');
    screen.type('o');
    expect([program.view.context, program.ticks]).toEqual(['flows', true]);
    busy(3000);
    program.work(1);
    expect(program.view.context).toBe('columns');
  });
});

describe('keys for a page of which the first rows are there', () => {
  it('wait for the rest of it, but not for long', async () => {
    const view = new TwoPages(stageOf(await open('flows')));
    let now = performance.now();
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 10;
      return now;
    });
    view.renew('filter');
    view.work(0);
    expect([view.length, view.isComing]).toEqual([3, true]);
    now += 1500;
    expect([view.length, view.isComing]).toEqual([3, false]);
    while (!view.work(0));
    expect([view.length, view.isComing]).toEqual([9, false]);
  });

  it('need not wait if they move in rows that the user has seen', async () => {
    const shown = await open('flows');
    const view = new TwoPages(stageOf(shown));
    let now = performance.now();
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now++;
      return now;
    });
    view.renew('filter');
    view.work(0);
    view.rows();
    expect([view.length, view.isComing, view.isWithin('down')]).toEqual([3, true, false]);
    now += 200;
    expect(
      ['first', 'down', 'page-down', 'last', 'enter'].filter((one) => view.isWithin(one as Command)),
    ).toEqual(['first', 'down']);
    view.select(2);
    expect([view.isComing, view.isWithin('down')]).toEqual([true, false]);
    while (!view.work(0));
    expect([view.length, view.isWithin('down')]).toEqual([9, true]);
  });

  it('need not wait for more of what comes through a pipe, either', async () => {
    const shown = await open('flows');
    vi.spyOn(shown.program.session, 'ended', 'get').mockReturnValue(false);
    const view = new TwoPages(stageOf(shown));
    let now = performance.now();
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now++;
      return now;
    });
    while (!view.work(0));
    view.rows();
    expect([view.length, view.isComing, view.isWithin('down')]).toEqual([9, true, false]);
    now += 200;
    expect([view.isComing, view.isWithin('down'), view.isWithin('last')]).toEqual([true, true, false]);
    view.renew('filter');
    expect(view.isWithin('down')).toBe(false);
  });

  it('keep their order, though some need not wait', async () => {
    const { program } = await open('flows');
    Object.defineProperty(program.views.flows, 'isComing', { value: true });
    Object.defineProperty(program.views.flows, 'isWithin', { value: (one: Command) => one === 'down' });
    // Marking a row goes on to the next one.
    screen.type('jj j');
    expect(rowText(program.view.status())).toMatch(/^3\//);
  });

  it('wait for the history of an AOR', async () => {
    const shown = await open('flows');
    shown.type('4');
    await settled();
    shown.type('\r\r');
    await settled();
    expect(viewOf(shown.program.state)).toBe('messages');
  });

  it('wait for the state of an earlier time', async () => {
    const shown = await open('flows');
    shown.type(':at +3\r4j');
    const { aors } = shown.program.views;
    expect(aors.status()).toEqual([]);
    await settled();
    expect(rowText(aors.status())).toMatch(/^2\//);
  });

  it('wait for that state, too, if rows of another time are shown until then', async () => {
    screen = await openScreen([CALLS], { columns: 120, rows: 40, view: 'aors' });
    const { aors } = screen.program.views;
    for (const step of [0, 1, 30]) {
      busy(200);
      await settled();
      await screen.lines();
      vi.restoreAllMocks();
      busy(step);
      screen.type('g:at +3\r');
      await screen.lines();
      screen.type('j');
      expect(rowText(aors.status())).not.toMatch(/^2\//);
      await settled();
      expect(rowText(aors.status())).toMatch(/^2\//);
      screen.type('Eg');
      await settled();
      vi.restoreAllMocks();
    }
  });
});

function stageOf({ program }: TestScreen): ProgramStage {
  return new ProgramStage(program.session, COLOURED, NO_PREFERENCES, {
    model: () => program.state,
    views: () => program.views,
    keys: USUAL_KEYS,
    dispatch: () => undefined,
    askCommand: () => undefined,
  });
}

/** First a page of three rows, and after many steps one of nine. */
class TwoPages extends PageView {
  readonly context = 'flows';

  protected *make(): PageSteps {
    yield page(3);
    for (let step = 0; step < 100; step++) yield;
    return page(9);
  }
}

function page(length: number): Page {
  return { length, heading: () => [], row: () => [] };
}

it('a filter can be typed while the rows of a view are still being made', async () => {
  const shown = await open('flows');
  Object.defineProperty(shown.program.views.cluster, 'isComing', { value: true });
  shown.type('5j/cap:usrloc');
  expect(shown.program.state.filter.edit?.text).toBe('cap:usrloc');
});

it('what is suggested to be searched for or saved to is replaced by what is typed, or edited', async () => {
  const shown = await open('flows');
  shown.type('\x13BUSY\r');
  await settled();
  shown.type('\x13CANC');
  expect(await status()).toMatch(/^Search: CANC /);
  shown.type('\x1b\x13\x7f');
  expect(await status()).toMatch(/^Search: BUS /);
  shown.type('\x1bs');
  expect(await status()).toContain(': f11.pcapng');
  shown.type('calls.txt');
  expect(await status()).toContain(': calls.txt ');
});
