import { afterEach, expect, test, vi } from 'vitest';
import { Analyses } from '../../src/tui/views/analyses.ts';
import { openScreen, type TestScreen } from './support/screen.ts';

const START = 'fixtures/captures/3.4/sync/bridge.pcap.gz';

let screen: TestScreen | undefined;
afterEach(() => {
  vi.restoreAllMocks();
  screen?.close();
});

test('a compressed file that is read, but not decoded, is not at 100 %', async () => {
  screen = await openScreen([START], { columns: 120, rows: 30, view: 'flows' });
  const { session } = screen.program;
  vi.spyOn(session, 'ended', 'get').mockReturnValue(false);
  const progress = vi.spyOn(session, 'progress', 'get');
  const whole = { ...session.progress, bytesTotal: 1000 };
  progress.mockReturnValue({ ...whole, bytesRead: 999 });
  expect((await screen.lines())[0]).toContain('reading 99.9 %  ');
  progress.mockReturnValue({ ...whole, bytesRead: 1000 });
  expect((await screen.lines())[0]).toMatch(/decoding {2}[\d,]+ (of [\d,]+ )?messages/);
  expect(await screen.text()).not.toContain('100.0');
});

test('the cluster tells as of when it is, while more is to be analysed', async () => {
  screen = await openScreen([START], { columns: 160, rows: 60, view: 'cluster' });
  expect(await screen.text()).toContain('\n4 nodes, 12 links\n');
  vi.spyOn(Analyses.prototype, 'isBehind', 'get').mockReturnValue(true);
  screen.program.views.cluster.renew('analysis');
  await screen.read();
  expect(await screen.text()).toMatch(/\nas of \d\d:\d\d:\d\d: 4 nodes, 12 links\n/);
});
