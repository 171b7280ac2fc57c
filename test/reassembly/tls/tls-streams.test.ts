import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { TcpFlag } from '../../../decoders/packet-layers.ts';
import { ContentType } from '../../../decoders/tls/record.ts';
import { Cut, Transport } from '../../../src/reassembly/carried-message.ts';
import { expandLabel } from '../../../src/reassembly/tls/key-schedule.ts';
import { TlsSecrets } from '../../../src/reassembly/tls/tls-secrets.ts';
import { Conversation, packet, request, type Segment } from '../tcp/tcp-conversation.ts';
import { type TlsRecording, type TlsTalk, talkOverTls } from './tls-peers.ts';

/** TLS between two real stacks, cut into segments in all ways: what is inside comes out, or is counted. */

const SHORT = request(1);
const ANSWER = request(2, 3000);
const LONG = request(3, 40_000);
const TWO = request(4) + request(6, 20);
const SAYS = [SHORT, ANSWER, LONG, TWO];
const FROM_CLIENT = [SHORT, LONG];
const FROM_SERVER = [ANSWER, request(4), request(6, 20)];

const TLS_1_2 = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-CCM',
  'ECDHE-ECDSA-AES256-CCM8',
  'ECDHE-ECDSA-AES128-SHA',
  'ECDHE-ECDSA-AES256-SHA',
  'ECDHE-ECDSA-AES128-SHA256',
  'ECDHE-ECDSA-AES256-SHA384',
];
const TLS_1_3 = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_CCM_SHA256',
];
const TALKS: readonly (readonly [string, TlsTalk])[] = [
  ...TLS_1_2.map((ciphers) => [`1.2 ${ciphers}`, { version: 'TLSv1.2', ciphers, says: SAYS }] as const),
  ...TLS_1_3.map((suite) => [`1.3 ${suite}`, { version: 'TLSv1.3', suite, says: SAYS }] as const),
];

function secretsOf(keyLog: string, mayGrow = false): TlsSecrets {
  const logs = [Buffer.from(keyLog)];
  return new TlsSecrets([{ mayGrow, read: () => logs.pop() }]);
}

interface Cutting {
  /** Length of the next segment. */
  readonly length: () => number;
  /** May change, or remove, a segment. */
  readonly change?: (segment: Segment, number: number) => Segment | undefined;
  readonly port?: number;
  readonly heldBytes?: number;
  readonly secrets?: TlsSecrets;
}

const WHOLE: Cutting = { length: () => Number.POSITIVE_INFINITY };

/** Sends a recording as segments, as they would be captured. */
function replay(recording: TlsRecording, cutting: Cutting = WHOLE): Conversation {
  const secrets = cutting.secrets ?? secretsOf(recording.keyLog);
  const limits = cutting.heldBytes === undefined ? {} : { heldBytes: cutting.heldBytes };
  const conversation = new Conversation(cutting.port ?? 5061, limits, secrets);
  conversation
    .open(1000)
    .segment({ sequence: 4999, bytes: new Uint8Array(0), flags: TcpFlag.Syn, back: true });
  for (const segment of segmentsOf(recording, cutting)) conversation.segment(segment);
  return conversation.finish();
}

function* segmentsOf({ flights }: TlsRecording, { length, change }: Cutting): Generator<Segment> {
  const sequence = { client: 1000, server: 5000 };
  let number = 0;
  for (const { back, bytes } of flights) {
    const side = back ? 'server' : 'client';
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + Math.max(1, length()));
      const segment = { sequence: sequence[side], bytes: part, back };
      const changed = change === undefined ? segment : change(segment, number++);
      if (changed !== undefined) yield changed;
      sequence[side] += part.length;
      at += part.length;
    }
  }
}

