import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FragmentLimits } from '../../../src/reassembly/options.ts';
import {
  type Bytes,
  ethernet,
  extension,
  fragmentHeader,
  ipv4,
  ipv6,
  join,
  REQUEST,
  udp,
} from '../../support/build-packets.ts';
import { Watching } from '../../support/watching.ts';

/** [from, to) of the datagram, which is UDP header and payload. */
type Range = readonly [from: number, to: number];

const DATAGRAM = udp(REQUEST);
const END = DATAGRAM.length;
const QUARTERS: readonly Range[] = [
  [0, 40],
  [40, 80],
  [80, 120],
  [120, END],
];

interface Sender {
  readonly identification?: number;
  readonly source?: Bytes;
}

function fragment4(data: Uint8Array, [from, to]: Range, sender: Sender = {}): Uint8Array {
  const shape = { ...sender, fragmentOffset: from, moreFragments: to < data.length };
  return ethernet(0x0800, ipv4(17, data.subarray(from, to), shape));
}

function fragment6(data: Uint8Array, [from, to]: Range, protocol = 17): Uint8Array {
  const shape = { fragmentOffset: from, moreFragments: to < data.length };
  return ethernet(0x86dd, ipv6(44, fragmentHeader(protocol, data.subarray(from, to), shape)));
}

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}

function watch(frames: readonly Uint8Array[], limits: Partial<FragmentLimits> = {}): Watching {
  const watching = new Watching(limits);
  for (const frame of frames) watching.frame(frame);
  return watching;
}

function expectRequest(watching: Watching): void {
  expect(watching.messages).toHaveLength(1);
  expect(watching.messages[0]).toMatchObject({ bytes: REQUEST, cut: 0 });
}

describe.each([
  ['IPv4', fragment4],
  ['IPv6', fragment6],
])('fragments of %s', (_name, fragment) => {
  test.each(permutations([0, 1, 2, 3]).map((order) => [order.join('')]))('in the order %s', (order) => {
    const parts = [...order].map((digit) => QUARTERS[Number(digit)] as Range);
    const watching = watch(parts.map((range) => fragment(DATAGRAM, range)));
    expectRequest(watching);
    const [message] = watching.messages;
    expect(message?.frame).toBe(4);
    expect(message?.time).toBe(4000);
    const frames = message?.extents.map(([frame]) => frame);
    expect(frames).toEqual([0, 1, 2, 3].map((part) => order.indexOf(`${part}`) + 1));
    expect(watching.counters).toMatchObject({ fragments: 4, datagramsReassembled: 1, frames: 4, udpSip: 1 });
    expect(watching.finish().counters.datagramsExpired).toBe(0);
  });

  test('one twice is a copy, whatever it says', () => {
    const forged = DATAGRAM.map((byte, at) => (at < 80 ? byte : byte ^ 0x20));
    const [a, b, c, d] = QUARTERS as [Range, Range, Range, Range];
    const watching = watch([
      fragment(DATAGRAM, c),
      fragment(DATAGRAM, a),
      fragment(forged, c),
      fragment(DATAGRAM, d),
      fragment(DATAGRAM, b),
    ]);
    expectRequest(watching);
    expect(watching.counters).toMatchObject({ fragmentsDuplicate: 1, fragmentsOverlapping: 0 });
  });

  test('that overlap: the first to come wins', () => {
    const forged = DATAGRAM.map((byte) => byte ^ 0x20);
    const patched = join(DATAGRAM.subarray(0, 88), forged.subarray(88, 96), DATAGRAM.subarray(96));
    const watching = watch([
      fragment(DATAGRAM, [40, 80]),
      fragment(DATAGRAM, [96, 120]),
      fragment(patched, [64, 104]),
      fragment(forged, [40, 120]),
      fragment(DATAGRAM, [0, 48]),
      fragment(DATAGRAM, [112, END]),
    ]);
    expect(watching.messages[0]?.bytes).toEqual(patched.subarray(8));
    expect(watching.messages[0]?.extents).toEqual([
      [5, 32],
      [1, 40],
      [3, 16],
      [2, 24],
      [6, END - 120],
    ]);
    expect(watching.counters).toMatchObject({ fragmentsOverlapping: 3, fragmentsDuplicate: 1 });
  });

  test('of which each is lost in turn: nothing comes out, and it is counted', () => {
    for (const lost of QUARTERS) {
      const rest = QUARTERS.filter((range) => range !== lost);
      const watching = watch(rest.map((range) => fragment(DATAGRAM, range)));
      expect(watching.messages).toHaveLength(0);
      expect(watching.counters.datagramsExpired).toBe(0);
      expect(watching.finish().counters).toMatchObject({ datagramsExpired: 1, datagramsReassembled: 0 });
    }
  });

  test('copies after the datagram was whole are not the start of another', () => {
    const frames = QUARTERS.map((range) => fragment(DATAGRAM, range));
    const twice = watch([...frames, ...frames]);
    expectRequest(twice);
    expect(twice.finish().counters).toMatchObject({ fragmentsDuplicate: 4, datagramsExpired: 0 });
  });

  test('of another datagram with the same identification are', () => {
    const other = Uint8Array.from(DATAGRAM);
    other.set([0x4d], END - 30);
    const [a, b, c, d] = QUARTERS as [Range, Range, Range, Range];
    const watching = watch([
      ...QUARTERS.map((range) => fragment(DATAGRAM, range)),
      fragment(other, d),
      fragment(other, [0, 120]),
      fragment(other, a),
      fragment(other, b),
      fragment(other, c),
    ]);
    expect(watching.messages.map(({ bytes }) => bytes)).toEqual([REQUEST, other.subarray(8)]);
  });

  test('as small as they can be', () => {
    const ranges = Array.from({ length: Math.ceil(END / 8) }, (_, i): Range => [i * 8, i * 8 + 8]);
    const parts = ranges.map(([from, to]): Range => [from, Math.min(to, END)]);
    expectRequest(watch(parts.toReversed().map((range) => fragment(DATAGRAM, range))));
  });

  test('any ranges in any order give the datagram, or nothing', () => {
    const unit = fc.integer({ min: 0, max: Math.ceil(END / 8) });
    const range = fc.tuple(unit, unit).map(([a, b]): Range => {
      const from = Math.min(a, b, Math.ceil(END / 8) - 1) * 8;
      return [from, Math.min(Math.max(a, b) * 8, END)];
    });
    fc.assert(
      fc.property(fc.array(range, { maxLength: 12 }), (ranges) => {
        const real = ranges.filter(([from, to]) => from < to);
        const watching = watch(real.map((each) => fragment(DATAGRAM, each)));
        const covered = new Set(real.flatMap(([from, to]) => [...DATAGRAM.keys()].slice(from, to)));
        if (covered.size === END) expect(watching.messages[0]?.bytes).toEqual(REQUEST);
        else expect(watching.messages).toHaveLength(0);
        for (const message of watching.messages) expect(message.bytes).toEqual(REQUEST);
      }),
      { numRuns: 150 },
    );
  });
});

