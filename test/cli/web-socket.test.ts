import { afterAll, expect, test } from 'vitest';
import { type Packet, pcap } from '../capture/build-captures.ts';
import { ethernet, ipv4, join, tcp, text } from '../support/build-packets.ts';
import { BEGIN, options, runProgram, syncgrep, Workplace } from './run-program.ts';

const place = new Workplace();
afterAll(() => place.remove());

const PORT = 8080;
const UPGRADE = 'GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: sip\r\n\r\n';

/** A connection on a port that nobody asks for, with these segments of its client. */
function connection(segments: readonly Uint8Array[]): Buffer {
  let sequence = 1000;
  const packets = segments.map((bytes, at): Packet => {
    const segment = tcp(bytes, { destination: PORT, sequence });
    sequence += bytes.length;
    return { seconds: BEGIN + at, fraction: 0, data: ethernet(0x0800, ipv4(6, segment)) };
  });
  return pcap(packets);
}

/** In one WebSocket frame, not masked. */
function framed(message: Uint8Array): Uint8Array {
  return join([0x81, 126, message.length >> 8, message.length & 0xff], message);
}

const MESSAGES = ['1000', '1001'].map((user) => framed(options(user)));

test.each([
  ['export', (capture: string, out: string) => syncgrep(['export', '--any-port', '-o', out, capture])],
  ['-O', (capture: string, out: string) => syncgrep(['packets', '--any-port', '-O', out, capture])],
  [
    '-O of a pipe',
    (_: string, out: string, input: Uint8Array) =>
      runProgram(['packets', '--any-port', '-O', out, '-'], { input }),
  ],
] as const)('%s also writes what opened a WebSocket: it can be read again', async (_, write) => {
  const input = connection([text(UPGRADE), ...MESSAGES]);
  const out = place.path('part.pcapng');
  const { errors } = await write(place.file('all.pcap', input), out, input);
  expect(errors).toContain(`${out}: 3 frames`);
  const first = await syncgrep(['packets', '--json', '--any-port', out]);
  expect(
    first.output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).frames[0].no),
  ).toEqual([2, 3]);
});

test('SIP over a WebSocket that was opened before the capture is known on any port', async () => {
  const { output } = await syncgrep([
    'packets',
    '-q',
    '--any-port',
    place.file('mid.pcap', connection(MESSAGES)),
  ]);
  expect(output.trimEnd().split('\n')).toHaveLength(2);
});
