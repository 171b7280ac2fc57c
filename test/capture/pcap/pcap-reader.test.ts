import { afterAll, describe, expect, test } from 'vitest';
import { type PcapShape, packets, payload, pcap, pcapHeader, pcapRecord } from '../build-captures.ts';
import { Folder, hexOf, read, readAgain } from '../reading.ts';

const folder = new Folder();
afterAll(() => folder.remove());

const MICRO = 0xa1b2c3d4;
const NANO = 0xa1b23c4d;
const MODIFIED = 0xa1b2cd34;

describe('variants of pcap', () => {
  const variants: [string, PcapShape][] = [
    ['pcap µs little-endian', { magic: MICRO, big: false }],
    ['pcap µs big-endian', { magic: MICRO, big: true }],
    ['pcap ns little-endian', { magic: NANO, big: false }],
    ['pcap ns big-endian', { magic: NANO, big: true }],
    ['modified pcap µs little-endian', { magic: MODIFIED, big: false }],
    ['modified pcap µs big-endian', { magic: MODIFIED, big: true }],
  ];
  test.each(variants)('%s', async (format, shape) => {
    const sent = [
      { seconds: 1_700_000_000, fraction: 123_456, data: payload(60) },
      { seconds: 1_700_000_001, fraction: 999_999, data: payload(40, 1), originalLength: 1500 },
      { seconds: 1_700_000_001, fraction: 0, data: payload(0, 2), originalLength: 60 },
      { seconds: 0xffffffff, fraction: 1, data: payload(61, 3) },
    ];
    const { source, base, frames } = await read(folder.file(pcap(sent, shape)));
    expect(source.description.format).toBe(format);
    expect(source.warnings).toEqual([]);
    expect(frames.map((frame) => frame.number)).toEqual([1, 2, 3, 4]);
    expect(frames.map((frame) => frame.data)).toEqual(sent.map((packet) => hexOf(packet.data)));
    expect(frames.map((frame) => frame.originalLength)).toEqual([60, 1500, 60, 61]);
    const digits = shape.magic === NANO ? 9 : 6;
    const fraction = (value: number) => String(value).padStart(digits, '0').padEnd(9, '0');
    const times = sent.slice(0, 3).map((packet) => `${packet.seconds}.${fraction(packet.fraction)}`);
    expect(frames.slice(0, 3).map((frame) => frame.time)).toEqual(times);
    expect(readAgain(source, base, frames)).toEqual(frames);
    source.close();
  });

  test('link type without the bits about frame check sequences', async () => {
    for (const big of [false, true]) {
      const { source, frames } = await read(folder.file(pcap(packets(1), { big, linkType: 0xf400_0071 })));
      expect(frames[0]?.linkType).toBe(0x71);
      expect(source.description.interfaces[0]?.linkType).toBe(0x71);
      source.close();
    }
  });

  test('a header and no packets', async () => {
    const { source, frames } = await read(folder.file(pcap([])));
    expect(frames).toEqual([]);
    expect(source.warnings).toEqual([]);
    expect(source.advance()).toBe('end');
    source.close();
  });
});

describe('chunks', () => {
  test('records that straddle chunks, and one larger than a chunk', async () => {
    const sent = [
      ...packets(50),
      { seconds: 1_700_000_001, fraction: 5, data: payload(20_000) },
      ...packets(50),
    ];
    const path = folder.file(pcap(sent, { snapLength: 262_144 }));
    const whole = await read(path);
    for (const chunk of [64, 100, 1021, 4096]) {
      const { source, base, frames } = await read(path, { chunk });
      expect(frames).toEqual(whole.frames);
      expect(readAgain(source, base, frames)).toEqual(frames);
      source.close();
    }
    expect(whole.frames).toHaveLength(101);
    whole.source.close();
  });

  test('bytes anywhere in the file', async () => {
    const bytes = pcap(packets(20));
    const { source, frames } = await read(folder.file(bytes));
    const into = Buffer.alloc(300);
    expect(source.readBytes(90, 100, into, 7)).toBe(100);
    expect(into.subarray(7, 107)).toEqual(bytes.subarray(90, 190));
    expect(source.readBytes(bytes.length - 10, 100, into, 0)).toBe(10);
    expect(source.readBytes(bytes.length + 10, 100, into, 0)).toBe(0);
    expect(source.readBytes(0, 100, into, 290)).toBe(10);
    expect(source.progress).toEqual({ bytesRead: bytes.length, bytesTotal: bytes.length });
    source.close();
    expect(source.readBytes(0, 10, into, 0)).toBe(0);
    expect(frames).toHaveLength(20);
  });
});

