import { describe, expect, test } from 'vitest';
import {
  type Bytes,
  erspan2,
  erspan3,
  ethernet,
  fragmentHeader,
  geneve,
  gre,
  gtpU,
  ipv4,
  ipv6,
  REQUEST,
  tagged,
  tzsp,
  udp,
  vxlan,
  vxlanGpe,
} from '../../support/build-packets.ts';
import { Watching } from '../../support/watching.ts';

const INNER_4 = ipv4(17, udp(REQUEST), { source: [10, 1, 1, 1], identification: 77 });
const INNER_6 = ipv6(17, udp(REQUEST));
const FRAME_4 = ethernet(0x0800, INNER_4);
const FRAME_6 = ethernet(0x8100, tagged(5, 0x86dd, INNER_6));
const FROM_4 = '10.1.1.1:5060';
const FROM_6 = '[2001:db8::1]:5060';

const over4 = (protocol: number, payload: Bytes) => ethernet(0x0800, ipv4(protocol, payload));
const over6 = (protocol: number, payload: Bytes) => ethernet(0x86dd, ipv6(protocol, payload));
const overUdp = (destination: number, payload: Bytes) =>
  over4(17, udp(payload, { source: 51_000, destination }));

const TUNNELS: readonly (readonly [name: string, packet: Uint8Array, sender: string, counter: string])[] = [
  ['4 in 4', over4(4, INNER_4), FROM_4, 'ipInIp'],
  ['6 in 4', over4(41, INNER_6), FROM_6, 'ipInIp'],
  ['4 in 6', over6(4, INNER_4), FROM_4, 'ipInIp'],
  ['6 in 6', over6(41, INNER_6), FROM_6, 'ipInIp'],
  ['GRE', over4(47, gre(0x0800, INNER_4)), FROM_4, 'gre'],
  ['GRE over IPv6 with all fields', over6(47, gre(0x86dd, INNER_6, GRE_ALL())), FROM_6, 'gre'],
  ['GRE with Ethernet', over4(47, gre(0x6558, FRAME_6, { key: 9 })), FROM_6, 'gre'],
  ['ERSPAN I', over4(47, gre(0x88be, FRAME_4)), FROM_4, 'erspan'],
  ['ERSPAN II', over4(47, gre(0x88be, erspan2(FRAME_6), { sequence: 4 })), FROM_6, 'erspan'],
  ['ERSPAN III', over4(47, gre(0x22eb, erspan3(FRAME_4), { sequence: 4 })), FROM_4, 'erspan'],
  ['VXLAN', overUdp(4789, vxlan(FRAME_6)), FROM_6, 'vxlan'],
  ['Geneve', overUdp(6081, geneve(0x6558, FRAME_6)), FROM_6, 'geneve'],
  [
    'Geneve of IP with options',
    overUdp(6081, geneve(0x0800, INNER_4, [0, 1, 2, 1, 9, 9, 9, 9])),
    FROM_4,
    'geneve',
  ],
  ['VXLAN-GPE', overUdp(4790, vxlanGpe(FRAME_6)), FROM_6, 'vxlanGpe'],
  ['VXLAN-GPE of Ethernet', overUdp(4790, vxlanGpe(FRAME_4, 3)), FROM_4, 'vxlanGpe'],
  ['VXLAN-GPE of IPv4', overUdp(4790, vxlanGpe(INNER_4, 1)), FROM_4, 'vxlanGpe'],
  ['VXLAN-GPE of IPv6', overUdp(4790, vxlanGpe(INNER_6, 2)), FROM_6, 'vxlanGpe'],
  ['GTP-U', overUdp(2152, gtpU(INNER_4)), FROM_4, 'gtpU'],
  ['GTP-U with a sequence number', overUdp(2152, gtpU(INNER_6, [], 9)), FROM_6, 'gtpU'],
  [
    'GTP-U with extensions',
    overUdp(
      2152,
      gtpU(INNER_4, [
        [1, 0, 9],
        [2, 1, 2, 3, 4, 5, 6],
      ]),
    ),
    FROM_4,
    'gtpU',
  ],
  ['TZSP', overUdp(37_008, tzsp(FRAME_6)), FROM_6, 'tzsp'],
  ['TZSP with tags', overUdp(37_008, tzsp(FRAME_4, [10, 1, 200, 0, 0, 40, 4, 1, 2, 3, 4])), FROM_4, 'tzsp'],
  ['VXLAN of old Linux', overUdp(8472, vxlan(FRAME_4)), FROM_4, 'vxlan'],
];

