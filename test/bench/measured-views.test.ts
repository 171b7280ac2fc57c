import { afterEach, expect, test } from 'vitest';
import { MEASURED_VIEWS } from '../../bench/measure/measured-views.ts';
import { openScreen, type TestScreen } from '../tui/support/screen.ts';

const CALLS = 'fixtures/captures/master/calls-elsewhere/bridge.pcap.gz';

let screen: TestScreen | undefined;
afterEach(() => screen?.close());

test.each([
  [120, 40],
  [250, 40],
])('views that are measured are found on the screen: %i x %i', async (columns, rows) => {
  screen = await openScreen([CALLS], { columns, rows, view: 'flows' });
  await screen.lines();
  for (const { name, open, begin, isThere, place } of MEASURED_VIEWS) {
    screen.type(open);
    await screen.read();
    const lines = await screen.lines();
    expect(isThere(lines), name).toBe(true);
    screen.type(begin);
    expect(place(await screen.lines()), name).toBeDefined();
  }
});