/** A record of TLS_AES_256_GCM_SHA384, with some padding. */
function sealed13(secret: Uint8Array, sequence: number, type: number, content: Uint8Array): Buffer {
  const inner = Buffer.concat([content, Buffer.of(type, 0, 0, 0)]);
  const header = Buffer.of(ContentType.ApplicationData, 3, 3, 0, 0);
  header.writeUInt16BE(inner.length + 16, 3);
  const nonce = Buffer.from(expandLabel('sha384', secret, 'iv', 12));
  nonce.writeUInt8((nonce[11] as number) ^ sequence, 11);
  const cipher = createCipheriv('aes-256-gcm', expandLabel('sha384', secret, 'key', 32), nonce);
  cipher.setAAD(header);
  return Buffer.concat([header, cipher.update(inner), cipher.final(), cipher.getAuthTag()]);
}

function textsOf({ received }: Conversation, sender: number): readonly string[] {
  return received.filter((message) => message.sender === sender).map(({ text }) => text);
}

const recorded = new Map<string, TlsRecording>();
let gcm: TlsRecording;
let tls13: TlsRecording;

beforeAll(async () => {
  for (const [name, talk] of TALKS) recorded.set(name, await talkOverTls(talk));
  gcm = recorded.get('1.2 ECDHE-ECDSA-AES128-GCM-SHA256') as TlsRecording;
  tls13 = recorded.get('1.3 TLS_AES_256_GCM_SHA384') as TlsRecording;
});

describe.each(TALKS)('%s', (name) => {
  test('decrypted messages are the same, however the stream is cut', () => {
    const recording = recorded.get(name) as TlsRecording;
    const lengths = fc.infiniteStream(
      fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 20_000 })),
    );
    const property = fc.property(lengths, (stream) => {
      const conversation = replay(recording, { length: () => stream.next().value });
      expect(textsOf(conversation, 1)).toEqual(FROM_CLIENT);
      expect(textsOf(conversation, 2)).toEqual(FROM_SERVER);
      const { counters, received } = conversation;
      expect(received.every(({ transport, cut }) => transport === Transport.Tls && cut === Cut.None)).toBe(
        true,
      );
      expect([counters.encryptedSegments, counters.tlsConnections, counters.tlsRecordsRefused]).toEqual([
        0, 1, 0,
      ]);
    });
    fc.assert(property, { numRuns: 15 });
  });

  test('a segment that is missing costs what was in it, no more', () => {
    const recording = recorded.get(name) as TlsRecording;
    const lost = (bytes: Uint8Array): boolean => bytes.length > 2900 && bytes.length < 4000;
    const change = (segment: Segment): Segment | undefined =>
      segment.back && lost(segment.bytes) ? undefined : segment;
    const conversation = replay(recording, { ...WHOLE, change });
    expect(textsOf(conversation, 1)).toEqual(FROM_CLIENT);
    expect(textsOf(conversation, 2)).toEqual(FROM_SERVER.slice(1));
    expect(conversation.gaps).toHaveLength(1);
  });
});

