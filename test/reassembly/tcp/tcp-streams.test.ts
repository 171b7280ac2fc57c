import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TcpFlag } from '../../../decoders/packet-layers.ts';
import { Cut, Transport } from '../../../src/reassembly/carried-message.ts';
import { bytesOf, Conversation, packet, request, type Segment } from './tcp-conversation.ts';

const A = request(1, 30);
const B = request(2, 5);
const C = request(3);
const BIN_PORT = 5555;

/** Cuts a stream at the given places into segments. */
function cutAt(stream: string, places: readonly number[], from = 1000): Segment[] {
  const cuts = [...new Set([0, ...places.map((place) => place % stream.length), stream.length])].sort(
    (a, b) => a - b,
  );
  return cuts.slice(1).map((end, at) => {
    const start = cuts[at] ?? 0;
    return { sequence: (from + start) >>> 0, bytes: bytesOf(stream.slice(start, end)) };
  });
}

function play(segments: readonly Segment[], port: number, from = 1000): Conversation {
  const conversation = new Conversation(port).open(from);
  for (const segment of segments) conversation.segment(segment);
  return conversation.finish();
}

const places = fc.array(fc.nat({ max: 100_000 }), { maxLength: 40 });

const sipStream = fc
  .array(fc.record({ body: fc.nat({ max: 300 }), fill: fc.constantFrom('', '\r\n', '\r\n\r\n') }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((parts) => {
    const messages = parts.map(({ body }, at) => request(at, body));
    return { messages, stream: parts.map(({ fill }, at) => fill + messages[at]).join('') };
  });

const INNER = packet(9, new Uint8Array(20));

/** Payloads hold whole packets now and then, as those of sync do (spec bin-core 13). */
const binStream = fc
  .array(fc.tuple(fc.uint8Array({ maxLength: 200 }), fc.boolean()), { minLength: 1, maxLength: 12 })
  .map((parts) => {
    const messages = parts.map(([bytes, nested], at) =>
      packet(at, nested ? Buffer.concat([bytesOf(INNER), bytes, bytesOf(INNER)]) : bytes),
    );
    return { messages, stream: messages.join('') };
  });

const conversations = [
  { name: 'SIP', port: 5060, streams: sipStream },
  { name: 'BIN', port: BIN_PORT, streams: binStream },
];

describe.each(conversations)('any stream of $name', ({ port, streams }) => {
  test('gives the same messages however it is cut into segments', () => {
    fc.assert(
      fc.property(streams, places, ({ messages, stream }, cuts) => {
        const { texts, received } = play(cutAt(stream, cuts), port);
        expect(texts).toEqual(messages);
        expect(received.every((message) => message.cut === Cut.None)).toBe(true);
      }),
    );
  });

  test('gives the same messages in any order, with repetitions, across the wrap of sequence numbers', () => {
    fc.assert(
      fc.property(
        streams,
        places,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 60, maxLength: 60 }),
        fc.nat({ max: 5000 }),
        ({ messages, stream }, cuts, keys, before) => {
          const from = 0xffff_ffff - before;
          const segments = cutAt(stream, cuts, from);
          // Some twice, some as part of a longer one, all shuffled.
          const more = segments.flatMap((segment, at) => {
            const next = segments[at + 1];
            const both = next === undefined ? segment.bytes : Buffer.concat([segment.bytes, next.bytes]);
            if (at % 3 === 0) return [segment, segment];
            return at % 3 === 1 ? [segment, { sequence: segment.sequence, bytes: both }] : [segment];
          });
          const shuffled = more
            .map((segment, at) => ({ segment, key: keys[at % keys.length] ?? 0 }))
            .sort((a, b) => a.key - b.key)
            .map(({ segment }) => segment);
          const { texts, gaps } = play(shuffled, port, from);
          expect(texts).toEqual(messages);
          expect(gaps).toEqual([]);
        },
      ),
    );
  });

  test('with segments lost: what lies outside the gaps is whole, and nothing is glued across one', () => {
    fc.assert(
      fc.property(
        streams,
        places,
        fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
        (built, cuts, lost) => {
          const { messages, stream } = built;
          const segments = cutAt(stream, cuts);
          const kept = segments.filter((_, at) => lost[at % lost.length] !== true);
          const { received } = play(kept, port);
          // A packet inside another that happens to end a segment cannot be told from a real one.
          const whole = new Set([...messages, INNER]);
          for (const message of received) {
            // One with a part missing is the beginning of a real one.
            if (message.cut === Cut.None) expect(whole).toContain(message.text);
            else expect([...messages, INNER].some((real) => real.startsWith(message.text))).toBe(true);
          }
          // Every message that begins a segment, or follows one that was whole, is found if all of it came.
          if (kept.length === segments.length) expect(received.map((m) => m.text)).toEqual(messages);
        },
      ),
    );
  });
});

