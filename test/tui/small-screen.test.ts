import { afterEach, describe, expect, it } from 'vitest';
import type { ViewName } from '../../src/tui/views/view-names.ts';
import { openScreen, type TestScreen } from './support/screen.ts';

const CALLS = 'fixtures/captures/3.4/calls-shared-sockets/bridge.pcap.gz';

let screen: TestScreen | undefined;
afterEach(() => screen?.close());

async function statusAfter(view: ViewName, keys: string): Promise<string> {
  screen = await openScreen([CALLS], { columns: 80, rows: 24, view });
  for (const key of keys) screen.type(key);
  return (await screen.lines()).at(-2) ?? '';
}

describe('at 80x24', () => {
  it.each([
    { view: 'messages', keys: 'x', says: 'No room for a message below the list  Enter opens it' },
    { view: 'messages', keys: 'v', says: 'No room for a message below the list  Enter opens it' },
    { view: 'ladder', keys: 'J', says: 'No message is beside the ladder  v shows it' },
    { view: 'flows', keys: '\t', says: 'Tab does nothing here' },
    { view: 'cluster', keys: 'G\r', says: 'No filter tells the messages of this' },
  ] as const)('$keys in $view is answered', async ({ view, keys, says }) => {
    expect(await statusAfter(view, keys)).toContain(says);
  });

  it('what is said or asked until the next key is not cut for what is always there', async () => {
    for (const key of 'acdDFImMOTX') {
      expect(await statusAfter('cluster', key)).toMatch(/^. does nothing here: .+ {2}\? lists the keys/);
      screen?.close();
    }
    expect(await statusAfter('flows', 'S')).toMatch(/\.json\): shown\.pcapng$/);
  });

  it('tells before all else that nothing new is shown', async () => {
    expect(await statusAfter('ladder', 'pzt')).toMatch(/^PAUSED \(p\) {2}Ladder registration f1/);
  });
});
