import { describe, expect, test } from 'vitest';
import { decodeLink, LinkType } from '../../../decoders/link/link.ts';
import { EtherType, LayerStatus } from '../../../decoders/packet-layers.ts';
import {
  type Bytes,
  ethernet,
  ipv4,
  ipv6,
  join,
  mpls,
  nflog,
  sll,
  sll2,
  tagged,
  u16,
  u32,
  udp,
} from '../../support/build-packets.ts';
import { place } from '../../support/decode-packets.ts';

const PACKET_4 = ipv4(17, udp([1, 2, 3]));
const PACKET_6 = ipv6(17, udp([1, 2, 3]));
const IP4 = EtherType.Ipv4;
const IP6 = EtherType.Ipv6;

/** The link header and what is expected of it. */
const FRAMES: readonly (readonly [name: string, linkType: number, packet: Bytes, etherType: number])[] = [
  ['Ethernet', LinkType.Ethernet, ethernet(IP4, PACKET_4), IP4],
  ['Ethernet, IPv6', LinkType.Ethernet, ethernet(IP6, PACKET_6), IP6],
  ['802.1Q', LinkType.Ethernet, ethernet(0x8100, tagged(7, IP4, PACKET_4)), IP4],
  ['802.1ad', LinkType.Ethernet, ethernet(0x88a8, tagged(7, 0x8100, tagged(8, IP6, PACKET_6))), IP6],
  ['0x9100', LinkType.Ethernet, ethernet(0x9100, tagged(7, 0x8100, tagged(8, IP4, PACKET_4))), IP4],
  ['PPPoE', LinkType.Ethernet, ethernet(0x8864, pppoe(0x21, PACKET_4)), IP4],
  ['PPPoE in a VLAN', LinkType.Ethernet, ethernet(0x8100, tagged(7, 0x8864, pppoe(0x57, PACKET_6))), IP6],
  ['SLL', LinkType.LinuxSll, sll(IP4, PACKET_4), IP4],
  ['SLL, VLAN', LinkType.LinuxSll, sll(0x8100, tagged(7, IP6, PACKET_6)), IP6],
  ['SLL2', LinkType.LinuxSll2, sll2(IP6, PACKET_6), IP6],
  ['SLL2, VLANs', LinkType.LinuxSll2, sll2(0x88a8, tagged(7, 0x8100, tagged(8, IP4, PACKET_4))), IP4],
  ['NULL, little-endian', LinkType.Null, join([2, 0, 0, 0], PACKET_4), IP4],
  ['NULL, big-endian', LinkType.Null, join([0, 0, 0, 2], PACKET_4), IP4],
  ['NULL, Linux', LinkType.Null, join([10, 0, 0, 0], PACKET_6), IP6],
  ['NULL, OpenBSD', LinkType.Null, join([24, 0, 0, 0], PACKET_6), IP6],
  ['NULL, FreeBSD', LinkType.Null, join([28, 0, 0, 0], PACKET_6), IP6],
  ['NULL, macOS', LinkType.Null, join([30, 0, 0, 0], PACKET_6), IP6],
  ['LOOP', LinkType.Loop, join([0, 0, 0, 24], PACKET_6), IP6],
  ['RAW, IPv4', LinkType.Raw, PACKET_4, IP4],
  ['RAW, IPv6', LinkType.Raw, PACKET_6, IP6],
  ['DLT 12', LinkType.RawDlt, PACKET_4, IP4],
  ['DLT 14', LinkType.RawDltOpenBsd, PACKET_6, IP6],
  ['IPV4', LinkType.Ipv4, PACKET_4, IP4],
  ['IPV6', LinkType.Ipv6, PACKET_6, IP6],
  ['PPP', LinkType.Ppp, join(u16(0x21), PACKET_4), IP4],
  ['PPP with address', LinkType.Ppp, join([0xff, 3], u16(0x57), PACKET_6), IP6],
  ['PPP, compressed protocol', LinkType.Ppp, join([0x21], PACKET_4), IP4],
  ['PPP in HDLC', LinkType.PppHdlc, join([0xff, 3], u16(0x21), PACKET_4), IP4],
  ['PPP in HDLC, no address', LinkType.PppHdlc, join(u16(0x57), PACKET_6), IP6],
  ['Cisco HDLC', LinkType.PppHdlc, join([0x0f, 0], u16(IP4), PACKET_4), IP4],
  ['Cisco HDLC, multicast', LinkType.CiscoHdlc, join([0x8f, 0], u16(IP6), PACKET_6), IP6],
  ['MPLS', LinkType.Ethernet, ethernet(0x8847, mpls(1, PACKET_4)), IP4],
  [
    'MPLS, three labels behind a VLAN',
    LinkType.LinuxSll2,
    sll2(0x8100, tagged(7, 0x8848, mpls(3, PACKET_6))),
    IP6,
  ],
  ['PPP_ETHER', LinkType.PppEther, pppoe(0x21, PACKET_4), IP4],
];