describe('what belongs together', () => {
  const half = (sender: Sender, range: Range) => fragment4(DATAGRAM, range, sender);
  const first: Range = [0, 80];
  const second: Range = [80, END];

  test('differs by identification and address', () => {
    const senders: Sender[] = [
      { identification: 1 },
      { identification: 2 },
      { identification: 1, source: [192, 0, 2, 9] },
    ];
    const watching = watch([
      ...senders.map((sender) => half(sender, first)),
      ...senders.map((sender) => half(sender, second)),
    ]);
    expect(watching.messages.map(({ identification, sender }) => [identification, sender])).toEqual([
      [1, '192.0.2.1:5060'],
      [2, '192.0.2.1:5060'],
      [1, '192.0.2.9:5060'],
    ]);
    expect(watching.counters.datagramsReassembled).toBe(3);
  });

  test('differs by protocol in IPv4, not in IPv6', () => {
    const four = watch([
      ethernet(0x0800, ipv4(17, DATAGRAM.subarray(0, 80), { moreFragments: true })),
      ethernet(0x0800, ipv4(6, DATAGRAM.subarray(80), { fragmentOffset: 80 })),
    ]);
    expect(four.messages).toHaveLength(0);
    expectRequest(watch([fragment6(DATAGRAM, first, 17), fragment6(DATAGRAM, second, 6)]));
    expectRequest(watch([fragment6(DATAGRAM, second, 6), fragment6(DATAGRAM, first, 17)]));
  });

  test('may begin with an extension header in IPv6', () => {
    const data = extension(17, 16, DATAGRAM);
    const watching = watch([fragment6(data, [64, data.length], 60), fragment6(data, [0, 64], 60)]);
    expectRequest(watching);
    expect(watching.messages[0]?.extents).toEqual([
      [2, 64 - 24],
      [1, data.length - 64],
    ]);
  });

  test('protocols that carry no message are not kept', () => {
    const icmp = ethernet(0x0800, ipv4(1, new Uint8Array(80), { moreFragments: true }));
    const { counters } = watch([icmp]).finish();
    expect(counters).toMatchObject({ otherTransport: 1, fragments: 0, datagramsExpired: 0 });
  });
});