describe('a capture that was cut off', () => {
  test('at every byte: whole frames, then what is there of the last one', async () => {
    const sent = packets(5, 20);
    const bytes = pcap(sent);
    const ends = sent.map((_, at) => pcap(sent.slice(0, at + 1)).length);
    for (let length = 24; length < bytes.length; length++) {
      const { source, base, frames } = await read(folder.file(bytes.subarray(0, length), 'cut'));
      const whole = ends.filter((end) => end <= length).length;
      const start = ends[whole - 1] ?? 24;
      const part = Math.max(0, length - start - 16);
      expect(frames).toHaveLength(whole + (part > 0 ? 1 : 0));
      for (const [at, frame] of frames.entries()) {
        const data = sent[at]?.data ?? new Uint8Array(0);
        expect(frame.data).toBe(hexOf(at < whole ? data : data.subarray(0, part)));
        expect(frame.originalLength).toBe(data.length);
      }
      const expected = length === start ? [] : [{ kind: 'cut-off', offset: start }];
      expect(source.warnings).toMatchObject(expected);
      expect(source.warnings).toHaveLength(expected.length);
      expect(readAgain(source, base, frames)).toEqual(frames);
      source.close();
    }
  });
});

describe('damage', () => {
  const sent = packets(200);
  const bytes = pcap(sent);
  const offsets = sent.map((_, at) => pcap(sent.slice(0, at)).length);

  /** Frames that come out right, by their index in `sent`. */
  async function survivors(
    damaged: Buffer,
  ): Promise<{ right: number[]; wrong: number; lost: number; kinds: string[] }> {
    const { source, frames } = await read(folder.file(damaged, 'damaged'));
    const known = new Map(sent.map((packet, at) => [hexOf(packet.data), at]));
    const right = frames.map((frame) => known.get(frame.data) ?? -1);
    source.close();
    const kinds = source.warnings.map((warning) => `${warning.kind}@${warning.offset}`);
    return {
      right: right.filter((at) => at >= 0),
      wrong: right.filter((at) => at < 0).length,
      lost: source.lostBytes,
      kinds,
    };
  }

  const all = sent.map((_, at) => at);
  const without = (...gone: number[]) => all.filter((at) => !gone.includes(at));

  test('an absurd length: one packet is lost', async () => {
    const damaged = Buffer.from(bytes);
    damaged.writeUInt32LE(0xfff0_0000, (offsets[50] as number) + 8);
    const lost = (offsets[51] as number) - (offsets[50] as number);
    expect(await survivors(damaged)).toEqual({
      right: without(50),
      wrong: 0,
      lost,
      kinds: [`damaged@${offsets[50]}`],
    });
  });

  test('a length that would be possible but is longer than the packet was', async () => {
    const damaged = Buffer.from(bytes);
    damaged.writeUInt32LE(20_000, (offsets[50] as number) + 8);
    expect(await survivors(damaged)).toMatchObject({ right: without(50), wrong: 0 });
  });

  test('both lengths too large, but possible', async () => {
    const damaged = Buffer.from(bytes);
    damaged.writeUInt32LE(200_000, (offsets[50] as number) + 8);
    damaged.writeUInt32LE(200_000, (offsets[50] as number) + 12);
    expect(await survivors(damaged)).toMatchObject({ right: without(50), wrong: 0 });
  });

  test('the last length runs past the end', async () => {
    const damaged = Buffer.from(bytes);
    damaged.writeUInt32LE(20_000, (offsets[199] as number) + 8);
    expect(await survivors(damaged)).toMatchObject({ right: without(199), wrong: 0 });
  });

  test('garbage between two packets', async () => {
    const at = offsets[120] as number;
    const garbage = Buffer.from(payload(5001, 9));
    const damaged = Buffer.concat([bytes.subarray(0, at), garbage, bytes.subarray(at)]);
    expect(await survivors(damaged)).toEqual({ right: all, wrong: 0, lost: 5001, kinds: [`damaged@${at}`] });
  });

  test('a stretch of zeros, in the middle and at the end', async () => {
    const at = offsets[120] as number;
    const zeros = Buffer.alloc(4096);
    const damaged = Buffer.concat([bytes.subarray(0, at), zeros, bytes.subarray(at), zeros]);
    const kinds = [`damaged@${at}`, `damaged@${bytes.length + 4096}`];
    expect(await survivors(damaged)).toEqual({ right: all, wrong: 0, lost: 8192, kinds });
  });

  test('more than the search has in memory at once', async () => {
    const at = offsets[120] as number;
    const zeros = Buffer.alloc(3_000_000, 0x11);
    const damaged = Buffer.concat([bytes.subarray(0, at), zeros, bytes.subarray(at)]);
    expect(await survivors(damaged)).toEqual({
      right: all,
      wrong: 0,
      lost: 3_000_000,
      kinds: [`damaged@${at}`],
    });
  });

  test('bytes missing inside a packet', async () => {
    const at = (offsets[120] as number) + 30;
    const damaged = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 10)]);
    const { right, wrong } = await survivors(damaged);
    expect(right).toEqual(without(120, 121));
    // Packet 120 keeps its length and takes the start of the next record for its end.
    expect(wrong).toBe(1);
  });

  test('the last two packets of a cut-off capture after damage', async () => {
    const at = offsets[197] as number;
    const damaged = Buffer.concat([bytes.subarray(0, at), Buffer.alloc(99, 0xee), bytes.subarray(at, -5)]);
    const { right, wrong, kinds } = await survivors(damaged);
    expect(right).toEqual(without(199));
    expect(wrong).toBe(1);
    expect(kinds).toEqual([`damaged@${at}`, expect.stringContaining('cut-off@')]);
  });

  test('warnings have a limit', async () => {
    const rows = packets(400);
    const parts = rows.map((packet) => Buffer.concat([pcapRecord(packet), Buffer.alloc(3)]));
    // Three sound records in a row are needed to believe one after damage.
    const grouped = rows.flatMap((packet, at) => (at % 4 === 3 ? (parts[at] as Buffer) : pcapRecord(packet)));
    const { source, frames } = await read(folder.file(Buffer.concat([pcapHeader(), ...grouped])), {
      limits: { warnings: 10 },
    });
    expect(frames).toHaveLength(400);
    expect(source.warnings).toHaveLength(10);
    expect(source.warningsOmitted).toBe(90);
    // The last three bytes could be the start of a header: cut off, not damaged.
    expect(source.lostBytes).toBe(297);
    source.close();
  });

  test('the search behind damage has a limit', async () => {
    const records = packets(40).map((packet) => pcapRecord(packet));
    const hole = Buffer.alloc(4_000_000);
    const bytes = Buffer.concat([pcapHeader(), ...records.slice(0, 20), hole, ...records.slice(20)]);
    const beyond = await read(folder.file(bytes), { limits: { damage: 5_000_000 } });
    expect(beyond.frames).toHaveLength(40);
    beyond.source.close();
    const { source, frames } = await read(folder.file(bytes), { limits: { damage: 1_000_000 } });
    expect(frames).toHaveLength(20);
    expect(source.warnings).toEqual([
      expect.objectContaining({ text: expect.stringContaining('no more is read: cut them out') }),
    ]);
    expect(source.advance()).toBe('end');
    source.close();
  });
});

describe('odd but sound headers', () => {
  test('nanoseconds in a file that claims microseconds', async () => {
    const sent = packets(20).map((packet) => ({ ...packet, fraction: 1_000_000 + packet.fraction }));
    const { source, frames } = await read(folder.file(pcap(sent)));
    expect(frames).toHaveLength(20);
    expect(frames[0]?.time).toBe('1700000001.000000000');
    expect(source.warnings).toEqual([]);
    source.close();
  });

  test('an original length of nothing', async () => {
    const sent = packets(20).map((packet) => ({ ...packet, originalLength: 0 }));
    const { source, frames } = await read(folder.file(pcap(sent)));
    expect(frames).toHaveLength(20);
    expect(source.warnings).toEqual([]);
    source.close();
  });

  test('packets longer than the snap length', async () => {
    const { source, frames } = await read(folder.file(pcap(packets(20), { snapLength: 8 })));
    expect(frames).toHaveLength(20);
    expect(source.warnings).toEqual([]);
    source.close();
  });
});
