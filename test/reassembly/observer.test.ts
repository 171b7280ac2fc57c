import { describe, expect, test } from 'vitest';
import { TcpFlag } from '../../decoders/packet-layers.ts';
import { Protocol, Transport } from '../../src/reassembly/carried-message.ts';
import {
  ethernet,
  ipv4,
  ipv6,
  join,
  type PortShape,
  REQUEST,
  RESPONSE,
  sll,
  tcp,
  text,
  udp,
} from '../support/build-packets.ts';
import { Watching } from '../support/watching.ts';

const frame4 = (payload: Uint8Array, ports: PortShape = {}) =>
  ethernet(0x0800, ipv4(17, udp(payload, ports)));
const RTP = join([0x80, 0, 0, 1], new Uint8Array(168));

describe('SIP over UDP', () => {
  test('is handed on with its addresses, time and place', () => {
    const { messages, counters } = new Watching().frame(frame4(RTP)).frame(frame4(REQUEST, { source: 5099 }));
    expect(messages).toEqual([
      {
        protocol: Protocol.Sip,
        transport: Transport.Udp,
        source: 3,
        sender: '192.0.2.1:5099',
        receiver: '192.0.2.2:5060',
        bytes: REQUEST,
        cut: 0,
        time: 2000,
        frame: 2,
        sequence: -1,
        identification: 0x1234,
        extents: [[2, REQUEST.length]],
      },
    ]);
    expect(counters).toMatchObject({ frames: 2, udpSip: 1, notSipOnSipPort: 1 });
  });

  test('over IPv6, in another link type', () => {
    const { messages } = new Watching().frame(sll(0x86dd, ipv6(17, udp(RESPONSE))), { linkType: 113 });
    expect(messages).toMatchObject([
      { sender: '[2001:db8::1]:5060', receiver: '[2001:db8::2]:5060', identification: 0, bytes: RESPONSE },
    ]);
  });

  test('without the padding of its frame', () => {
    const short = text('BYE sip:a@b SIP/2.0\r\n\r\n');
    const { messages } = new Watching().frame(join(frame4(short), new Uint8Array(9)));
    expect(messages[0]?.bytes).toEqual(short);
  });

  test('behind empty lines', () => {
    const { messages } = new Watching().frame(frame4(join(text('\r\n\r\n'), REQUEST)));
    expect(messages).toMatchObject([{ bytes: REQUEST, extents: [[1, REQUEST.length]] }]);
  });

  test('with a start line that is broken behind the scheme', () => {
    const broken = text(`INVITE sip:bob@example.com HTTP\r\nCall-ID: 1\r\n${'X: y\r\n'.repeat(20)}\r\n`);
    expect(new Watching().frame(frame4(broken)).messages).toHaveLength(1);
  });

  test.each([
    ['OPT\x02IONS sip:bob@example.com SIP/2.0', 'a method'],
    ['OPTIONS sip:\x01bob@example.com SIP/2.0', 'a URI'],
    ['OPTIONS bob SIP/2.0', 'no scheme'],
    ['SIP/2.0 2\x0100 OK', 'a status code'],
    ['SIP/3.0 200 OK', 'a version'],
  ])('whose start line is broken: %j', (line) => {
    const broken = text(`${line}\r\nCall-ID: 1\r\n\r\n`);
    const { messages, counters } = new Watching().frame(frame4(broken));
    expect(messages).toMatchObject([{ bytes: broken, cut: 0 }]);
    expect(counters).toMatchObject({ udpSip: 1, notSipOnSipPort: 0 });
  });

  test('cut by the snap length', () => {
    const packet = frame4(REQUEST);
    const watching = new Watching();
    for (const missing of [1, 60, REQUEST.length - 1]) {
      watching.frame(packet.subarray(0, packet.length - missing), { missing });
    }
    expect(watching.messages.map(({ bytes, cut }) => [bytes.length, cut])).toEqual([
      [REQUEST.length - 1, 1],
      [REQUEST.length - 60, 1],
      [1, 1],
    ]);
    expect(watching.counters.truncatedFrames).toBe(3);
    watching.frame(packet.subarray(0, 42), { missing: REQUEST.length });
    watching.frame(packet.subarray(0, 30), { missing: REQUEST.length + 12 });
    expect(watching.messages).toHaveLength(3);
    expect(watching.counters).toMatchObject({ shortPackets: 2, keepAlives: 0, truncatedFrames: 5 });
  });

  test('an IP packet longer than its frame is cut, too', () => {
    const packet = ethernet(0x0800, ipv4(17, udp(REQUEST, { length: 2000 }), { totalLength: 2020 }));
    expect(new Watching().frame(packet).messages).toMatchObject([{ bytes: REQUEST, cut: 1 }]);
  });
});

