import { describe, expect, test } from 'vitest';
import { Transport } from '../../../src/reassembly/carried-message.ts';
import { bytesOf, Conversation, packet, request } from './tcp-conversation.ts';

/** Streams whose SYN was not captured. */
describe('the first message of a stream that was captured from its middle on', () => {
  const next = request(2, 0, 'OPTIONS');

  test.each(['abc', '-1', '0x10', '1e3', '5, 5', '4294967296', '99999999999'])(
    'is not lost where its Content-Length is %s',
    (length) => {
      const first = request(1).replace('l : 0', `Content-Length: ${length}`);
      const stream = bytesOf(`${first}v=0\r\n${next}`);
      const { texts, counters } = new Conversation().segment({ sequence: 1, bytes: stream }).finish();
      expect(texts).toEqual([first, next]);
      expect(counters.junkBytes).toBe(5);
    },
  );

  test('is still none inside the body of another one, where no segment begins', () => {
    const inside = request(1).replace('l : 0', 'Content-Length: abc');
    const bytes = bytesOf(`body\r\n${inside}v=0\r\n${next}`);
    expect(new Conversation().segment({ sequence: 1, bytes }).finish().texts).toEqual([next]);
  });
});

describe('a BIN packet that announces more than a packet may have', () => {
  const good = packet(1, Buffer.alloc(40));
  const endless = Buffer.from(good, 'latin1');
  endless.writeUInt32LE(60_000_000, 4);

  test.each([false, true])('is counted, and packets behind it are read (SYN captured: %s)', (opened) => {
    const one = new Conversation(5555);
    if (opened) one.open(1);
    one.segment({ sequence: 1, bytes: endless });
    one.segment({ sequence: 1 + endless.length, bytes: bytesOf(good) }).finish();
    expect(one.texts).toEqual([good]);
    expect(one.counters.binTooLong).toBe(1);
  });

  test('is not seen in what only begins like one', () => {
    const other = Buffer.from(endless);
    other.writeUInt16LE(300, 8);
    const { counters } = new Conversation(5555).segment({ sequence: 1, bytes: other }).finish();
    expect(counters.binTooLong).toBe(0);
  });
});

test('a WebSocket that is asked for is read, also where neither SYN nor answer were captured', () => {
  const upgrade = 'GET / HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: sip\r\n\r\n';
  const [first, second] = [request(1), request(2)];
  const stream = Buffer.concat([bytesOf(upgrade), textFrame(first), textFrame(second)]);
  for (const size of [70, upgrade.length + 10, stream.length]) {
    const one = new Conversation();
    for (let at = 0; at < stream.length; at += size)
      one.segment({ sequence: 1 + at, bytes: stream.subarray(at, at + size) });
    expect(one.finish().texts).toEqual([first, second]);
    expect(one.received[0]?.transport).toBe(Transport.Ws);
  }
});

test('bytes of an unfinished message that are sent again and differ are counted, and the first are taken', () => {
  const text = request(1, 20);
  const again = `${'Z'.repeat(50)}${text.slice(100)}`;
  const same = new Conversation().segment({ sequence: 1, bytes: bytesOf(text.slice(0, 100)) });
  same.segment({ sequence: 51, bytes: bytesOf(text.slice(50)) }).finish();
  const other = new Conversation().segment({ sequence: 1, bytes: bytesOf(text.slice(0, 100)) });
  other.segment({ sequence: 51, bytes: bytesOf(again) }).finish();
  expect([same.texts, other.texts]).toEqual([[text], [text]]);
  expect([same.counters.conflictingSegments, other.counters.conflictingSegments]).toEqual([0, 1]);
});

/** A text frame that is whole (RFC 6455 5.2), masked as those of a client are. */
function textFrame(text: string): Uint8Array {
  const key = [1, 2, 3, 4];
  const bytes = bytesOf(text).map((byte, at) => byte ^ (key[at & 3] as number));
  return Uint8Array.of(0x81, 0xfe, bytes.length >> 8, bytes.length & 0xff, ...key, ...bytes);
}
