import fc from 'fast-check';
import { LinkType } from '../../decoders/link/link.ts';
import {
  type Bytes,
  DESTINATION_4,
  erspan2,
  erspan3,
  ethernet,
  extension,
  fragmentHeader,
  geneve,
  gre,
  gtpU,
  hep,
  hepChunk,
  ipv4,
  ipv6,
  join,
  REQUEST,
  SOURCE_4,
  sll,
  sll2,
  tagged,
  tcp,
  tzsp,
  u16,
  udp,
  vxlan,
  vxlanGpe,
} from './build-packets.ts';

export interface ArbitraryFrame {
  readonly linkType: number;
  readonly packet: Uint8Array;
  /** Bytes that the snap length cut off, if the frame is to be believed. */
  readonly missing: number;
}

const HEP = hep([
  hepChunk(3, SOURCE_4),
  hepChunk(4, DESTINATION_4),
  hepChunk(11, [1]),
  hepChunk(15, REQUEST),
]);

/** Transport headers and their payloads, with their protocol numbers. */
const transport = fc.constantFrom<readonly [number, Uint8Array]>(
  [17, udp(REQUEST)],
  [17, udp(HEP, { destination: 9060 })],
  [6, tcp(REQUEST, { destination: 5060, options: [1, 1, 1, 1] })],
  [1, new Uint8Array(16)],
);

/** IP packets: tunnels inside tunnels, extension headers, fragments. */
const { ip } = fc.letrec<{ ip: Uint8Array }>((tie) => ({
  ip: fc.oneof(
    { maxDepth: 6, depthSize: 'large' },
    transport.map(([protocol, data]) => ipv4(protocol, data)),
    transport.map(([protocol, data]) => ipv6(0, extension(protocol, 8, data))),
    transport.map(([protocol, data]) =>
      ipv4(protocol, data.subarray(0, 80), { moreFragments: true, options: [1, 1, 1, 1] }),
    ),
    transport.map(([protocol, data]) => ipv4(protocol, data.subarray(80), { fragmentOffset: 80 })),
    transport.map(([protocol, data]) =>
      ipv6(44, fragmentHeader(protocol, data.subarray(0, 80), { moreFragments: true })),
    ),
    transport.map(([protocol, data]) =>
      ipv6(44, fragmentHeader(protocol, data.subarray(80), { fragmentOffset: 80 })),
    ),
    tie('ip').map((inner) => ipv4(versionOf(inner), inner)),
    tie('ip').map((inner) => ipv6(versionOf(inner), inner)),
    tie('ip').map((inner) => ipv4(47, gre(etherTypeOf(inner), inner, { checksum: true, key: 1 }))),
    tie('ip').map((inner) => ipv4(47, gre(0x6558, framed(inner)))),
    tie('ip').map((inner) => ipv4(47, gre(0x88be, erspan2(framed(inner)), { sequence: 1 }))),
    tie('ip').map((inner) => ipv6(47, gre(0x22eb, erspan3(framed(inner), { platform: true })))),
    tie('ip').map((inner) => ipv4(17, udp(vxlan(framed(inner)), { destination: 4789 }))),
    tie('ip').map((inner) => ipv4(17, udp(geneve(0x6558, framed(inner)), { destination: 6081 }))),
    tie('ip').map((inner) => ipv4(17, udp(gtpU(inner, [[1, 0, 9]]), { destination: 2152 }))),
    tie('ip').map((inner) => ipv4(17, udp(tzsp(framed(inner), [10, 1, 7]), { destination: 37_008 }))),
    tie('ip').map((inner) => ipv4(17, udp(vxlanGpe(framed(inner), 3), { destination: 4790 }))),
  ),
}));

function versionOf(packet: Uint8Array): number {
  return (packet[0] as number) >>> 4 === 4 ? 4 : 41;
}

function etherTypeOf(packet: Uint8Array): number {
  return versionOf(packet) === 4 ? 0x0800 : 0x86dd;
}

function framed(packet: Uint8Array): Uint8Array {
  return ethernet(0x8100, tagged(1, etherTypeOf(packet), packet));
}

const LINKS: readonly (readonly [number, (packet: Uint8Array) => Bytes])[] = [
  [LinkType.Ethernet, framed],
  [LinkType.Ethernet, (packet) => ethernet(etherTypeOf(packet), packet)],
  [LinkType.LinuxSll, (packet) => sll(etherTypeOf(packet), packet)],
  [LinkType.LinuxSll2, (packet) => sll2(etherTypeOf(packet), packet)],
  [LinkType.Raw, (packet) => packet],
  [LinkType.Null, (packet) => join([etherTypeOf(packet) === 0x0800 ? 2 : 30, 0, 0, 0], packet)],
  [LinkType.PppHdlc, (packet) => join([0x0f, 0], u16(etherTypeOf(packet)), packet)],
];

/** Well-formed frames. */
export const frames: fc.Arbitrary<ArbitraryFrame> = fc
  .tuple(ip, fc.constantFrom(...LINKS))
  .map(([packet, [linkType, link]]) => ({ linkType, packet: join(link(packet)), missing: 0 }));

/** Where a byte is changed, and to what: early bytes, which are headers, are hit more often. */
const change = fc.tuple(
  fc.oneof(fc.nat(40), fc.nat(400)),
  fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255)),
);

/** Well-formed frames with some bytes changed, and cut somewhere. */
export const damagedFrames: fc.Arbitrary<ArbitraryFrame> = fc
  .tuple(frames, fc.array(change, { maxLength: 4 }), fc.nat(500), fc.boolean())
  .map(([{ linkType, packet }, changes, cut, believed]) => {
    const damaged = Uint8Array.from(packet);
    for (const [at, value] of changes) if (at < damaged.length) damaged[at] = value;
    const length = cut < damaged.length && cut % 3 !== 0 ? cut : damaged.length;
    const missing = believed ? damaged.length - length : 0;
    return { linkType, packet: damaged.subarray(0, length), missing };
  });

/** Any bytes with any link type. */
export const anyFrames: fc.Arbitrary<ArbitraryFrame> = fc.record({
  linkType: fc.oneof(fc.constantFrom(...Object.values(LinkType)), fc.integer({ min: -1, max: 300 })),
  packet: fc.uint8Array({ maxLength: 120 }),
  missing: fc.constantFrom(0, 1, 1000),
});