test('no bytes, in any segments, throw or hang', () => {
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc
      .constantFrom(
        A,
        B,
        'P4CK',
        packet(1, new Uint8Array(3)),
        '\r\n\r\n',
        'GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n',
        '\x81\x7e',
        '\x16\x03\x03\x00\x20',
      )
      .map(bytesOf),
  );
  const segment = fc.record({
    sequence: fc.nat({ max: 3000 }),
    bytes: anything,
    flags: fc.constantFrom(TcpFlag.Ack, TcpFlag.Syn, TcpFlag.Fin, TcpFlag.Rst, TcpFlag.Syn | TcpFlag.Fin),
    back: fc.boolean(),
    acknowledgement: fc.nat({ max: 4000 }),
    time: fc.nat({ max: 10e9 }),
  });
  fc.assert(
    fc.property(
      fc.array(segment, { maxLength: 60 }),
      fc.constantFrom(5060, BIN_PORT, 7),
      (segments, port) => {
        const conversation = new Conversation(port, { anyPort: true });
        for (const one of segments) {
          conversation.segment({ ...one, captured: Math.min(one.bytes.length, one.sequence % 400) });
        }
        conversation.finish();
      },
    ),
    { numRuns: 300 },
  );
});

describe('a lost segment', () => {
  const stream = A + B + C;
  const inA = { sequence: 1000, bytes: bytesOf(stream.slice(0, 100)) };
  const behindGap = { sequence: 1000 + A.length - 10, bytes: bytesOf(stream.slice(A.length - 10)) };

  test('cuts the message that it was a part of, and the next ones are whole', () => {
    const { received, gaps, counters } = play([inA, behindGap], 5060);
    expect(received.map(({ text, cut }) => [text, cut])).toEqual([
      [A.slice(0, 100), Cut.Gap],
      [B, Cut.None],
      [C, Cut.None],
    ]);
    expect(gaps).toEqual([A.length - 110]);
    expect(counters).toMatchObject({ gaps: 1, gapBytes: A.length - 110, messagesCut: 1 });
  });

  test('is waited for as long as the receiver has not acknowledged it, then not', () => {
    const conversation = new Conversation().open(1000).segment(inA);
    const ack = { sequence: 5000, bytes: new Uint8Array(0), back: true };
    conversation.segment({ ...ack, acknowledgement: 1100 });
    conversation.segment({ ...behindGap, time: 1e9 });
    conversation.segment({ ...ack, acknowledgement: 1100, time: 2e9 });
    expect(conversation.texts).toEqual([]);
    conversation.segment({ ...ack, acknowledgement: 1000 + stream.length, time: 2.1e9 });
    expect(conversation.texts).toEqual([A.slice(0, 100), B, C]);
    expect(conversation.received[1]?.time).toBe(1e9);
  });

  test('is waited for some seconds where the other direction was not captured', () => {
    const conversation = new Conversation()
      .open(1000)
      .segment(inA)
      .segment({ ...behindGap, time: 1e9 });
    conversation.segment({ sequence: 1000 + stream.length, bytes: bytesOf(C), time: 4e9 });
    expect(conversation.texts).toEqual([]);
    conversation.segment({ sequence: 1000 + stream.length + C.length, bytes: bytesOf(C), time: 7e9 });
    expect(conversation.texts).toEqual([A.slice(0, 100), B, C, C, C]);
  });
});

describe('the snap length', () => {
  test('cuts a message, and what follows in the next segment is in step', () => {
    const conversation = new Conversation().open(1);
    conversation.segment({ sequence: 1, bytes: bytesOf(A + B), captured: A.length + 80 });
    conversation.segment({ sequence: 1 + A.length + B.length, bytes: bytesOf(C) });
    expect(conversation.received.map(({ text, cut }) => [text, cut])).toEqual([
      [A, Cut.None],
      [B.slice(0, 80), Cut.Snaplen],
      [C, Cut.None],
    ]);
    expect(conversation.gaps).toEqual([]);
    expect(conversation.counters).toMatchObject({ cutSegments: 1, gaps: 0 });
  });
});