describe('other traffic on a SIP port', () => {
  test.each([
    ['nothing', ''],
    ['CRLF CRLF', '\r\n\r\n'],
    ['CRLF', '\r\n'],
    ['zero bytes', '\0\0\0\0'],
    ['blanks and a line end', '  \r\n'],
  ])('%s keeps a binding alive', (_name, payload) => {
    const { messages, counters } = new Watching().frame(frame4(text(payload)));
    expect(messages).toHaveLength(0);
    expect(counters).toMatchObject({ keepAlives: 1, notSipOnSipPort: 0 });
  });

  test.each([
    ['STUN', join([0, 1, 0, 8, 0x21, 0x12, 0xa4, 0x42], new Uint8Array(20))],
    ['RTP', RTP],
    ['a word', text('jaK')],
    ['an unfinished request line', text('INVITE sip:bob')],
    ['HTTP', text(`GET / HTTP/1.1\r\n${'A: b\r\n'.repeat(30)}\r\n`)],
    ['SSDP', text(`NOTIFY * HTTP/1.1\r\n${'A: b\r\n'.repeat(30)}\r\n`)],
    ['DTLS', join([22, 254, 253], new Uint8Array(200))],
  ])('%s is counted', (_name, payload) => {
    const { messages, counters } = new Watching().frame(frame4(payload));
    expect(messages).toHaveLength(0);
    expect(counters).toMatchObject({ keepAlives: 0, notSipOnSipPort: 1, udpSip: 0 });
  });

  test('no address is kept for it', () => {
    const { endpoints } = new Watching().frame(frame4(RTP)).frame(frame4(RTP, { source: 1, destination: 2 }));
    expect(endpoints.size).toBe(0);
  });
});

describe('other ports', () => {
  const elsewhere = { source: 20_000, destination: 30_000 };

  test('are not looked at', () => {
    const watching = new Watching().frame(frame4(REQUEST, elsewhere));
    watching.frame(frame4(REQUEST, { source: 5555, destination: 5555 }));
    expect(watching.messages).toHaveLength(0);
    expect(watching.counters).toMatchObject({ udpOther: 2, udpOnBinPort: 1 });
  });

  test('may be named, then the default is not one', () => {
    const watching = new Watching({ sipPorts: [30_000] });
    watching.frame(frame4(REQUEST, elsewhere)).frame(frame4(REQUEST));
    expect(watching.messages.map(({ receiver }) => receiver)).toEqual(['192.0.2.2:30000']);
  });

  test('are looked at with anyPort', () => {
    const watching = new Watching({ anyPort: true });
    watching
      .frame(frame4(REQUEST, elsewhere))
      .frame(frame4(RTP, elsewhere))
      .frame(frame4(RESPONSE, elsewhere));
    watching.frame(frame4(text('HELLO'), elsewhere));
    expect(watching.messages.map(({ frame }) => frame)).toEqual([1, 3]);
    expect(watching.counters).toMatchObject({ udpSip: 2, udpOther: 2 });
  });

  test('numbers that are no port do no harm', () => {
    const watching = new Watching({ sipPorts: [-1, 65_536, 1.5, 5060] });
    expect(watching.frame(frame4(REQUEST)).messages).toHaveLength(1);
  });
});

