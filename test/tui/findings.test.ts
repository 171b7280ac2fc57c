import { afterEach, expect, test, vi } from 'vitest';
import { Analysis } from '../../src/engine/analysis/analysis.ts';
import { evidenceOf } from '../../src/engine/analysis/evidence.ts';
import { Session } from '../../src/engine/session.ts';
import { check } from '../../src/findings/check.ts';
import { KnownFindings } from '../../src/tui/findings/known-findings.ts';
import { viewOf } from '../../src/tui/model.ts';
import { Analyses } from '../../src/tui/views/analyses.ts';
import { printable } from '../../src/view/text/printable.ts';
import { openScreen, type TestScreen } from './support/screen.ts';

const MIXED = 'fixtures/captures/mixed/mixed-3.4-3.6/bridge.pcap.gz';
const START = 'fixtures/captures/3.4/sync/bridge.pcap.gz';

let screen: TestScreen | undefined;
afterEach(() => {
  vi.restoreAllMocks();
  screen?.close();
});

async function open(path: string, view: 'flows' | 'messages', columns = 160, rows = 60): Promise<TestScreen> {
  screen = await openScreen([path], { columns, rows, view });
  await screen.lines();
  return screen;
}

test('what check finds is a key away in every view, all of it and in its order', async () => {
  const shown = await open(MIXED, 'flows');
  const { session } = shown.program;
  const analysis = new Analysis(session);
  while (analysis.advance(1000) !== 'end');
  const expected = check(evidenceOf(session, analysis)).map(({ title }) => printable(title));
  expect(expected.length).toBeGreaterThan(4);
  for (const key of ['1', '2', '3', '4', '5', '6']) {
    shown.type(key);
    await shown.read();
    const lines = await shown.lines();
    expect(lines.at(-2)).toMatch(/\d errors, \d warnings \(w\) {2}UTC$/);
    shown.type('w');
    await shown.read();
    const titles = (await shown.lines()).flatMap(
      (line) => /^ {4}(?:error|warning|info) +(.*)/.exec(line)?.[1] ?? [],
    );
    expect(titles.map((title, at) => title.startsWith(expected[at] ?? '?'))).toEqual(
      expected.map(() => true),
    );
    shown.type('w');
    expect(viewOf(shown.program.state)).not.toBe('findings');
  }
});

test('Enter leads to the messages of a finding, and Esc back to the next one, and to where one was', async () => {
  const shown = await open(MIXED, 'messages');
  shown.type('w\r');
  await shown.read();
  expect(viewOf(shown.program.state)).toBe('messages');
  expect(shown.program.state.filter.applied).not.toBe('');
  shown.type('\x1b');
  expect(viewOf(shown.program.state)).toBe('findings');
  shown.type('j\r');
  await shown.read();
  expect(shown.program.state.filter.applied).not.toBe('');
  shown.type('\x1b');
  shown.type('\x1b');
  expect(viewOf(shown.program.state)).toBe('messages');
  expect(shown.program.state.filter.applied).toBe('');
});

test('what is selected stands below in full', async () => {
  const shown = await open(MIXED, 'flows', 80, 24);
  shown.type('w');
  const text = await shown.text();
  expect(text).toContain('Node 2 (3.6-4.0) sends a version that node 3 (3.3-3.5) does not read.');
});

test('the finding that is selected stays selected among others of the same nodes', async () => {
  const shown = await open(MIXED, 'flows', 80, 24);
  shown.type('wjj');
  const title = async (): Promise<string | undefined> =>
    (await shown.lines()).find((line) => line.startsWith('── '))?.slice(0, 70);
  const before = await title();
  expect(before).toMatch(/node 3 drops usrloc-contact-repl of node 4/);
  // The page is made anew.
  shown.program.view.renew('findings');
  await shown.read();
  expect(await title()).toBe(before);
});

test('the page of findings says so if nothing is wrong', async () => {
  const shown = await open(START, 'flows');
  shown.type('w');
  const text = await shown.text();
  expect(text).toContain('Everything was read without a complaint.');
});

test('while more is captured than is read, findings are still found, but keys go first unless somebody looks', async () => {
  const session = await Session.open([MIXED], {});
  while (session.read(1000) !== 'end') await session.whenReady();
  const analyses = new Analyses(session);
  while (!analyses.advance(1000));
  const findings = new KnownFindings(session, analyses);
  while (!findings.goOn(1000, false, 'flooded'));
  expect(findings.isBehind).toBe(false);
  expect(findings.current?.findings.length).toBeGreaterThan(4);
  const { revision } = findings;
  findings.outdate();
  const now = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => now + 5000);
  expect(findings.goOn(1000, false, 'flooded with keys')).toBe(true);
  expect(findings.revision).toBe(revision);
  vi.spyOn(performance, 'now').mockImplementation(() => now + 60_000);
  let steps = 0;
  for (; !findings.goOn(1000, false, 'flooded with keys'); steps++);
  expect([findings.revision > revision, steps > 10]).toEqual([true, true]);
  findings.outdate();
  expect(findings.goOn(1000, true, 'flooded with keys')).toBe(false);
  session.close();
});

test('a flow that a finding is about is marked', async () => {
  const shown = await open(MIXED, 'flows', 200);
  const lines = await shown.lines();
  const marked = lines.filter((line) => /^.!f\d+ .*registration.*version refused on nodes 1,3/.test(line));
  expect(marked.length).toBeGreaterThan(0);
});

test('what comes through a pipe is judged before its end, a file when it is read', async () => {
  const session = await Session.open([MIXED], {});
  while (session.tables.index.size < 300) if (session.read(0) !== 'more') await session.whenReady();
  const analyses = new Analyses(session);
  while (!analyses.advance(1000));
  const findings = new KnownFindings(session, analyses);
  while (!findings.goOn(1000, false, 'none'));
  expect([session.ended, findings.current]).toEqual([false, undefined]);
  vi.spyOn(session, 'progress', 'get').mockReturnValue({ ...session.progress, bytesTotal: undefined });
  while (!findings.goOn(1000, false, 'none'));
  expect(findings.current?.findings.length).toBeGreaterThan(0);
  session.close();
});

test('what a source has told stands there in full, though the status line had no room for it', async () => {
  const shown = await open(MIXED, 'flows', 80, 24);
  const text = `node1: the connection was lost, and is tried again every few seconds until it is back there`;
  shown.program.session.news.tell(text);
  expect((await shown.lines()).at(-2)).not.toContain(text);
  shown.type('wG');
  const words = (await shown.text()).replace(/\s+/g, ' ');
  expect(words).toContain('what sources have told');
  expect(words).toContain(text);
});