describe('a SIP message with a broken start line', () => {
  const broken = (line: string) => request(9, 20).replace(/^.*/, line);

  const BROKEN = [
    'OPT\x02IONS sip:bob@example.com SIP/2.0',
    'OPTIONS bob SIP/2.0',
    'OPTIONS sip:bob@example.com',
    'OPTIONS sip:bob@example.com HTTP/1.1',
    'SIP/3.0 200 OK',
    'SIP/2.0 2x0 OK',
  ];

  test.each(BROKEN)('is a message all the same, and loses none beside it: %j', (line) => {
    const malformed = broken(line);
    for (const messages of [
      [malformed, A],
      [A, malformed, B],
    ]) {
      const stream = messages.join('');
      for (const places of [[], [malformed.length], [A.length], [malformed.length - 20]]) {
        const { texts, counters } = play(cutAt(stream, places), 5060);
        expect(texts).toEqual(messages);
        expect(counters).toMatchObject({ junkBytes: 0, skippedBytes: 0, syncLost: 0 });
      }
    }
  });

  test('is the same however it is cut into segments', () => {
    const line = fc.constantFrom(...BROKEN, 'OPTIONS sip:bob@example.com SIP/2.0');
    const lines = fc.array(line, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(lines, places, (lines, cuts) => {
        const messages = lines.map(broken);
        const { texts, counters } = play(cutAt(messages.join(''), cuts), 5060);
        expect(texts).toEqual(messages);
        expect(counters).toMatchObject({ junkBytes: 0, skippedBytes: 0, syncLost: 0 });
      }),
      { numRuns: 300 },
    );
  });

  test('that is cut anywhere', () => {
    for (const line of BROKEN) {
      const malformed = broken(line);
      for (const first of ['', A]) {
        for (let at = 1; at < malformed.length; at++) {
          const stream = `${first}${malformed}${B}`;
          const { texts } = play(cutAt(stream, [first.length + at]), 5060);
          expect(texts).toEqual([first, malformed, B].filter((one) => one !== ''));
        }
      }
    }
  });

  test('is none if its line does not end', () => {
    const { texts, counters } = play(cutAt(`${A}OPTIONS bob 1`, [A.length, A.length + 9]), 5060);
    expect(texts).toEqual([A]);
    expect(counters.skippedBytes).toBe(13);
  });

  test('is none if what follows are no header fields', () => {
    const { texts } = play(cutAt(`nonsense SIP/2.0\r\nmore of it\r\n\r\n${A}`, []), 5060);
    expect(texts).toEqual([A]);
  });

  test('is none of HTTP', () => {
    const { texts } = play(cutAt('GET / HTTP/1.1\r\nHost: example.com\r\n\r\n', []), 5060);
    expect(texts).toEqual([]);
  });
});