describe('TCP', () => {
  const frame = (payload: Uint8Array, shape: Parameters<typeof tcp>[1] = {}) =>
    ethernet(0x0800, ipv4(6, tcp(payload, shape)));

  test('segments go to the stream reassembler, empty ones too', () => {
    const watching = new Watching();
    watching.frame(frame(text(''), { flags: TcpFlag.Syn, sequence: 0xffffffff }));
    watching.frame(frame(text('abc'), { sequence: 0 }));
    watching.frame(frame(text(''), { flags: TcpFlag.Fin | TcpFlag.Ack, sequence: 3 }));
    watching.frame(frame(text('def'), { source: 5060, destination: 12_345 }));
    expect(watching.segments).toMatchObject([
      { flags: TcpFlag.Syn, sequence: 0xffffffff, bytes: text(''), extents: [] },
      { sequence: 0, bytes: text('abc'), extents: [[2, 3]], time: 2000, frame: 2, identification: 0x1234 },
      { flags: TcpFlag.Fin | TcpFlag.Ack, sequence: 3, bytes: text('') },
      { sender: '192.0.2.1:5060', receiver: '192.0.2.2:12345', bytes: text('def') },
    ]);
    expect(watching.segments[0]).toMatchObject({ sender: '192.0.2.1:40000', receiver: '192.0.2.2:5555' });
    expect(watching.counters.tcpSegments).toBe(4);
  });

  test('the padding of short frames is no payload', () => {
    const watching = new Watching().frame(join(frame(text('')), new Uint8Array(6)));
    expect(watching.segments[0]?.bytes).toHaveLength(0);
  });

  test('bytes that were not captured are known to be missing', () => {
    const packet = frame(new Uint8Array(1000));
    const watching = new Watching().frame(packet.subarray(0, 154), { missing: packet.length - 154 });
    expect(watching.segments).toMatchObject([{ bytes: new Uint8Array(100), missing: 900 }]);
  });

  test('other ports only with anyPort', () => {
    const other = frame(text('abc'), { source: 1, destination: 2 });
    const watching = new Watching().frame(other);
    expect(watching.segments).toHaveLength(0);
    expect(watching.counters).toMatchObject({ tcpOther: 1, tcpSegments: 0 });
    expect(watching.endpoints.size).toBe(0);
    expect(new Watching({ anyPort: true }).frame(other).segments).toHaveLength(1);
  });

  test('in IP fragments', () => {
    const segment = tcp(REQUEST, { destination: 5060 });
    const watching = new Watching();
    watching.frame(ethernet(0x0800, ipv4(6, segment.subarray(80), { fragmentOffset: 80 })));
    watching.frame(ethernet(0x0800, ipv4(6, segment.subarray(0, 80), { moreFragments: true })));
    expect(watching.segments).toMatchObject([
      {
        bytes: REQUEST,
        extents: [
          [2, 60],
          [1, REQUEST.length - 60],
        ],
      },
    ]);
  });

  test('the reassembler is told of the end', () => {
    expect(new Watching().finish().finished).toBe(1);
  });
});

describe('unusable packets are counted', () => {
  test('by reason', () => {
    const watching = new Watching();
    watching.frame(ethernet(0x0806, new Uint8Array(28)));
    watching.frame(ethernet(0x0800, ipv4(1, new Uint8Array(8))));
    watching.frame(ethernet(0x0800, ipv4(17, udp([]), { first: 0x43 })));
    watching.frame([1, 2, 3]);
    watching.frame(new Uint8Array(40), { linkType: 147 });
    watching.frame(new Uint8Array(40), { linkType: 147 });
    watching.frame(new Uint8Array(40), { linkType: 105 });
    expect(watching.counters).toMatchObject({
      frames: 7,
      bytes: 42 + 42 + 42 + 3 + 120,
      notIp: 1,
      otherTransport: 1,
      malformedPackets: 1,
      shortPackets: 1,
      unsupportedLink: new Map([
        [147, 2],
        [105, 1],
      ]),
    });
    expect(watching.messages).toHaveLength(0);
  });
});