function pppoe(protocol: number, payload: Bytes): Uint8Array {
  return join([0x11, 0], u16(7), u16(payload.length + 2), u16(protocol), payload);
}

describe.each(FRAMES)('%s', (_name, linkType, packet, etherType) => {
  const length = etherType === IP4 ? PACKET_4.length : PACKET_6.length;

  test('leads to the IP header', () => {
    const { layers, from, to } = place(packet);
    expect(decodeLink(linkType, layers, from, to, to + 9)).toBe(LayerStatus.Ok);
    expect(layers).toMatchObject({ etherType, networkFrom: to - length, payloadFrom: to - length });
    expect(layers).toMatchObject({ payloadTo: to, payloadEnd: to + 9 });
  });

  test('is too short wherever it ends in the link header', () => {
    const { layers, from, to } = place(packet);
    for (let end = from; end < to - length; end++) {
      const status = decodeLink(linkType, layers, from, end, to);
      // The first of PPP's address and control bytes alone looks like a compressed protocol.
      expect([LayerStatus.TooShort, LayerStatus.NotIp], `${end - from} bytes`).toContain(status);
    }
  });
});

describe.each([false, true])('NFLOG, big-endian: %j', (big) => {
  const packet = nflog(PACKET_4, big);

  test('has the IP packet among its attributes, whose length tells where the packet ended', () => {
    const { layers, from, to } = place(packet);
    const at = to - 4 * Math.ceil(PACKET_4.length / 4);
    expect(decodeLink(LinkType.Nflog, layers, from, to, to + 9)).toBe(LayerStatus.Ok);
    const end = at + PACKET_4.length;
    expect(layers).toMatchObject({ etherType: IP4, networkFrom: at, payloadTo: end, payloadEnd: end });
    expect(decodeLink(LinkType.Nflog, layers, from, at + 25, to)).toBe(LayerStatus.Ok);
    expect(layers).toMatchObject({ etherType: IP4, networkFrom: at, payloadTo: at + 25, payloadEnd: end });
  });

  test('is too short without it', () => {
    const { layers, from, to } = place(packet);
    for (let end = from; end < to - 32; end++)
      expect(decodeLink(LinkType.Nflog, layers, from, end, to)).toBe(LayerStatus.TooShort);
  });
});

describe('what is not IP', () => {
  const decode = (linkType: number, packet: Bytes) => {
    const { layers, from, to } = place(packet);
    return decodeLink(linkType, layers, from, to, to);
  };

  test.each([
    ['ARP', LinkType.Ethernet, ethernet(0x0806, new Uint8Array(28))],
    ['an 802.3 length', LinkType.Ethernet, ethernet(46, new Uint8Array(46))],
    ['0x05ff', LinkType.Ethernet, ethernet(0x05ff, new Uint8Array(46))],
    ['ARP in a VLAN', LinkType.Ethernet, ethernet(0x8100, tagged(1, 0x0806, new Uint8Array(28)))],
    ['PPPoE discovery code', LinkType.Ethernet, ethernet(0x8864, join([0x11, 9], new Uint8Array(20)))],
    ['LCP', LinkType.Ppp, join(u16(0xc021), new Uint8Array(8))],
    ['netlink in SLL', LinkType.LinuxSll, sll(4, new Uint8Array(20))],
    ['another family in NULL', LinkType.Null, join(u32(7), new Uint8Array(20))],
    ['another version in RAW', LinkType.Raw, join([0x50], new Uint8Array(20))],
  ])('%s', (_name, linkType, packet) => {
    expect(decode(linkType, packet)).toBe(LayerStatus.NotIp);
  });

  test('labels without end are malformed, and so is an NFLOG attribute beyond the frame', () => {
    expect(decode(LinkType.Ethernet, ethernet(0x8847, new Uint8Array(200)))).toBe(LayerStatus.Malformed);
    for (const length of [0, 3, 0xffff]) {
      const attribute = [length & 0xff, length >> 8, 9, 0];
      expect(decode(LinkType.Nflog, join([2, 0, 0, 7], attribute, PACKET_4))).toBe(LayerStatus.Malformed);
    }
    expect(decode(LinkType.Nflog, join([2, 0, 0, 7], [8, 0, 10, 0], [1, 2, 3, 4]))).toBe(LayerStatus.NotIp);
  });

  test('tags without end are malformed', () => {
    const tags = new Array(40).fill([0, 1, 0x81, 0x00]).flat();
    expect(decode(LinkType.Ethernet, ethernet(0x8100, tags))).toBe(LayerStatus.Malformed);
  });

  test.each([2, 105, 127, 147, 65_535, -1])('link type %i is not supported', (linkType) => {
    expect(decode(linkType, PACKET_4)).toBe(LayerStatus.Unsupported);
  });

  test('an empty frame is too short, of whatever supported type', () => {
    for (const linkType of Object.values(LinkType)) {
      if (linkType === LinkType.Ipv4 || linkType === LinkType.Ipv6) continue;
      expect(decode(linkType, []), `${linkType}`).toBe(LayerStatus.TooShort);
    }
  });
});