describe('a capture that begins in the middle of a connection', () => {
  test('finds the next SIP message, not a line that looks like one inside a body', () => {
    const middle = `SIP/2.0 200 OK\r\nin a body, no header field\r\n\r\nrest of it`;
    const { texts, counters } = new Conversation()
      .segment({ sequence: 77, bytes: bytesOf(middle + A) })
      .segment({ sequence: 77 + middle.length + A.length, bytes: bytesOf(B) })
      .finish();
    expect(texts).toEqual([A, B]);
    expect(counters.skippedBytes).toBe(middle.length);
  });

  test.each([
    ['alone in its segment', [''], [A]],
    ['with another one behind it', [A], [B]],
  ])('malformed, but %s: a message all the same', (_, behind, then) => {
    const malformed = request(9).replace('Call-ID: ', 'Call-ID ');
    const first = malformed + behind.join('');
    const { texts, counters } = new Conversation()
      .segment({ sequence: 77, bytes: bytesOf(first) })
      .segment({ sequence: 77 + first.length, bytes: bytesOf(then.join('')) })
      .finish();
    expect(texts).toEqual([malformed, ...behind, ...then].filter((one) => one !== ''));
    expect(counters.skippedBytes).toBe(0);
  });

  test('a malformed message in several segments is not lost, either', () => {
    const malformed = request(9, 40).replace('Call-ID: ', 'Call-ID ');
    for (const at of [40, malformed.indexOf('CSeq'), malformed.length - 10]) {
      const { texts, counters } = new Conversation()
        .segment({ sequence: 77, bytes: bytesOf(malformed.slice(0, at)) })
        .segment({ sequence: 77 + at, bytes: bytesOf(malformed.slice(at)) })
        .segment({ sequence: 77 + malformed.length, bytes: bytesOf(A) })
        .finish();
      expect(texts).toEqual([malformed, A]);
      expect(counters.skippedBytes).toBe(0);
    }
  });

  test('the start line in a body is none of a malformed message that swallows the next one', () => {
    const body = 'SIP/2.0 200 OK\r\n';
    const { texts } = new Conversation()
      .segment({ sequence: 77, bytes: bytesOf(body) })
      .segment({ sequence: 77 + body.length, bytes: bytesOf(A) })
      .finish();
    expect(texts).toEqual([A]);
  });

  test('what is left of a start line or of a Via after a gap begins no malformed message', () => {
    for (const rest of ['SIP/2.0\r\nVia', 'SIP/2.0/TCP']) {
      const { texts } = new Conversation()
        .segment({ sequence: 77, bytes: bytesOf(A.slice(A.indexOf(rest))) })
        .segment({ sequence: 77 + A.length - A.indexOf(rest), bytes: bytesOf(B) })
        .finish();
      expect(A).toContain(rest);
      expect(texts).toEqual([B]);
    }
  });

  test('finds the next BIN packet, not the whole ones inside the one it begins in', () => {
    const inner = packet(5, new Uint8Array(10));
    const outer = packet(1, bytesOf(`${inner}${inner}tail that is no packet`));
    const stream = outer.slice(20) + packet(2, new Uint8Array(4)) + packet(3, new Uint8Array(4));
    const { texts } = new Conversation(BIN_PORT).segment({ sequence: 9, bytes: bytesOf(stream) }).finish();
    expect(texts).toEqual([packet(2, new Uint8Array(4)), packet(3, new Uint8Array(4))]);
  });
});

describe('retransmissions and copies', () => {
  const first = { sequence: 1000, bytes: bytesOf(A), identification: 7, time: 1e6 };

  test('a segment sent again counts for its message, a copy of it does not', () => {
    const conversation = new Conversation().open(1000).segment(first);
    conversation.segment({ ...first, time: 1.2e6 });
    conversation.segment({ ...first, identification: 8, time: 200e6 });
    conversation.segment({ ...first, identification: 8, time: 200.1e6 });
    expect(conversation.texts).toEqual([A]);
    expect(conversation.retransmitted).toEqual([0]);
    expect(conversation.counters).toMatchObject({ duplicateCopies: 2, retransmittedSegments: 1 });
  });

  test('of the first half, before the message was whole', () => {
    const half = { sequence: 1000, bytes: bytesOf(A.slice(0, 50)), identification: 1 };
    const conversation = new Conversation().open(1000).segment(half);
    conversation.segment({ ...half, identification: 2 });
    conversation.segment({ sequence: 1050, bytes: bytesOf(A.slice(50)) });
    expect(conversation.texts).toEqual([A]);
    expect(conversation.retransmitted).toEqual([0]);
  });

  test('a probe that only asks whether the other side is there is neither', () => {
    const conversation = new Conversation().open(1000).segment(first);
    conversation.segment({ sequence: 999 + A.length, bytes: new Uint8Array(1) });
    expect(conversation.retransmitted).toEqual([]);
    expect(conversation.counters).toMatchObject({ tcpKeepAlives: 1, retransmittedSegments: 0 });
  });
});

describe('connections', () => {
  test('the same ports used again: nothing of the first is glued to the second', () => {
    const conversation = new Conversation().open(1000);
    conversation.segment({ sequence: 1000, bytes: bytesOf(A.slice(0, 90)) });
    conversation.open(500_000_000).segment({ sequence: 500_000_000, bytes: bytesOf(B) });
    expect(conversation.received.map(({ text, cut }) => [text, cut])).toEqual([
      [A.slice(0, 90), Cut.End],
      [B, Cut.None],
    ]);
  });

  test('used again without a SYN in the capture, after a FIN', () => {
    const conversation = new Conversation().open(1000);
    conversation.segment({ sequence: 1000, bytes: bytesOf(A), flags: TcpFlag.Fin });
    conversation.segment({ sequence: 90_000, bytes: bytesOf(B) });
    expect(conversation.texts).toEqual([A, B]);
    expect(conversation.gaps).toEqual([]);
  });

  test('a SYN seen twice does not begin another one', () => {
    const conversation = new Conversation()
      .open(1000)
      .segment({ sequence: 1000, bytes: bytesOf(A.slice(0, 90)) });
    conversation.open(1000).segment({ sequence: 1090, bytes: bytesOf(A.slice(90)) });
    expect(conversation.texts).toEqual([A]);
  });

  test('RST ends the message at hand', () => {
    const conversation = new Conversation()
      .open(1000)
      .segment({ sequence: 1000, bytes: bytesOf(A.slice(0, 90)) });
    conversation.segment({ sequence: 1090, bytes: new Uint8Array(0), flags: TcpFlag.Rst });
    expect(conversation.received).toMatchObject([{ text: A.slice(0, 90), cut: Cut.End }]);
  });
});

