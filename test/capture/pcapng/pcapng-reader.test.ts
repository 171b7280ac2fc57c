import { afterAll, describe, expect, test } from 'vitest';
import { Blocks, payload } from '../build-captures.ts';
import { Folder, hexOf, read, readAgain } from '../reading.ts';

const folder = new Folder();
afterAll(() => folder.remove());

const little = new Blocks(false);
const big = new Blocks(true);
const MICROS = 1_700_000_000_123_456n;
const NANOS = 1_700_000_000_123_456_789n;
const TLS_KEY_LOG = 0x544c534b;

describe('pcapng', () => {
  test.each([
    ['little-endian', little],
    ['big-endian', big],
  ])('packets of a %s section', async (byteOrder, blocks) => {
    const file = folder.file(
      Buffer.concat([
        blocks.section([
          [1, 'first comment'],
          [1, 'second comment'],
          [2, 'a machine'],
          [3, 'Linux 6.1'],
          [4, 'Dumpcap 4.0'],
        ]),
        blocks.interface(1, 262_144, [
          [2, 'eth0'],
          [3, 'uplink'],
          [11, '\0udp port 5060'],
          [12, 'Linux'],
          [15, 'a card'],
          [1, 'about the interface'],
        ]),
        blocks.enhanced(0, MICROS, payload(61), [
          [1, 'look here'],
          [1, 'and ä'],
        ]),
        blocks.enhanced(0, MICROS + 1n, payload(40, 1), [], 1500),
      ]),
    );
    const { source, base, frames } = await read(file);
    expect(source.warnings).toEqual([]);
    expect(frames.map((frame) => frame.time)).toEqual(['1700000000.123456000', '1700000000.123457000']);
    expect(frames.map((frame) => frame.data)).toEqual([hexOf(payload(61)), hexOf(payload(40, 1))]);
    expect(frames.map((frame) => frame.originalLength)).toEqual([61, 1500]);
    expect(readAgain(source, base, frames)).toEqual(frames);
    expect(source.readComments(frames[0]?.recordOffset ?? 0)).toEqual(['look here', 'and ä']);
    expect(source.readComments(frames[1]?.recordOffset ?? 0)).toEqual([]);
    expect(source.readComments(0)).toEqual([]);
    expect(source.description).toEqual({
      format: 'pcapng',
      compression: undefined,
      sections: [
        {
          offset: 0,
          byteOrder,
          comments: ['first comment', 'second comment'],
          hardware: 'a machine',
          os: 'Linux 6.1',
          application: 'Dumpcap 4.0',
        },
      ],
      interfaces: [
        {
          section: 0,
          linkType: 1,
          snapLength: 262_144,
          ticksPerSecond: 1e6,
          name: 'eth0',
          label: 'uplink',
          filter: 'udp port 5060',
          os: 'Linux',
          hardware: 'a card',
          comments: ['about the interface'],
          droppedBetweenPackets: 0,
        },
      ],
      secrets: [],
    });
    source.close();
  });

  test('time stamps of any resolution and offset, exact', async () => {
    const resolution = (value: number) => [9, Uint8Array.of(value)] as const;
    const offset = (seconds: bigint) => [14, little.u64(seconds)] as const;
    const cases = [
      { options: [], time: MICROS, want: '1700000000.123456000' },
      { options: [resolution(0)], time: 1_700_000_000n, want: '1700000000.000000000' },
      { options: [resolution(3)], time: 1_700_000_000_123n, want: '1700000000.123000000' },
      { options: [resolution(9)], time: NANOS, want: '1700000000.123456789' },
      { options: [resolution(9), offset(3600n)], time: NANOS, want: '1700003600.123456789' },
      { options: [resolution(9), offset(-3600n)], time: NANOS, want: '1699996400.123456789' },
      { options: [resolution(10)], time: NANOS * 10n + 9n, want: '1700000000.123456789' },
      { options: [resolution(0x80)], time: 1_700_000_001n, want: '1700000001.000000000' },
      { options: [resolution(0x80 | 20)], time: (1_700_000_000n << 20n) + 1n, want: '1700000000.000000953' },
      {
        options: [resolution(0x80 | 32)],
        time: (1_700_000_000n << 32n) + (1n << 31n),
        want: '1700000000.500000000',
      },
      { options: [resolution(6), offset(1_700_000_000n)], time: 1_000_001n, want: '1700000001.000001000' },
    ];
    const file = Buffer.concat([
      little.section(),
      ...cases.map((one) => little.interface(1, 0, one.options)),
      ...cases.map((one, id) => little.enhanced(id, one.time, payload(20, id))),
      ...cases.map((one, id) => little.enhanced(id, one.time, payload(20, id))),
    ]);
    const { source, base, frames } = await read(folder.file(file));
    const times = cases.map((one) => one.want);
    expect(frames.slice(0, cases.length).map((frame) => frame.time)).toEqual(times);
    expect(frames.slice(cases.length).map((frame) => frame.time)).toEqual(times);
    expect(frames.map((frame) => frame.interfaceId)).toEqual([...cases.keys(), ...cases.keys()]);
    expect(source.description.interfaces[3]?.ticksPerSecond).toBe(1e9);
    expect(source.description.interfaces[8]?.ticksPerSecond).toBe(2 ** 20);
    expect(readAgain(source, base, frames)).toEqual(frames);
    source.close();
  });

  test('nanoseconds before, around and far from the first packet', async () => {
    const days = 86_400n * 1_000_000_000n;
    const times = [
      NANOS,
      NANOS + 1n,
      NANOS - 1n,
      NANOS + 50n * days + 1n,
      NANOS - 50n * days - 1n,
      NANOS + 3n,
    ];
    const blocks = times.map((time) => little.enhanced(0, time, payload(20)));
    const head = [little.section(), little.interface(1, 0, [[9, Uint8Array.of(9)]])];
    const { source, frames } = await read(folder.file(Buffer.concat([...head, ...blocks])));
    const texts = times.map(
      (time) => `${time / 1_000_000_000n}.${String(time % 1_000_000_000n).padStart(9, '0')}`,
    );
    expect(frames.map((frame) => frame.time)).toEqual(texts);
    source.close();
  });

  test('several sections of different byte order, each with its own interfaces', async () => {
    const file = Buffer.concat([
      little.section([], 1000n),
      little.interface(1),
      little.interface(276),
      little.enhanced(1, MICROS, payload(20)),
      big.section(),
      big.interface(101, 0, [[2, 'tun0']]),
      big.enhanced(0, MICROS + 1n, payload(21)),
      little.section(),
      little.interface(113),
      little.enhanced(0, MICROS + 2n, payload(22)),
    ]);
    const { source, base, frames } = await read(folder.file(file));
    expect(frames.map((frame) => frame.linkType)).toEqual([276, 101, 113]);
    expect(frames.map((frame) => frame.interfaceId)).toEqual([1, 2, 3]);
    expect(frames.map((frame) => frame.data.length / 2)).toEqual([20, 21, 22]);
    expect(source.description.interfaces.map((one) => one.section)).toEqual([0, 0, 1, 2]);
    expect(source.description.sections.map((one) => one.byteOrder)).toEqual([
      'little-endian',
      'big-endian',
      'little-endian',
    ]);
    expect(readAgain(source, base, frames)).toEqual(frames);
    source.close();
  });

  test('simple packets take the time of the packet before', async () => {
    const file = Buffer.concat([
      little.section(),
      little.interface(1, 30),
      little.simple(payload(30), 99),
      little.simple(payload(10)),
      little.enhanced(0, MICROS, payload(20)),
      little.simple(payload(11)),
      little.enhanced(0, MICROS + 5n, payload(20)),
      little.simple(payload(12)),
    ]);
    const { source, base, frames } = await read(folder.file(file));
    expect(frames.map((frame) => frame.data.length / 2)).toEqual([30, 10, 20, 11, 20, 12]);
    expect(frames.map((frame) => frame.originalLength)).toEqual([99, 10, 20, 11, 20, 12]);
    expect(frames.slice(3).map((frame) => frame.time)).toEqual([
      '1700000000.123456000',
      '1700000000.123461000',
      '1700000000.123461000',
    ]);
    expect(source.warnings.map((warning) => warning.kind)).toEqual(['no-time']);
    // Before the first time stamp there is no session time: the first two say nothing.
    const timed = frames.slice(2);
    expect(readAgain(source, base, timed)).toEqual(timed);
    source.close();
  });

  test('obsolete packets and what was dropped', async () => {
    const file = Buffer.concat([
      big.section(),
      big.interface(1),
      big.interface(1),
      big.obsolete(1, 3, MICROS, payload(21)),
      big.obsolete(1, 0xffff, MICROS, payload(22)),
      big.enhanced(0, MICROS, payload(23), [[4, big.u64(7n)]]),
      big.statistics(0, MICROS, [[4, big.u64(1n)]]),
      big.statistics(0, MICROS, [
        [2, big.stamp(MICROS)],
        [3, big.stamp(MICROS + 1_000_000n)],
        [4, big.u64(1000n)],
        [5, big.u64(1n)],
        [6, big.u64(900n)],
        [7, big.u64(2n ** 33n)],
        [8, big.u64(898n)],
      ]),
    ]);
    const { source, base, frames } = await read(folder.file(file));
    expect(frames.map((frame) => frame.data.length / 2)).toEqual([21, 22, 23]);
    expect(source.description.interfaces.map((one) => one.droppedBetweenPackets)).toEqual([7, 3]);
    expect(source.description.interfaces[1]?.statistics).toBeUndefined();
    expect(source.description.interfaces[0]?.statistics).toEqual({
      startTime: MICROS * 1000n,
      endTime: MICROS * 1000n + 1_000_000_000n,
      received: 1000,
      droppedByInterface: 1,
      acceptedByFilter: 900,
      droppedByOs: 2 ** 33,
      delivered: 898,
    });
    expect(readAgain(source, base, frames)).toEqual(frames);
    source.close();
  });

  test('decryption secrets stay where they are', async () => {
    const keys = Buffer.from('CLIENT_RANDOM 00 11\n');
    const head = Buffer.concat([little.section(), little.interface(1)]);
    const file = Buffer.concat([
      head,
      little.secrets(TLS_KEY_LOG, keys),
      little.enhanced(0, MICROS, payload(20)),
    ]);
    const { source, frames } = await read(folder.file(file));
    expect(frames).toHaveLength(1);
    expect(source.description.secrets).toEqual([
      { offset: head.length + 16, type: TLS_KEY_LOG, length: keys.length },
    ]);
    const [secret] = source.description.secrets;
    const into = Buffer.alloc(keys.length);
    expect(source.readBytes(secret?.offset ?? 0, into.length, into, 0)).toBe(into.length);
    expect(into).toEqual(keys);
    source.close();
  });

  test('blocks that are no packets are skipped; those with a frame number keep it', async () => {
    const packet = little.enhanced(0, MICROS, payload(20));
    const file = Buffer.concat([
      little.section(),
      little.interface(1),
      little.block(4, Buffer.alloc(8)),
      packet,
      little.block(0x7777, Buffer.alloc(40)),
      little.block(0xbad, Buffer.alloc(12)),
      packet,
      little.block(9, Buffer.alloc(12)),
      little.block(0x40000bad, Buffer.alloc(12)),
      packet,
    ]);
    const { source, frames } = await read(folder.file(file));
    expect(frames.map((frame) => frame.number)).toEqual([1, 3, 6]);
    expect(source.warnings).toEqual([]);
    source.close();
  });

  test('limits on sections, interfaces and texts', async () => {
    const long = 'x'.repeat(50);
    const section = Buffer.concat([little.section([[1, long]]), little.interface(1, 0, [[2, long]])]);
    const packet = little.enhanced(0, MICROS, payload(20));
    const file = Buffer.concat([section, packet, section, packet, section, packet, section, packet]);
    const limits = { sections: 3, text: 120 };
    const { source, frames } = await read(folder.file(file), { limits });
    expect(frames).toHaveLength(3);
    expect(source.description.sections).toHaveLength(3);
    expect(source.warnings.map((warning) => warning.kind)).toEqual(['limit']);
    expect(source.description.sections.map((one) => one.comments.join().length)).toEqual([50, 18, 0]);
    source.close();
  });
});
