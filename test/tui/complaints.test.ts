import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { RECORDINGS, syncgrep, Workplace } from '../cli/run-program.ts';
import { readCapture, writeCapture } from '../recordings/capture-frames.ts';
import { openScreen, type TestScreen } from './support/screen.ts';

/** What commands say of their input on standard error, findings say on the screen. */

const place = new Workplace();
afterAll(() => place.remove());

let screen: TestScreen | undefined;
afterEach(() => {
  vi.restoreAllMocks();
  screen?.close();
});

/** A capture without some of its frames, the rest of them cut. */
function damaged(path: string): string {
  const { linkType, frames } = readCapture(path);
  const left = frames.filter((_, at) => at % 50 !== 0);
  const cut = left.map((frame, at) =>
    at % 60 === 1 ? { ...frame, bytes: frame.bytes.subarray(0, 80) } : frame,
  );
  return place.file('damaged.pcap', writeCapture({ linkType, frames: cut }).file.subarray(0, -7));
}

test.each([
  ['SIP on another port', () => [join(RECORDINGS, '3.6/calls-shared-sockets/node4.pcap.gz')]],
  ['TLS without keys', () => [join(RECORDINGS, '3.4/tls12/node1.pcap.gz')]],
  ['missing frames and damage', () => [damaged(join(RECORDINGS, '3.4/calls/bridge.pcap.gz'))]],
  [
    'clocks that cannot be compared',
    () => ['3.4/register', '3.4/calls'].map((name) => join(RECORDINGS, name, 'bridge.pcap.gz')),
  ],
])('%s', async (_, capturesOf) => {
  const paths = capturesOf();
  const told = (await syncgrep(['check', ...paths])).errors.split('\n').filter((line) => line !== '');
  expect(told.length).toBeGreaterThan(0);
  screen = await openScreen(paths, { columns: 400, rows: 120, view: 'flows' });
  const complaints = `${told.length} ${told.length === 1 ? 'complaint' : 'complaints'}`;
  expect((await screen.lines()).at(-2)).toContain(`${complaints} (w)`);
  screen.type('w');
  await screen.read();
  const lines = (await screen.lines()).map((line) => line.trim());
  expect(lines).toContain(`▾ what could not be read (${complaints})`);
  for (const line of told) expect(lines).toContain(line);
});

test('they are counted before the end of a pipe, whose end may never come, but not of a file', async () => {
  const path = join(RECORDINGS, '3.6/calls-shared-sockets/node4.pcap.gz');
  screen = await openScreen([path], { columns: 120, rows: 30, view: 'flows' });
  const { session } = screen.program;
  vi.spyOn(session, 'ended', 'get').mockReturnValue(false);
  expect((await screen.lines()).at(-2)).not.toContain('complaint');
  vi.spyOn(session, 'progress', 'get').mockReturnValue({ ...session.progress, bytesTotal: undefined });
  expect((await screen.lines()).at(-2)).toContain('1 complaint … (w)');
});

test('what can no longer be read once everything was read is counted, too', async () => {
  screen = await openScreen([join(RECORDINGS, '3.6/calls-shared-sockets/node4.pcap.gz')], {
    columns: 120,
    rows: 30,
    view: 'flows',
  });
  expect((await screen.lines()).at(-2)).toContain('1 complaint (w)');
  screen.program.session.spool.warnings.add('read-error', 0, 'cannot be read from here on');
  expect((await screen.lines()).at(-2)).toContain('2 complaints (w)');
});