describe('limits', () => {
  test('of what waits behind a hole: the stream goes on without the missing bytes', () => {
    const conversation = new Conversation(5060, { heldStreamBytes: 4096 }).open(1000);
    conversation.segment({ sequence: 1000, bytes: bytesOf(A.slice(0, 50)) });
    let sequence = 1000 + A.length;
    for (let number = 0; number < 20; number++) {
      conversation.segment({ sequence, bytes: bytesOf(B) });
      sequence += B.length;
    }
    expect(conversation.counters).toMatchObject({ holesGivenUp: 1, gaps: 1 });
    expect(conversation.texts).toEqual([A.slice(0, 50), ...Array.from({ length: 20 }, () => B)]);
  });

  test('of a body: the beginning is shown, the rest passed over, the next message found', () => {
    const long = request(2, 5000);
    const { received, counters } = new Conversation(5060, { sipBodyBytes: 1000 })
      .open(1)
      .segment({ sequence: 1, bytes: bytesOf(long + C) })
      .finish();
    expect(received.map(({ text, cut }) => [text.length, cut])).toEqual([
      [long.length - 4000, Cut.Limit],
      [C.length, Cut.None],
    ]);
    expect(counters).toMatchObject({ messagesTooLong: 1 });
  });

  test('of a header without an end', () => {
    const endless = `MESSAGE sip:a@b SIP/2.0\r\nX: ${'x'.repeat(200_000)}`;
    const { received } = new Conversation()
      .open(1)
      .segment({ sequence: 1, bytes: bytesOf(endless) })
      .finish();
    expect(received).toMatchObject([{ cut: Cut.Limit }]);
    expect(received[0]?.text.length).toBe(64 * 1024);
  });
});

test('TLS where SIP was expected is counted, and nothing is read', () => {
  const record = '\x16\x03\x01\x00\x05hello';
  const { texts, counters } = new Conversation()
    .open(1)
    .segment({ sequence: 1, bytes: bytesOf(record) })
    .segment({ sequence: 11, bytes: bytesOf(A) })
    .finish();
  expect(texts).toEqual([]);
  expect(counters.encryptedSegments).toBe(2);
});

test('any port: SIP and BIN are known by their content', () => {
  const options = { anyPort: true };
  const sip = new Conversation(8080, options).open(1).segment({ sequence: 1, bytes: bytesOf(A + B) });
  const bin = new Conversation(8080, options).segment({
    sequence: 1,
    bytes: bytesOf(packet(1, new Uint8Array(9))),
  });
  const web = new Conversation(8080, options)
    .open(1)
    .segment({ sequence: 1, bytes: bytesOf('GET / HTTP/1.1\r\n\r\n') });
  expect(sip.texts).toEqual([A, B]);
  expect(bin.texts).toEqual([packet(1, new Uint8Array(9))]);
  expect(web.texts).toEqual([]);
});

describe('when all streams together hold too much', () => {
  const long = request(2, 100_000);
  const segments = (text: string) =>
    cutAt(
      text,
      Array.from({ length: 1000 }, (_, at) => (at + 1) * 1000),
    );

  test('an incomplete message is cut, the rest of it passed over, and the next one whole', () => {
    const conversation = new Conversation(5060, { heldBytes: 8192 }).open(1000);
    for (const segment of segments(long + B + C)) conversation.segment(segment);
    const { received, counters } = conversation.finish();
    expect(received.map(({ cut }) => cut)).toEqual([Cut.Limit, Cut.None, Cut.None]);
    expect(received[0]?.text.length).toBeLessThan(16_384);
    expect(received[1]?.text).toBe(B);
    expect(counters).toMatchObject({
      heldBytesExceeded: 1,
      skippedBytes: long.length - (received[0]?.text.length ?? 0),
    });
  });

  test('a short one of another stream is read, though it comes in two segments', () => {
    const conversation = new Conversation(5060, { heldBytes: 17_000 }).open(1000);
    for (const segment of segments(long).slice(0, 15)) conversation.segment(segment);
    for (const { sequence, bytes } of cutAt(A, [100], 5000))
      conversation.segment({ sequence, bytes, back: true });
    expect(conversation.texts).toEqual([A]);
    expect(conversation.counters.heldBytesExceeded).toBe(0);
  });
});