function GRE_ALL() {
  return { checksum: true, key: 1, sequence: 2 };
}

describe.each(TUNNELS)('%s', (_name, packet, sender, counter) => {
  test('is opened', () => {
    const { messages, counters } = new Watching().frame(packet);
    expect(messages).toMatchObject([{ bytes: REQUEST, sender, extents: [[1, REQUEST.length]] }]);
    const tunnels = {
      ipInIp: 0,
      gre: 0,
      erspan: 0,
      vxlan: 0,
      geneve: 0,
      gtpU: 0,
      tzsp: 0,
      vxlanGpe: 0,
      [counter]: 1,
    };
    expect(counters).toMatchObject({ ...tunnels, udpSip: 1, tunnelsTooDeep: 0 });
  });

  test('stays closed with depth 0', () => {
    const { messages, counters } = new Watching({ tunnelDepth: 0 }).frame(packet);
    expect(messages).toHaveLength(0);
    expect(counters.tunnelsTooDeep).toBe(1);
  });

  test('cut anywhere, gives what is there', () => {
    const watching = new Watching();
    for (let length = 0; length < packet.length; length++) {
      const missing = packet.length - length;
      watching.frame(packet.subarray(0, length), { missing });
      const captured = REQUEST.length - missing;
      const expected = captured > 0 ? [[captured, 1]] : [];
      expect(watching.messages.splice(0).map(({ bytes, cut }) => [bytes.length, cut])).toEqual(expected);
    }
  });
});

describe('tunnels inside each other', () => {
  const nested = (depth: number): Bytes => {
    let packet = INNER_4;
    for (let i = 0; i < depth; i++) packet = i % 2 === 0 ? ipv4(4, packet) : ipv4(47, gre(0x0800, packet));
    return ethernet(0x0800, packet);
  };

  test('are opened up to the limit', () => {
    for (let depth = 0; depth <= 4; depth++) {
      expect(new Watching().frame(nested(depth)).messages, `${depth}`).toHaveLength(1);
    }
    const { messages, counters } = new Watching().frame(nested(5));
    expect(messages).toHaveLength(0);
    expect(counters).toMatchObject({ tunnelsTooDeep: 1, ipInIp: 2, gre: 2 });
    expect(new Watching({ tunnelDepth: 100 }).frame(nested(100)).messages).toHaveLength(1);
  });

  test('of the same kind, VXLAN in VXLAN', () => {
    const inner = overUdp(4789, vxlan(FRAME_4));
    expect(new Watching().frame(overUdp(4789, vxlan(inner))).messages).toMatchObject([{ sender: FROM_4 }]);
  });
});

describe('fragments and tunnels', () => {
  const split = (packet: Uint8Array, at: number) =>
    [packet.subarray(0, at), packet.subarray(at)] as [Uint8Array, Uint8Array];

  test('a tunnel in fragments', () => {
    const [a, b] = split(gre(0x6558, FRAME_4), 64);
    const watching = new Watching();
    watching.frame(ethernet(0x0800, ipv4(47, b, { fragmentOffset: 64 })));
    watching.frame(ethernet(0x0800, ipv4(47, a, { moreFragments: true })));
    const header = 4 + 14 + 20 + 8;
    const extents = [
      [2, 64 - header],
      [1, REQUEST.length - 64 + header],
    ];
    expect(watching.messages).toMatchObject([
      { bytes: REQUEST, sender: FROM_4, identification: 77, extents },
    ]);
  });

  test('fragments in a tunnel', () => {
    const [a, b] = split(udp(REQUEST), 80);
    const watching = new Watching();
    watching.frame(over4(4, ipv4(17, b, { fragmentOffset: 80 })));
    watching.frame(over4(4, ipv4(17, a, { moreFragments: true })));
    expect(watching.messages).toMatchObject([{ bytes: REQUEST, sender: '192.0.2.1:5060' }]);
  });

  test('fragments in a tunnel in fragments', () => {
    const inner = split(udp(REQUEST), 80).map((part, i) =>
      ipv6(44, fragmentHeader(17, part, { fragmentOffset: i * 80, moreFragments: i === 0 })),
    );
    const outer = inner.flatMap((packet, i) => {
      const [a, b] = split(packet, 72);
      return [
        ethernet(0x0800, ipv4(41, a, { identification: i, moreFragments: true })),
        ethernet(0x0800, ipv4(41, b, { identification: i, fragmentOffset: 72 })),
      ];
    });
    for (const order of [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [2, 0, 3, 1],
    ]) {
      const watching = new Watching();
      for (const i of order) watching.frame(outer[i] as Uint8Array);
      expect(watching.messages).toMatchObject([{ bytes: REQUEST, sender: FROM_6 }]);
      expect(watching.messages[0]?.extents).toHaveLength(4);
      expect(watching.counters).toMatchObject({ fragments: 6, datagramsReassembled: 3 });
    }
  });
});

