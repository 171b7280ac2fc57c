import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { LinkType } from '../../decoders/link/link.ts';
import { Blocks } from '../capture/build-captures.ts';
import {
  type Bytes,
  erspan2,
  erspan3,
  ethernet,
  extension,
  fragmentHeader,
  geneve,
  gre,
  gtpU,
  ipv4,
  ipv6,
  join,
  mpls,
  nflog,
  pktap,
  RESPONSE,
  sll,
  sll2,
  tagged,
  tcp,
  text,
  tzsp,
  u16,
  udp,
  vxlan,
  vxlanGpe,
} from '../support/build-packets.ts';
import { Watching } from '../support/watching.ts';

/** Addresses, ports and payloads of the program that users will compare with. */

const hasTshark = spawnSync('tshark', ['--version']).status === 0;
const folder = mkdtempSync(joinPath(tmpdir(), 'syncgrep-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
/** A payload that no other frame has. */
const sip = () => text(`OPTIONS sip:${++count}@192.0.2.2 SIP/2.0\r\n${'X: y\r\n'.repeat(20)}\r\n`);
const four = () => ipv4(17, udp(sip()), { options: [1, 1, 1, 1] });
const six = () => ipv6(0, extension(60, 8, extension(17, 16, udp(sip()))));
const segment = () => tcp(sip(), { destination: 5060, sequence: 0xfffffff0, options: [1, 1, 1, 1] });
const ether4 = (packet: Bytes) => ethernet(0x0800, packet);
const pppoe = (payload: Bytes) => join([0x11, 0], u16(7), u16(payload.length + 2), u16(0x21), payload);
const halves = (packet: Uint8Array) => [packet.subarray(0, 64), packet.subarray(64)] as const;

function fragments4(): Uint8Array[] {
  const [a, b] = halves(udp(sip()));
  return [
    ether4(ipv4(17, b, { identification: 1, fragmentOffset: 64 })),
    ether4(ipv4(17, a, { identification: 1, moreFragments: true })),
  ];
}

function fragments6(): Uint8Array[] {
  const [a, b] = halves(extension(17, 8, udp(sip())));
  return [
    ethernet(0x86dd, ipv6(44, fragmentHeader(60, a, { moreFragments: true }))),
    ethernet(0x86dd, ipv6(44, fragmentHeader(60, b, { fragmentOffset: 64 }))),
  ];
}

function snap(packet: Uint8Array): Uint8Array {
  const content = join([0xaa, 0xaa, 3, 0, 0, 0], u16(0x0800), packet);
  return ethernet(content.length, content);
}

const FRAMES: readonly (readonly [linkType: number, packet: Uint8Array])[] = [
  [LinkType.Ethernet, ether4(four())],
  [LinkType.Ethernet, ethernet(0x86dd, six())],
  [LinkType.Ethernet, join(ether4(ipv4(17, udp(RESPONSE))), new Uint8Array(7))],
  [LinkType.Ethernet, ethernet(0x8100, tagged(3, 0x0800, four()))],
  [LinkType.Ethernet, ethernet(0x88a8, tagged(3, 0x8100, tagged(4, 0x86dd, six())))],
  [LinkType.Ethernet, ethernet(0x8864, pppoe(four()))],
  [LinkType.Ethernet, ethernet(0x8926, join([0, 0, 0, 0], u16(0x0800), four()))],
  [LinkType.Ethernet, ethernet(0x8909, join([1, 1, 0, 1, 0, 5], u16(0x86dd), six()))],
  [LinkType.Ethernet, snap(four())],
  [LinkType.Ethernet, ether4(ipv4(6, segment()))],
  [LinkType.Ethernet, ether4(ipv4(17, udp(sip()), { totalLength: 0 }))],
  [LinkType.Ethernet, ether4(ipv4(51, join([17, 4, 0, 0], new Uint8Array(20), udp(sip()))))],
  [LinkType.Ethernet, ethernet(0x8847, mpls(2, four()))],
  [LinkType.Ethernet, ether4(ipv4(17, udp(geneve(0x6558, ether4(four())), { destination: 6081 })))],
  [LinkType.Nflog, nflog(six())],
  [LinkType.Pktap, pktap(LinkType.Ethernet, ether4(four()))],
  [LinkType.Pktap, pktap(LinkType.Raw, six())],
  [LinkType.Pktap, pktap(LinkType.Null, join([2, 0, 0, 0], four()))],
  [LinkType.LinuxSll, sll(0x0800, four())],
  [LinkType.LinuxSll, sll(0x8100, tagged(3, 0x86dd, six()))],
  [LinkType.LinuxSll2, sll2(0x86dd, ipv6(6, segment()))],
  [LinkType.Null, join([2, 0, 0, 0], four())],
  [LinkType.Null, join([0, 0, 0, 30], six())],
  [LinkType.Loop, join([0, 0, 0, 2], four())],
  [LinkType.Raw, six()],
  [LinkType.Ipv4, four()],
  [LinkType.Ipv6, six()],
  [LinkType.Ppp, join([0xff, 3, 0, 0x21], four())],
  [LinkType.PppHdlc, join([0xff, 3, 0, 0x57], six())],
  [LinkType.PppHdlc, join([0x0f, 0], u16(0x0800), four())],
  [LinkType.PppEther, pppoe(four())],
  [LinkType.Ethernet, ether4(ipv4(4, four()))],
  [LinkType.Ethernet, ether4(ipv4(41, six()))],
  [LinkType.Ethernet, ethernet(0x86dd, ipv6(4, four()))],
  [LinkType.Ethernet, ethernet(0x86dd, ipv6(41, six()))],
  [LinkType.Ethernet, ether4(ipv4(47, gre(0x0800, four())))],
  [LinkType.Ethernet, ether4(ipv4(47, gre(0x86dd, six(), { checksum: true, key: 1, sequence: 2 })))],
  [LinkType.Ethernet, ether4(ipv4(47, gre(0x6558, ether4(four()), { key: 1 })))],
  [LinkType.Ethernet, ether4(ipv4(47, gre(0x88be, ether4(four()))))],
  [LinkType.Ethernet, ether4(ipv4(47, gre(0x88be, erspan2(ether4(four())), { sequence: 1 })))],
  [LinkType.Ethernet, ether4(ipv4(47, gre(0x22eb, erspan3(ether4(four())), { sequence: 1 })))],
  [
    LinkType.Ethernet,
    ether4(ipv4(47, gre(0x22eb, erspan3(ether4(four()), { platform: true }), { sequence: 1 }))),
  ],
  [LinkType.Ethernet, ether4(ipv4(17, udp(vxlan(ethernet(0x86dd, six())), { destination: 4789 })))],
  [LinkType.Ethernet, ether4(ipv4(17, udp(vxlanGpe(six(), 2), { destination: 4790 })))],
  [LinkType.Ethernet, ether4(ipv4(17, udp(gtpU(four(), [[1, 0, 9]], 3), { destination: 2152 })))],
  [LinkType.Ethernet, ether4(ipv4(17, udp(gtpU(six()), { destination: 2152 })))],
  [LinkType.Ethernet, ether4(ipv4(17, udp(tzsp(ether4(four()), [10, 1, 7]), { destination: 37_008 })))],
  ...fragments4().map((packet) => [LinkType.Ethernet, packet] as const),
  ...fragments6().map((packet) => [LinkType.Ethernet, packet] as const),
];

const FIELDS = [
  'frame.number',
  'ip.src',
  'ipv6.src',
  'udp.srcport',
  'udp.dstport',
  'udp.payload',
  'tcp.srcport',
  'tcp.dstport',
  'tcp.seq_raw',
  'tcp.payload',
  // The innermost IP header is the last that the frame's protocols name.
  'frame.protocols',
];

/** One line a message or segment: frame, sender, destination port, sequence, payload. */
function tshark(path: string): string[] {
  const fields = FIELDS.flatMap((field) => ['-e', field]);
  const options = ['-n', '-r', path, '-T', 'fields', '-E', 'occurrence=l'];
  const { stdout } = spawnSync('tshark', [...options, ...fields], { encoding: 'utf8' });
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.flatMap((line) => {
    const [frame, ip4, ip6, udpFrom, udpTo, udpData, tcpFrom, tcpTo, sequence, tcpData, protocols = ''] =
      line.split('\t');
    if (!udpData && !tcpData) return [];
    const inner6 = protocols.lastIndexOf(':ipv6') > protocols.lastIndexOf(':ip:');
    const address = inner6 ? `[${ip6}]` : ip4;
    const isTcp = protocols.includes(':tcp');
    return [
      [frame, `${address}:${isTcp ? tcpFrom : udpFrom}`, isTcp ? tcpTo : udpTo]
        .concat(isTcp ? sequence : '-1', isTcp ? tcpData : udpData)
        .join(' '),
    ];
  });
}

function syncgrep(): string[] {
  const watching = new Watching();
  for (const [linkType, packet] of FRAMES) watching.frame(packet, { linkType });
  return [...watching.messages, ...watching.segments]
    .sort((a, b) => a.frame - b.frame)
    .map(({ frame, sender, receiver, sequence, bytes }) => {
      const port = receiver.slice(receiver.lastIndexOf(':') + 1);
      return [frame, sender, port, sequence, Buffer.from(bytes).toString('hex')].join(' ');
    });
}

function capture(): string {
  const blocks = new Blocks();
  const linkTypes = [...new Set(FRAMES.map(([linkType]) => linkType))];
  const path = joinPath(folder, 'packets.pcapng');
  const packets = FRAMES.map(([linkType, packet], i) =>
    blocks.enhanced(linkTypes.indexOf(linkType), BigInt(i), packet),
  );
  const interfaces = linkTypes.map((linkType) => blocks.interface(linkType));
  writeFileSync(path, Buffer.concat([blocks.section(), ...interfaces, ...packets]));
  return path;
}

describe.skipIf(!hasTshark)('as tshark', () => {
  test('every link type, tunnel and fragment', () => {
    const ours = syncgrep();
    expect(ours).toHaveLength(FRAMES.length - 2);
    expect(ours).toEqual(tshark(capture()));
  });
});