describe('a connection', () => {
  test('may agree on new keys on its way', async () => {
    const says = [SHORT, ANSWER, '', ANSWER, SHORT];
    const recording = await talkOverTls({ version: 'TLSv1.2', ciphers: TLS_1_2[1] as string, says });
    const conversation = replay(recording, { length: () => 100 });
    expect(textsOf(conversation, 1)).toEqual([SHORT, SHORT]);
    expect(textsOf(conversation, 2)).toEqual([ANSWER, ANSWER]);
  });

  test('goes on with the next keys after a KeyUpdate', async () => {
    const recording = await talkOverTls({ version: 'TLSv1.3', suite: TLS_1_3[1] as string, says: [SHORT] });
    const [, digits = ''] = /CLIENT_TRAFFIC_SECRET_0 \S+ (\S+)/.exec(recording.keyLog) ?? [];
    const secret = Buffer.from(digits, 'hex');
    const next = expandLabel('sha384', secret, 'traffic upd', 48);
    const keyUpdate = sealed13(secret, 1, ContentType.Handshake, Buffer.of(24, 0, 0, 1, 0));
    const data = sealed13(next, 0, ContentType.ApplicationData, Buffer.from(ANSWER, 'latin1'));
    const flights = [
      ...recording.flights.slice(0, 6),
      { back: false, bytes: Buffer.concat([keyUpdate, data]) },
    ];
    expect(textsOf(replay({ ...recording, flights }), 1)).toEqual([SHORT, ANSWER]);
  });

  test('carries BIN on a BIN port', async () => {
    const packets = [
      packet(1, new Uint8Array(60_000).fill(7)),
      packet(2, new Uint8Array(9)),
      packet(3, new Uint8Array(5)),
    ];
    const recording = await talkOverTls({ version: 'TLSv1.3', says: [packets.join('')] });
    for (const port of [5555, 5556])
      expect(textsOf(replay(recording, { ...WHOLE, port }), 1)).toEqual(packets);
  });

  test('carries WebSockets', async () => {
    const upgrade = 'GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n';
    const masked = Buffer.from(SHORT, 'latin1').map((byte, at) => byte ^ (at % 4));
    const head = Buffer.of(0x82, 0xfe, masked.length >> 8, masked.length & 0xff, 0, 1, 2, 3);
    const frame = Buffer.concat([head, masked]).toString('latin1');
    const recording = await talkOverTls({
      version: 'TLSv1.3',
      says: [upgrade, 'HTTP/1.1 101\r\nUpgrade: websocket\r\n\r\n', frame],
    });
    const { received } = replay(recording);
    expect(received).toMatchObject([{ text: SHORT, transport: Transport.Wss }]);
  });

  test('holds no long message when all streams hold too much', async () => {
    const recording = await talkOverTls({ version: 'TLSv1.3', says: [request(3, 400_000) + SHORT] });
    const { received } = replay(recording, { length: () => 1400, heldBytes: 100_000 });
    expect(received.map(({ cut }) => cut)).toEqual([Cut.Limit, Cut.None]);
    expect(received[0]?.text.length).toBeLessThan(200_000);
  });

  test('may be seen from one host in another order than on the line', () => {
    const [hello, answer, ...rest] = tls13.flights;
    const early = {
      ...tls13,
      flights: [hello, ...rest.slice(0, 1), answer, ...rest.slice(1)],
    } as TlsRecording;
    expect(early.flights[1]?.back).toBe(false);
    expect(textsOf(replay(early), 1)).toEqual(FROM_CLIENT);
    expect(textsOf(replay(early), 2)).toEqual(FROM_SERVER);
  });

  test('without the keys of its handshake is read from the first data on', () => {
    const keyLog = tls13.keyLog.replaceAll(/.*HANDSHAKE_TRAFFIC.*\n/g, '');
    const conversation = replay(tls13, { ...WHOLE, secrets: secretsOf(keyLog) });
    expect(textsOf(conversation, 1)).toEqual(FROM_CLIENT);
    expect(textsOf(conversation, 2)).toEqual(FROM_SERVER);
  });

  test('waits for keys that are written later', () => {
    let written = '';
    const supply = { mayGrow: true, read: () => Buffer.from(written) };
    const change = (segment: Segment, number: number): Segment => {
      if (number === 8) written = gcm.keyLog;
      return segment;
    };
    const conversation = replay(gcm, { length: () => 500, change, secrets: new TlsSecrets([supply]) });
    expect(textsOf(conversation, 1)).toEqual(FROM_CLIENT);
    expect(textsOf(conversation, 2)).toEqual(FROM_SERVER);
  });
});

