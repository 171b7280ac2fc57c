import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Fields } from '../../decoders/fields/decode.ts';
import { clipboardSequence, LONGEST_COPY } from '../../src/tui/copy/clipboard.ts';
import { Folder } from '../capture/reading.ts';
import { WrittenCluster } from '../support/written-cluster.ts';
import { openScreen, type TestScreen } from './support/screen.ts';

const CALLS = 'fixtures/captures/3.4/calls-shared-sockets/bridge.pcap.gz';

let screen: TestScreen | undefined;
afterEach(() => screen?.close());
const folder = new Folder();
afterAll(() => folder.remove());

/** What the last sequence puts into the clipboard. */
function copied({ copied }: TestScreen): string | undefined {
  const [, data] = /^\x1b\]52;c;([A-Za-z0-9+/=]*)\x07$/.exec(copied.at(-1) ?? '') ?? [];
  return data === undefined ? undefined : Buffer.from(data, 'base64').toString('utf8');
}

describe('y and Y', () => {
  it('copy the Call-ID of a flow, say so, and what it is called', async () => {
    screen = await openScreen([CALLS], { columns: 100, rows: 30, view: 'flows' });
    screen.type('y');
    const callId = screen.program.view.selection?.text ?? '';
    expect(callId).not.toBe('');
    expect(copied(screen)).toBe(callId);
    expect(await screen.text()).toContain(`copied ${callId.slice(0, 20)}`);
    screen.type('Y');
    expect(copied(screen)).toBe('Call-ID');
  });

  it('copy the field that is selected in a message', async () => {
    screen = await openScreen([CALLS], { columns: 100, rows: 30 });
    screen.type('\r\tjY');
    const { text = '', path = '' } = screen.program.view.selection ?? {};
    expect(copied(screen)).toBe(path);
    screen.type('y');
    expect(copied(screen)).toBe(text);
  });

  it('copy nothing that is more than text where it is pasted', async () => {
    // The end of a bracketed paste, and a line that a shell would run.
    const hostile = 'x\x1b[201~\nreboot\n';
    const cluster = new WrittenCluster(1, 2)
      .send('dialog-dlg-repl', 'REPLICATION_DLG_DELETED', dialog(`call${hostile}`), 1, 2)
      .register(1, `1000${hostile}`, { callId: '1@phone', contact: `sip:1000${hostile}@192.0.2.200` });
    const file = folder.file(cluster.capture('bridge'), 'hostile.pcap');
    screen = await openScreen([file], { columns: 100, rows: 30, view: 'flows' });
    const taken: string[] = [];
    for (const keys of ['y', 'jy', 'jy', '4', 'y', 'Y', 'ly', '\ry', 'Y', '\x1b3y', 'jy']) {
      screen.type(keys);
      await screen.read();
      taken.push(copied(screen) ?? '');
    }
    expect(taken.join(' ')).toContain('call');
    expect(taken.join(' ')).toContain('sip:1000');
    for (const text of taken) expect(text).not.toMatch(/\p{Cc}/u);
  });

  it('say so where there is nothing', async () => {
    screen = await openScreen([CALLS], { columns: 100, rows: 30 });
    screen.type('/aor:nobody\r');
    await screen.read();
    screen.type('y');
    expect(screen.copied).toEqual([]);
    expect(await screen.text()).toContain('nothing here to copy');
  });
});

function dialog(callid: string): Fields {
  return { callid, from_tag: 'a', to_tag: 'b', h_id: 1 };
}

describe('the sequence', () => {
  it('is there for tmux, and for the terminal around it, in one piece', () => {
    expect(clipboardSequence('é', false)).toBe('\x1b]52;c;w6k=\x07');
    expect(clipboardSequence('é', true)).toBe('\x1b]52;c;w6k=\x07\x1bPtmux;\x1b\x1b]52;c;w6k=\x07\x1b\\');
  });

  it('has a bound, in bytes', () => {
    expect(clipboardSequence('a'.repeat(LONGEST_COPY), false)).toBeDefined();
    expect(clipboardSequence('é'.repeat(LONGEST_COPY), false)).toBeUndefined();
  });
});
