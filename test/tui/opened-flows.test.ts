import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { generate } from '../../bench/traffic/generate.ts';
import { trafficOptions } from '../../bench/traffic/options.ts';
import { Session } from '../../src/engine/session.ts';
import type { Flow } from '../../src/flows/flow.ts';
import { OpenedFlows } from '../../src/tui/ladder/opened-flows.ts';
import { Analyses } from '../../src/tui/views/analyses.ts';
import { remoteSource } from '../remote/served-bytes.ts';
import { openScreen, TestScreen } from './support/screen.ts';

test('a ladder follows a flow that turns out to be a part of another one, and says so', async (context) => {
  const session = await Session.open(['fixtures/captures/3.4/all-capabilities/bridge.pcap.gz']);
  context.onTestFinished(() => session.close());
  while (session.read(1000) !== 'end') await session.whenReady();
  session.align();
  const analyses = new Analyses(session);
  const opened = new OpenedFlows(analyses, () => []);
  // Two legs of a B2BUA, until an event tells that they are one call.
  const legOf = (): Flow | undefined => analyses.current?.flows.flows().find(({ id }) => id === 'f24');
  while (legOf() === undefined) analyses.advance(0);
  const leg = legOf() as Flow;
  opened.open([leg]);
  while (!leg.isForgotten) {
    opened.findAgain();
    analyses.advance(0);
  }
  opened.findAgain();
  const [whole, ...more] = opened.flows;
  expect([whole?.id, whole?.isForgotten, more, opened.isGone]).toEqual(['f23', false, [], false]);
  expect(whole?.callIds).toEqual(expect.arrayContaining([...leg.callIds]));
  expect(opened.changes).toEqual(['f24 turned out to be a part of f23']);
  opened.open([whole as Flow]);
  expect(opened.changes).toEqual([]);
});

test('a ladder whose flow is no longer kept stays as it was, and says so', async (context) => {
  const path = join(mkdtempSync(join(tmpdir(), 'syncgrep-gone-')), 'sip.pcap');
  context.onTestFinished(() => rmSync(dirname(path), { recursive: true }));
  await generate(path, trafficOptions({ kind: 'sip', messages: 6000, seed: 5 }));
  const remote = [await remoteSource(context, readFileSync(path))];
  const session = await Session.open([], { remote, spool: { files: 3, fileSize: 500_000 } });
  const screen = new TestScreen(session, { columns: 80, rows: 24, view: 'flows' });
  context.onTestFinished(() => screen.close());
  const readTo = async (messages: number): Promise<void> => {
    while (session.tables.index.size < messages && !session.ended)
      if (screen.program.work(5) !== 'more') await session.whenReady();
  };
  await readTo(500);
  screen.type('\r');
  const arrows = async (): Promise<readonly string[]> => {
    const lines = await screen.lines();
    return lines
      .filter((line) => line.includes('>│') || line.includes('│<'))
      .map((line) => line.slice(0, 60).trimEnd());
  };
  const before = await arrows();
  expect(before.length).toBeGreaterThan(1);
  await readTo(6000);
  await screen.read();
  expect(session.hasForgotten).toBe(true);
  expect(await screen.text()).toMatch(/! f1 is no longer kept, to make room for what came later/);
  expect(await arrows()).toEqual(before);
  screen.resize({ columns: 120, rows: 40 });
  screen.type('jj\r');
  expect((await arrows()).length).toBe(before.length);
  expect(await screen.text()).toContain('its frame had to make room for later ones');
});

test('what a filter hides that is typed over a ladder is dim there; one that led there only counts', async (context) => {
  const screen = await openScreen(['fixtures/captures/3.4/register/bridge.pcap.gz'], {
    columns: 160,
    rows: 40,
    view: 'flows',
  });
  context.onTestFinished(() => screen.close());
  screen.type('\r');
  await screen.read();
  const all = (await screen.lines()).filter((line) => /\d │/.test(line)).length;
  screen.type('/method:REGISTER\r');
  await screen.read();
  const lines = await screen.lines();
  expect(lines.filter((line) => /\d │/.test(line)).length).toBe(all);
  expect(lines.at(-2)).toMatch(/ 2 of \d+ match the filter/);
  const isDim = async (): Promise<boolean> => {
    screen.written = '';
    screen.resize({ columns: 160, rows: 40 });
    await screen.lines();
    const rows = screen.written.split('\x1b[2m').slice(1);
    return rows.some((text) => /^[^\x1b]*usrloc/.test(text));
  };
  expect(await isDim()).toBe(true);
  screen.type('1\r');
  await screen.read();
  expect((await screen.lines()).at(-2)).toMatch(/ 2 of \d+ match the filter/);
  expect(await isDim()).toBe(false);
});
