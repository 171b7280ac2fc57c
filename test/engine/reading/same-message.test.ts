import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { pcap } from '../../capture/build-captures.ts';
import { messagesOf, readAll } from '../../recordings/recordings.ts';
import { ethernet, ipv4, text, udp } from '../../support/build-packets.ts';

const folder = mkdtempSync(join(tmpdir(), 'same-message-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A phone's sign of life, the same bytes each time. */
const PING = text(
  'OPTIONS sip:b@192.0.2.2 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nFrom: <sip:a@192.0.2.1>;tag=1\r\n' +
    'To: <sip:b@192.0.2.2>\r\nCall-ID: c1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n',
);

function capture(name: string, seconds: readonly number[]): string {
  const path = join(folder, name);
  const packets = seconds.map((at) => ({
    seconds: Math.floor(at),
    fraction: Math.round((at % 1) * 1e6),
    data: ethernet(0x0800, ipv4(17, udp(PING), { identification: Math.floor(at) + 1 })),
  }));
  writeFileSync(path, pcap(packets));
  return path;
}

/** Of each message, in which seconds which observer saw it. */
async function sightsOf(...captures: readonly string[]): Promise<readonly (readonly string[])[]> {
  const session = await readAll(captures);
  const begin = session.firstFrameTime ?? 0;
  const all = [...messagesOf(session)].map((id) =>
    [...session.sightsOf(id)].map(
      ({ source, time }) => `${source} at ${Math.floor((time - begin) / 1e9 + 0.5)}`,
    ),
  );
  session.close();
  return all;
}

describe('equal datagrams of two observers', () => {
  test('are the same message if they were seen at the same time', async () => {
    const first = capture('1.pcap', [10, 110, 210]);
    const second = capture('2.pcap', [110.001, 210.001]);
    expect(await sightsOf(first, second)).toEqual([
      ['0 at 0'],
      ['0 at 100', '1 at 100'],
      ['0 at 200', '1 at 200'],
    ]);
  });

  test('or, where clocks differ, one after the other', async () => {
    const first = capture('3.pcap', [10, 110, 210]);
    const second = capture('4.pcap', [160, 260, 360]);
    expect(await sightsOf(first, second)).toEqual([
      ['0 at 0', '1 at 150'],
      ['0 at 100', '1 at 250'],
      ['0 at 200', '1 at 350'],
    ]);
  });

  test('cost the same however many there were', async () => {
    const path = capture(
      '5.pcap',
      Array.from({ length: 3000 }, (_, at) => at * 33),
    );
    expect(await sightsOf(path)).toHaveLength(3000);
  });
});