describe('what cannot be', () => {
  const one = (payload: Bytes, shape: { fragmentOffset?: number; moreFragments?: boolean }) =>
    ethernet(0x0800, ipv4(17, payload, shape));

  test.each([
    ['a length that is no multiple of eight', one(new Uint8Array(81), { moreFragments: true })],
    ['no payload', one([], { moreFragments: true })],
    ['an end beyond 65,535 bytes', one(new Uint8Array(80), { fragmentOffset: 65_528 })],
  ])('%s', (_name, frame) => {
    const { counters } = watch([frame]).finish();
    expect(counters).toMatchObject({ fragmentsDropped: 1, datagramsExpired: 0 });
  });

  test('two ends, or bytes behind the end', () => {
    const watching = watch([
      fragment4(DATAGRAM, [80, END]),
      one(new Uint8Array(8), { fragmentOffset: 80 }),
      one(new Uint8Array(8), { fragmentOffset: 800, moreFragments: true }),
      fragment4(DATAGRAM, [0, 80]),
    ]);
    expectRequest(watching);
    expect(watching.counters.fragmentsDropped).toBe(2);
  });

  test('an end before what is there', () => {
    const watching = watch([
      fragment4(DATAGRAM, [80, 120]),
      one(new Uint8Array(8), { fragmentOffset: 40 }),
      fragment4(DATAGRAM, [0, 80]),
      fragment4(DATAGRAM, [120, END]),
    ]);
    expectRequest(watching);
    expect(watching.counters.fragmentsDropped).toBe(1);
  });

  test('a datagram of 65,535 bytes is possible', () => {
    const data = udp(join(REQUEST, new Uint8Array(65_535 - 8 - REQUEST.length)));
    const watching = watch([fragment4(data, [0, 32_768]), fragment4(data, [32_768, 65_535])]);
    expect(watching.messages[0]?.bytes).toHaveLength(65_527);
  });
});

describe('limits', () => {
  const first: Range = [0, 80];
  const second: Range = [80, END];

  test('age: by capture time, from the first fragment', () => {
    const at = (seconds: number) => {
      const watching = new Watching({ fragmentAge: 5e9 });
      watching.frame(fragment4(DATAGRAM, first), { time: 0 });
      return watching.frame(fragment4(DATAGRAM, second), { time: seconds * 1e9 });
    };
    expectRequest(at(5));
    const late = at(5.1);
    expect(late.messages).toHaveLength(0);
    expect(late.counters.datagramsExpired).toBe(1);
    expect(at(-6).messages).toHaveLength(0);
  });

  test('age: one datagram’s fragment drives out what others left', () => {
    const watching = new Watching({ fragmentAge: 5e9 });
    watching.frame(fragment4(DATAGRAM, first, { identification: 1 }), { time: 0 });
    watching.frame(fragment4(DATAGRAM, first, { identification: 2 }), { time: 6e9 });
    expect(watching.counters.datagramsExpired).toBe(1);
    expect(watching.finish().counters.datagramsExpired).toBe(2);
  });

  test('datagrams: the oldest goes first', () => {
    const watching = watch(
      [1, 2, 3].map((identification) => fragment4(DATAGRAM, first, { identification })),
      { fragmentedDatagrams: 2 },
    );
    expect(watching.counters.datagramsEvicted).toBe(1);
    for (const identification of [3, 2, 1]) watching.frame(fragment4(DATAGRAM, second, { identification }));
    expect(watching.messages.map(({ identification }) => identification)).toEqual([3, 2]);
  });

  test('bytes', () => {
    const big = udp(new Uint8Array(40_000));
    const ids = Array.from({ length: 20 }, (_, identification) => ({ identification }));
    const watching = watch(
      ids.map((sender) => fragment4(big, [0, 10_000], sender)),
      { fragmentBytes: 50_000 },
    );
    expect(watching.counters.datagramsEvicted).toBe(16);
    expect(watching.finish().counters.datagramsExpired).toBe(4);
  });

  test('pieces of one datagram', () => {
    const ranges = Array.from({ length: 10 }, (_, i): Range => [i * 16, i * 16 + 8]);
    const watching = watch(
      ranges.map((range) => fragment4(DATAGRAM, range)),
      { fragmentPieces: 4 },
    );
    expect(watching.counters.fragmentsDropped).toBe(6);
  });

  test('a flood of fragments stays inside them', () => {
    const watching = new Watching({ fragmentedDatagrams: 8, fragmentBytes: 4096 });
    for (let i = 0; i < 5000; i++) {
      const range: Range = [(i % 15) * 8, (i % 15) * 8 + 8];
      watching.frame(fragment4(DATAGRAM, range, { identification: i % 1000 }));
    }
    const { datagramsEvicted } = watching.counters;
    expect(watching.finish().counters.datagramsExpired).toBeLessThanOrEqual(8);
    expect(datagramsEvicted).toBeGreaterThan(900);
  });
});

describe('fragments that the snap length cut', () => {
  const cut = (range: Range, missing: number) => {
    const frame = fragment4(DATAGRAM, range);
    return frame.subarray(0, frame.length - missing);
  };

  test('give the message up to there', () => {
    const watching = new Watching();
    watching.frame(fragment4(DATAGRAM, [0, 80]));
    watching.frame(cut([80, 120], 30), { missing: 30 });
    watching.frame(fragment4(DATAGRAM, [120, END]));
    expect(watching.messages).toHaveLength(1);
    expect(watching.messages[0]).toMatchObject({ bytes: REQUEST.subarray(0, 82), cut: 1 });
    expect(watching.messages[0]?.extents).toEqual([
      [1, 72],
      [2, 10],
    ]);
  });

  test('give nothing where the ports were cut off', () => {
    const watching = new Watching();
    watching.frame(cut([0, 80], 78), { missing: 78 });
    watching.frame(fragment4(DATAGRAM, [80, END]));
    expect(watching.messages).toHaveLength(0);
    expect(watching.counters.shortPackets).toBe(1);
  });
});