test('missing bytes are given up, too, if the clock of the capture was set back meanwhile', () => {
  const hour = 3600e9;
  const conversation = new Conversation().segment({ sequence: 1, bytes: bytesOf(A), time: hour });
  const after = 1 + A.length + 10;
  conversation.segment({ sequence: after, bytes: bytesOf(B), time: hour });
  conversation.segment({ sequence: after + B.length, bytes: bytesOf(C), time: 0 });
  conversation.segment({ sequence: 7, bytes: bytesOf(C), time: 6e9, back: true });
  expect(conversation.texts).toEqual([A, B, C, C]);
});

describe('SIP over WebSocket', () => {
  const UPGRADE = 'GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: sip\r\n\r\n';

  function frame(payload: string, first: number, key?: number): string {
    const bytes = Buffer.from(payload, 'latin1');
    const head = Buffer.alloc(4);
    head.writeUInt8(first);
    head.writeUInt8(126 | (key === undefined ? 0 : 0x80), 1);
    head.writeUInt16BE(bytes.length, 2);
    if (key === undefined) return Buffer.concat([head, bytes]).toString('latin1');
    const mask = Buffer.alloc(4);
    mask.writeUInt32BE(key);
    const masked = bytes.map((byte, at) => byte ^ (mask[at % 4] ?? 0));
    return Buffer.concat([head, mask, masked]).toString('latin1');
  }

  const key = fc.option(fc.nat({ max: 0xffff_ffff }), { nil: undefined });

  test('masked or not, in one frame or several, however it is cut', () => {
    const message = fc.record({ split: fc.nat({ max: 200 }), keys: fc.tuple(key, key), ping: fc.boolean() });
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 6 }), places, (parts, cuts) => {
        const messages = parts.map((_, at) => request(at, at * 10));
        const frames = parts.map(({ split, keys, ping }, at) => {
          const text = messages[at] ?? '';
          const between = ping ? '\x89\x00' : '';
          if (split === 0) return frame(text, 0x81, keys[0]) + between;
          return (
            frame(text.slice(0, split), 0x01, keys[0]) + between + frame(text.slice(split), 0x80, keys[1])
          );
        });
        const { texts, received } = play(cutAt(UPGRADE + frames.join(''), cuts), 5060);
        expect(texts).toEqual(messages);
        expect(received.every(({ transport }) => transport === Transport.Ws)).toBe(true);
      }),
    );
  });

  test('a message with a broken start line is one; what is compressed or no SIP is counted', () => {
    const broken = A.replace(/^\w+/, 'MESS\x01GE');
    const frames = [frame(broken, 0x81, 0x01020304), frame(B, 0xc1), frame('{"no":"SIP"}', 0x81)];
    const { texts, counters } = play(cutAt(UPGRADE + frames.join(''), []), 5060);
    expect(texts).toEqual([broken]);
    expect(counters).toMatchObject({ webSocketCompressed: 1, webSocketOther: 1 });
  });

  test('collects no message without end from many frames when all streams hold too much', () => {
    const parts = (request(2, 30_000).match(/[\s\S]{1,1000}/g) ?? []).map((part, at) =>
      frame(part, at === 0 ? 1 : 0, 0x01020304),
    );
    const conversation = new Conversation(5060, { heldBytes: 8192 }).open(1000);
    for (const segment of cutAt(
      UPGRADE + parts.join('') + frame(B, 0x81),
      Array.from({ length: 100 }, (_, at) => at * 700),
    ))
      conversation.segment(segment);
    const { received } = conversation.finish();
    expect(received.map(({ cut }) => cut)).toEqual([Cut.Limit, Cut.None]);
    expect(received[0]?.text.length).toBeLessThan(16_384);
  });

  test('of which the capture missed the beginning', () => {
    const stream = frame(A, 0x81, 0x01020304) + frame(B, 0x81, 0x05060708);
    const { texts } = new Conversation().segment({ sequence: 1, bytes: bytesOf(stream) }).finish();
    expect(texts).toEqual([A, B]);
  });
});