describe('unreadable connections are counted', () => {
  test('without a key', () => {
    for (const mayGrow of [false, true]) {
      const { received, counters } = replay(gcm, { length: () => 1400, secrets: secretsOf('', mayGrow) });
      expect(received).toEqual([]);
      expect([counters.tlsWithoutKeys, counters.tlsWithoutHandshake, counters.tlsRecords]).toEqual([1, 0, 0]);
      expect(counters.encryptedSegments).toBeGreaterThan(30);
    }
  });

  test('with the key of another connection', () => {
    for (const recording of [gcm, tls13]) {
      const wrong = recording.keyLog.replaceAll(
        /([0-9a-f])\n/g,
        (_, digit) => `${digit === '0' ? '1' : '0'}\n`,
      );
      const { received, counters } = replay(recording, { ...WHOLE, secrets: secretsOf(wrong) });
      expect(received).toEqual([]);
      expect(counters.tlsRecordsRefused).toBeGreaterThan(3);
    }
  });

  test('from the middle on', () => {
    for (const recording of [gcm, tls13]) {
      const change = (segment: Segment, number: number): Segment | undefined =>
        number < 8 ? undefined : segment;
      const conversation = new Conversation(5061, {}, secretsOf(recording.keyLog));
      for (const segment of segmentsOf(recording, { ...WHOLE, change })) conversation.segment(segment);
      const { received, counters } = conversation.finish();
      expect(received).toEqual([]);
      expect(counters.tlsWithoutHandshake).toBe(1);
      expect(counters.encryptedSegments).toBeGreaterThan(2);
    }
  });

  test('of a version or cipher suite that is not known', () => {
    const bytes = (flight: Buffer): Buffer => {
      const changed = Buffer.from(flight);
      const suiteAt = 5 + 4 + 2 + 32 + 1 + (changed[43] as number);
      changed.writeUInt16BE(0x0005, suiteAt);
      return changed;
    };
    const flights = gcm.flights.map((flight, at) =>
      at === 1 ? { ...flight, bytes: bytes(flight.bytes) } : flight,
    );
    const { received, counters } = replay({ ...gcm, flights });
    expect([received.length, counters.tlsUnsupported]).toEqual([0, 1]);
  });

  test('other traffic where only TLS is expected', () => {
    const plain = { ...gcm, flights: [{ back: false, bytes: Buffer.from(SHORT, 'latin1') }] };
    const { received, counters } = replay(plain);
    expect([received.length, counters.tcpOther, counters.junkBytes]).toEqual([0, 1, 0]);
    expect(textsOf(replay(plain, { ...WHOLE, port: 5060 }), 1)).toEqual([SHORT]);
  });
});

describe('damage', () => {
  test('a byte that was changed costs the record that it is in', () => {
    const names = fc.constantFrom(...recorded.keys());
    const property = fc.property(
      names,
      fc.nat(),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (name, of, at, by) => {
        const recording = recorded.get(name) as TlsRecording;
        const data = recording.flights.flatMap(({ bytes }, index) => (bytes[0] === 23 ? [index] : []));
        const place = data[of % data.length] as number;
        const change = (segment: Segment, number: number): Segment => {
          if (number !== place) return segment;
          const bytes = Buffer.from(segment.bytes);
          const byte = 5 + (at % (bytes.length - 5));
          bytes[byte] = (bytes[byte] as number) ^ by;
          return { ...segment, bytes };
        };
        const { received, counters } = replay(recording, { ...WHOLE, change });
        const all = [...FROM_CLIENT, ...FROM_SERVER];
        const whole = received.filter(({ cut }) => cut === Cut.None).map(({ text }) => text);
        expect(whole.filter((text) => !all.includes(text))).toEqual([]);
        expect(counters.tlsRecordsRefused + counters.syncLost).toBeGreaterThan(0);
        expect(whole.length).toBeGreaterThanOrEqual(2);
      },
    );
    fc.assert(property, { numRuns: 100 });
  });

  test('no bytes make it throw', () => {
    const names = fc.constantFrom(...recorded.keys());
    const noise = fc.tuple(
      fc.nat({ max: 30 }),
      fc.nat({ max: 400 }),
      fc.uint8Array({ minLength: 1, maxLength: 60 }),
    );
    const property = fc.property(
      names,
      fc.array(noise, { maxLength: 4 }),
      fc.integer({ min: 20, max: 3000 }),
      (name, changes, size) => {
        const change = (segment: Segment, number: number): Segment | undefined => {
          const here = changes.find(([place]) => place === number);
          if (here === undefined) return segment;
          const [, at, by] = here;
          if (at % 5 === 0) return undefined;
          const bytes = Buffer.from(segment.bytes);
          bytes.set(by.subarray(0, Math.max(0, bytes.length - at)), Math.min(at, bytes.length));
          return { ...segment, bytes };
        };
        replay(recorded.get(name) as TlsRecording, { length: () => size, change });
      },
    );
    fc.assert(property, { numRuns: 300 });
  });
});
