import { afterEach, expect, it } from 'vitest';
import type { ViewName } from '../../src/tui/views/view-names.ts';
import { openScreen, type TestScreen } from './support/screen.ts';

/** Marks flows and opens their ladder, which is wider than the screen. */
const WIDE = `${' '.repeat(20)}\r`;
const CALLS = 'fixtures/captures/3.4/calls-shared-sockets/bridge.pcap.gz';

let screen: TestScreen | undefined;
afterEach(() => screen?.close());

/** Keys that have nothing to do at a place say so: otherwise they look broken. */
it.each<{ key: string; where: string; view: ViewName; before: string; says: string }>([
  { key: 'm', where: 'without AORs', view: 'aors', before: '/aor:nobody\r', says: 'No AOR is here' },
  { key: 'L', where: 'without AORs', view: 'aors', before: '/aor:nobody\r', says: 'No AOR is here' },
  { key: 'l', where: 'in a ladder that fits', view: 'flows', before: '\r', says: 'All columns are there' },
  { key: 'h', where: 'in a ladder that fits', view: 'flows', before: '\r', says: 'All columns are there' },
  {
    key: 'h',
    where: 'at the left of a wide one',
    view: 'flows',
    before: WIDE,
    says: 'No more columns there',
  },
  {
    key: '\x1b[C',
    where: 'at a message',
    view: 'messages',
    before: '',
    says: 'No burst of sync packets is here',
  },
])('$key $where', async ({ key, view, before, says }) => {
  screen = await openScreen([CALLS], { columns: 80, rows: 40, view });
  await screen.lines();
  screen.type(before);
  await screen.read();
  expect(await screen.text()).not.toContain(says);
  screen.type(key);
  expect((await screen.lines()).at(-2)).toContain(says);
});
