import { describe, expect, test } from 'vitest';
import { LinkType } from '../../../decoders/link/link.ts';
import { EtherType } from '../../../decoders/packet-layers.ts';
import { Frame } from '../../../src/capture/frame.ts';
import { ObservationPoint } from '../../../src/engine/reading/observation-point.ts';
import { type Bytes, ipv4, join, u16, udp } from '../../support/build-packets.ts';

const [INWARD, OUTWARD] = [0, 4];

/** Host N has the address 192.0.2.N and the MAC address 02:00:00:00:00:N. */
function packet(from: number, to: number): Uint8Array {
  const bytes = ipv4(17, udp([1]));
  bytes.set([192, 0, 2, from, 192, 0, 2, to], 12);
  return bytes;
}

function mac(host: number): number[] {
  return [2, 0, 0, 0, 0, host];
}

function frame(linkType: number, bytes: Bytes, seconds: number): Frame {
  const made = new Frame();
  const whole = Uint8Array.from(bytes);
  return Object.assign(made, {
    linkType,
    bytes: whole,
    to: whole.length,
    originalLength: whole.length,
    time: seconds * 1e9,
  });
}

/** What an interface shows: who sends to whom, at which second. */
function wire(...sent: readonly (readonly [from: number, to: number, at?: number])[]): ObservationPoint {
  const stand = new ObservationPoint();
  for (const [from, to, at = 0] of sent) {
    const header = join(mac(to), mac(from), u16(EtherType.Ipv4));
    stand.add(frame(LinkType.Ethernet, join(header, packet(from, to)), at));
  }
  return stand;
}

/** What `-i any` shows on a host; `card` is the MAC address that the host sends from. */
function cooked(host: number, others: readonly number[], address = host, card = host): ObservationPoint {
  const stand = new ObservationPoint();
  for (const other of others) {
    for (const [from, to, type, sender] of [
      [address, other, OUTWARD, card],
      [other, address, INWARD, other],
    ] as const) {
      const header = join(u16(type), u16(1), u16(6), mac(sender), [0, 0], u16(EtherType.Ipv4));
      stand.add(frame(LinkType.LinuxSll, join(header, packet(from, to)), 0));
    }
  }
  return stand;
}

describe('a cooked capture names its host', () => {
  test('the same one, and another', () => {
    expect(cooked(1, [2, 3]).compare(cooked(1, [9]))).toBe('same');
    expect(cooked(1, [2, 3]).compare(cooked(2, [1]))).toBe('elsewhere');
  });

  test('an address that went to another host', () => {
    expect(cooked(1, [2], 7).compare(cooked(2, [3], 7))).toBe('elsewhere');
  });
});

test('an address that went to another host, which has not sent anything from there yet', () => {
  const stand = new ObservationPoint();
  const header = (type: number, sender: number, protocol: number) =>
    join(u16(type), u16(1), u16(6), mac(sender), [0, 0], u16(protocol));
  const [arp, ip] = [0x0806, EtherType.Ipv4];
  stand.add(frame(LinkType.LinuxSll, join(header(INWARD, 3, ip), packet(3, 7)), 0));
  expect(cooked(1, [2], 7).compare(stand)).toBe('open');
  stand.add(frame(LinkType.LinuxSll, join(header(OUTWARD, 2, arp), [0, 1]), 0));
  expect(cooked(1, [2], 7).compare(stand)).toBe('elsewhere');
  expect(cooked(2, [2], 7).compare(stand)).toBe('open');
});

describe('an end of every frame', () => {
  test('the same one, and another', () => {
    expect(wire([1, 2], [3, 1]).compare(wire([1, 4], [2, 1]))).toBe('same');
    expect(wire([1, 2], [3, 1]).compare(wire([2, 4], [3, 2]))).toBe('other');
    expect(wire([1, 2], [3, 1, 20]).compare(wire([2, 4, 20], [3, 2, 40]))).toBe('elsewhere');
  });

  test('with two hosts that talk to each other, it may be on either', () => {
    expect(wire([1, 2], [3, 1]).compare(wire([1, 2], [2, 1]))).toBe('either');
  });

  test('an observer between all hosts is not on one of them', () => {
    const between = wire([1, 2], [3, 4, 20]);
    expect(between.compare(wire([1, 2, 20], [3, 1, 40]))).toBe('elsewhere');
    // For a moment nobody else may have had anything to say.
    expect(between.compare(wire([1, 2, 20], [3, 1, 21]))).toBe('part');
    expect(between.compare(wire([1, 2], [3, 4]))).toBe('open');
  });
});

test('pairs of hosts that talk to each other', () => {
  const before = wire([1, 2], [3, 4]);
  expect(wire([2, 1]).isMoreOf(before)).toBe(true);
  expect(wire([2, 1], [1, 3]).isMoreOf(before)).toBe(false);
  expect(wire().isMoreOf(before)).toBe(false);
  expect([wire([9, 1], [4, 3]).goesOnFrom(before), wire([9, 1]).goesOnFrom(before)]).toEqual([true, false]);
});