describe('packets that are no tunnels', () => {
  test('VXLAN without its flag, or from its port, is another datagram', () => {
    const watching = new Watching().frame(overUdp(4789, vxlan(FRAME_4, 0)));
    watching.frame(over4(17, udp(vxlan(FRAME_4), { source: 4789, destination: 1 })));
    expect(watching.counters).toMatchObject({ vxlan: 0, udpOther: 2 });
  });

  test('Geneve of another version or protocol is another datagram', () => {
    const other = geneve(0x0800, INNER_4);
    other[0] = 0x40;
    const watching = new Watching().frame(overUdp(6081, other)).frame(overUdp(6081, geneve(0x8847, INNER_4)));
    expect(watching.counters).toMatchObject({ geneve: 0, udpOther: 2 });
  });

  test('GTP-U of another type is another datagram; one that contradicts itself, or of no IP, is counted', () => {
    const echo = gtpU(INNER_4);
    echo[1] = 1;
    const long = gtpU(INNER_4);
    long[2] = 0xff;
    const endless = gtpU(INNER_4, [[0, 0, 0]]);
    const watching = new Watching().frame(overUdp(2152, echo)).frame(overUdp(2152, long));
    watching.frame(overUdp(2152, endless)).frame(overUdp(2152, gtpU(FRAME_4)));
    expect(watching.messages).toHaveLength(0);
    expect(watching.counters).toMatchObject({ udpOther: 1, gtpU: 3, malformedPackets: 2, notIp: 1 });
  });

  test('TZSP of another network, or without an end of its tags, is counted', () => {
    const watching = new Watching().frame(overUdp(37_008, tzsp(FRAME_4, [], 18)));
    watching.frame(overUdp(37_008, [1, 0, 0, 1, 10, 200, 1]));
    expect(watching.counters).toMatchObject({ tzsp: 2, unsupportedPackets: 1, malformedPackets: 1 });
    // The length of a tag that was cut is not read from what lies behind the frame.
    const whole = overUdp(37_008, tzsp(new Uint8Array(60), [10, 1, 7]));
    const cut = whole.subarray(0, 14 + 20 + 8 + 5);
    for (const around of [0, 0xff]) {
      const { counters } = new Watching({}, around).frame(cut, { missing: whole.length - cut.length });
      expect(counters).toMatchObject({ tzsp: 1, shortPackets: 1, malformedPackets: 0 });
    }
  });

  test('SIP on a port that VXLAN uses', () => {
    const watching = new Watching().frame(over4(17, udp(REQUEST, { source: 5060, destination: 8472 })));
    expect(watching.messages).toHaveLength(1);
  });

  test('other ports may be named', () => {
    const watching = new Watching({ vxlanPorts: [9999] }).frame(overUdp(9999, vxlan(FRAME_4)));
    expect(watching.frame(overUdp(4789, vxlan(FRAME_4))).messages).toHaveLength(1);
  });

  test('GRE with other contents is counted', () => {
    const watching = new Watching().frame(over4(47, gre(0x8847, INNER_4)));
    watching.frame(over4(47, gre(0x6558, ethernet(0x0806, new Uint8Array(28)))));
    watching.frame(over4(47, [0x20, 1, 0x88, 0x0b, 0, 0, 0, 0]));
    expect(watching.counters).toMatchObject({ gre: 3, notIp: 2, unsupportedPackets: 1 });
  });
});
