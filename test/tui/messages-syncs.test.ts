import { afterEach, describe, expect, it } from 'vitest';
import { openScreen, type ScreenOptions, type TestScreen } from './support/screen.ts';

const SYNC = 'fixtures/captures/3.4/sync/bridge.pcap.gz';
const SIZE = { columns: 160, rows: 24 };

let screen: TestScreen | undefined;
afterEach(() => screen?.close());

async function open(options: Partial<ScreenOptions> = {}): Promise<TestScreen> {
  screen = await openScreen([SYNC], { ...SIZE, ...options });
  return screen;
}

async function selected(shown: TestScreen): Promise<string> {
  return (await shown.lines()).find((line) => line.startsWith('>')) ?? '';
}

describe('a burst of sync packets', () => {
  it('is one row that opens and closes', async () => {
    const shown = await open();
    shown.type('j');
    expect(await selected(shown)).toMatch(
      /node4 → node3 .*▸ sync usrloc-contact-repl, 13 packets, 4,\d+ chunks/,
    );
    const { messages } = shown.program.views;
    const rows = messages.model.length;
    shown.type('\x1b[C');
    expect(messages.model.length).toBe(rows + 12);
    expect(await selected(shown)).toContain('▾');
    shown.type('jjj\x1b[D');
    expect(messages.model.length).toBe(rows);
    expect(await selected(shown)).toContain('▸ sync');
    shown.type('\r');
    expect(messages.model.focus).toBe('list');
    expect(messages.model.length).toBe(rows + 12);
  });

  it('counts messages, not rows', async () => {
    const shown = await open();
    shown.type('jj');
    const lines = await shown.lines();
    expect(lines[0]).toContain('50 of 287 messages');
    expect(lines.at(-2)).toMatch(/^15\/50 /);
    shown.type('G');
    expect((await shown.lines()).at(-2)).toMatch(/^37–50\/50 /);
  });

  it('opens for a message in it that is looked for', async () => {
    const shown = await open();
    const { messages } = shown.program.views;
    const inside = messages.list.at(5);
    expect(messages.show(inside)).toBe(true);
    expect(await selected(shown)).toMatch(/CLUSTERER_SYNC +│ /);
    expect(messages.searchable?.length).toBe(50);
    expect(messages.searchable?.position).toBe(5);
    messages.searchable?.select(20);
    expect(messages.searchable?.position).toBe(20);
  });

  it('keeps the selected message when internal ones come in between', async () => {
    const shown = await open();
    shown.type('G');
    const before = (await selected(shown)).slice(0, 30);
    shown.type('i');
    await shown.read();
    expect((await selected(shown)).slice(0, 30)).toBe(before);
    shown.type('i');
    await shown.read();
    expect((await selected(shown)).slice(0, 30)).toBe(before);
  });

  it('is the same whether the capture is read at once or bit by bit', async () => {
    const shown = await open();
    const whole = shown.program.views.messages.model.length;
    shown.close();
    const { TestScreen: Screen } = await import('./support/screen.ts');
    const { Session } = await import('../../src/engine/session.ts');
    screen = new Screen(await Session.open([SYNC]), SIZE);
    while (screen.program.work(0) !== 'end') await screen.program.session.whenReady();
    expect(screen.program.views.messages.model.length).toBe(whole);
  });
});

describe('the heartbeat', () => {
  it('stands below the messages while internal ones are hidden', async () => {
    const shown = await open();
    const line = async (): Promise<string> => (await shown.lines()).at(-3) ?? '';
    expect(await line()).toMatch(/^ cluster 1: node 4 restarted at 09:29:4\d .*4 nodes, pings every \d s/);
    shown.type('i');
    expect(await line()).not.toContain('cluster 1:');
  });

  it('leaves the rows of a small screen to messages', async () => {
    const shown = await open({ columns: 80, rows: 18 });
    expect(await shown.text()).not.toContain('cluster 1:');
  });
});
