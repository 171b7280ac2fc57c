import { describe, expect, test } from 'vitest';
import { Transport } from '../../src/reassembly/carried-message.ts';
import {
  type Bytes,
  DESTINATION_6,
  ethernet,
  hep,
  hepChunk,
  ipv4,
  join,
  REQUEST,
  SOURCE_6,
  text,
  u16,
  u32,
  udp,
} from '../support/build-packets.ts';
import { BASE, Watching } from '../support/watching.ts';

const ADDRESSES = [
  hepChunk(3, [10, 0, 0, 1]),
  hepChunk(4, [10, 0, 0, 2]),
  hepChunk(7, u16(5066)),
  hepChunk(8, u16(5061)),
];
const TIME = [hepChunk(9, u32(BASE + 3)), hepChunk(10, u32(250_000))];
const SIP = hepChunk(11, [1]);
const PAYLOAD = hepChunk(15, REQUEST);

const carried = (chunks: readonly Bytes[], destination = 9060) =>
  ethernet(0x0800, ipv4(17, udp(hep(chunks), { source: 40_000, destination }), { identification: 9 }));

describe('SIP in HEP', () => {
  test('has the addresses and the time that HEP says, and the place in the file', () => {
    const watching = new Watching().frame(carried([...ADDRESSES, ...TIME, hepChunk(2, [17]), SIP, PAYLOAD]));
    expect(watching.messages).toMatchObject([
      {
        bytes: REQUEST,
        sender: '10.0.0.1:5066',
        receiver: '10.0.0.2:5061',
        transport: Transport.Udp,
        time: 3.25e9,
        frame: 1,
        identification: 9,
        cut: 0,
        extents: [[1, REQUEST.length]],
      },
    ]);
    expect(watching.counters).toMatchObject({ hep: 1, udpSip: 0, udpOther: 0 });
  });

  test('is opened on any port, SIP ports included', () => {
    const watching = new Watching();
    for (const port of [9060, 5060, 1]) watching.frame(carried([...ADDRESSES, SIP, PAYLOAD], port));
    expect(watching.messages).toHaveLength(3);
    expect(watching.counters).toMatchObject({ hep: 3, notSipOnSipPort: 0 });
  });

  test('without a time has that of the frame', () => {
    const watching = new Watching().frame(carried([...ADDRESSES, SIP, PAYLOAD]), { time: 77 });
    expect(watching.messages[0]?.time).toBe(77);
  });

  test('of IPv6', () => {
    const chunks = [hepChunk(5, SOURCE_6), hepChunk(6, DESTINATION_6), SIP, PAYLOAD];
    expect(new Watching().frame(carried(chunks)).messages).toMatchObject([
      { sender: '[2001:db8::1]:0', receiver: '[2001:db8::2]:0' },
    ]);
  });

  test.each([
    [6, Transport.Tcp],
    [17, Transport.Udp],
    [22, Transport.Tls],
    [50, Transport.Ws],
    [132, Transport.Sctp],
    [0, Transport.Udp],
  ])('IP protocol %i', (protocol, transport) => {
    const watching = new Watching().frame(carried([...ADDRESSES, hepChunk(2, [protocol]), SIP, PAYLOAD]));
    expect(watching.messages[0]?.transport).toBe(transport);
  });

  test('in IP fragments', () => {
    const datagram = udp(hep([...ADDRESSES, SIP, PAYLOAD]), { destination: 9060 });
    const watching = new Watching();
    watching.frame(ethernet(0x0800, ipv4(17, datagram.subarray(104), { fragmentOffset: 104 })));
    watching.frame(ethernet(0x0800, ipv4(17, datagram.subarray(0, 104), { moreFragments: true })));
    expect(watching.messages).toMatchObject([{ bytes: REQUEST, sender: '10.0.0.1:5066' }]);
    expect(watching.messages[0]?.extents.map(([frame]) => frame)).toEqual([2, 1]);
  });

  test('cut by the snap length', () => {
    const packet = carried([...ADDRESSES, SIP, PAYLOAD]);
    const watching = new Watching();
    watching.frame(packet.subarray(0, packet.length - 10), { missing: 10 });
    watching.frame(packet.subarray(0, 80), { missing: packet.length - 80 });
    expect(watching.messages).toMatchObject([{ bytes: REQUEST.subarray(0, -10), cut: 1 }]);
    expect(watching.counters).toMatchObject({ hep: 2, shortPackets: 1, hepMalformed: 0 });
  });
});

describe('other HEP payloads are counted', () => {
  test.each<[string, readonly Bytes[], string]>([
    ['RTCP', [...ADDRESSES, hepChunk(11, [5]), hepChunk(15, text('{"a":1}'))], 'hepNotSip'],
    ['a log that begins as SIP', [...ADDRESSES, hepChunk(11, [100]), PAYLOAD], 'hepNotSip'],
    ['SIP that is none', [...ADDRESSES, SIP, hepChunk(15, text('\r\n\r\n'))], 'hepNotSip'],
    ['compressed', [...ADDRESSES, SIP, hepChunk(16, [0x78, 0x9c])], 'hepCompressed'],
    ['without addresses', [SIP, PAYLOAD], 'hepMalformed'],
    ['broken', [...ADDRESSES, SIP, PAYLOAD, [0, 0, 0, 1, 0, 3]], 'hepMalformed'],
  ])('%s', (_name, chunks, counter) => {
    const { messages, counters } = new Watching().frame(carried(chunks));
    expect(messages).toHaveLength(0);
    const none = { hepNotSip: 0, hepCompressed: 0, hepMalformed: 0, udpOther: 0 };
    expect(counters).toMatchObject({ ...none, hep: 1, [counter]: 1 });
  });

  test('a packet that only begins like HEP is malformed', () => {
    const packet = ethernet(0x0800, ipv4(17, udp(join(text('HEP3'), text('....')), { destination: 9 })));
    expect(new Watching().frame(packet).counters.hepMalformed).toBe(1);
  });
});
