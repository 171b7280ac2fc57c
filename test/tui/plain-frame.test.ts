import { expect, it } from 'vitest';
import { openScreen } from './support/screen.ts';

const CALLS = 'fixtures/captures/3.4/calls-shared-sockets/bridge.pcap.gz';

it.each([
  { columns: 80, rows: 24 },
  { columns: 200, rows: 60 },
])('before Ink is loaded, $columns x $rows look the same', async (size) => {
  const texts: string[] = [];
  for (const ink of [false, true]) {
    const screen = await openScreen([CALLS], { ...size, view: 'flows', ink });
    texts.push(await screen.text());
    screen.type('/aor:');
    texts.push(await screen.text());
    screen.close();
  }
  const [plain, plainTyping, drawn, drawnTyping] = texts;
  expect(plain).toContain('REGISTERED');
  expect([plain, plainTyping]).toEqual([drawn, drawnTyping]);
});
