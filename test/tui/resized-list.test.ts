import { afterEach, expect, it } from 'vitest';
import { openScreen, type TestScreen } from './support/screen.ts';

const CALLS = 'fixtures/captures/3.4/calls-shared-sockets/bridge.pcap.gz';
const SMALL = { columns: 80, rows: 24 };
const screens: TestScreen[] = [];
afterEach(() => {
  for (const one of screens.splice(0)) one.close();
});

async function open(size: { columns: number; rows: number }): Promise<TestScreen> {
  const screen = await openScreen([CALLS], { ...size, view: 'messages' });
  screens.push(screen);
  return screen;
}

/** Columns of the list become wider with what they have to show; not for what a wider screen has shown. */
it('a list of messages looks the same however the screen has got its size', async () => {
  const { program: resized } = await open({ columns: 160, rows: 50 });
  expect(resized.rows()[1]).toContain('REGISTER');
  resized.resize(SMALL);
  expect(resized.rows()).toEqual((await open(SMALL)).program.rows());
});

it('gives the room that shorter times leave to what follows them', async () => {
  const screen = await open(SMALL);
  const place = async (): Promise<number> => (await screen.lines())[2]?.indexOf('From') ?? -1;
  const before = await place();
  screen.type('t');
  expect(await place()).toBeLessThan(before);
  screen.type('tt');
  expect(await place()).toBe(before);
});
