import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { Frame } from '../../../src/capture/frame.ts';
import { TimeBase } from '../../../src/capture/time-base.ts';
import type { SourceId } from '../../../src/ids.ts';
import { type ByteSink, fileSink, OutputError, streamSink } from '../../../src/output/frames/byte-sink.ts';
import { PcapngWriter, type WrittenSource } from '../../../src/output/frames/pcapng-writer.ts';
import { Blocks, packets, payload, pcap } from '../../capture/build-captures.ts';
import { Folder, hexOf, type Kept, read } from '../../capture/reading.ts';

const run = promisify(execFile);
const hasTshark = spawnSync('capinfos', ['--version']).status === 0;
const folder = new Folder();
afterAll(() => folder.remove());

function source(id: number, name: string, interfaces: string[] = []): WrittenSource {
  const described = interfaces.map((one) => ({
    section: 0,
    linkType: 1,
    snapLength: 1000,
    ticksPerSecond: 1e6,
    name: one,
    label: 'uplink',
    filter: 'udp',
    comments: [],
    droppedBetweenPackets: 0,
  }));
  const description = {
    format: '',
    compression: undefined,
    sections: [],
    interfaces: described,
    secrets: [],
  };
  return { id: id as SourceId, name, description };
}

function frame(
  time: number,
  data: Uint8Array,
  linkType = 1,
  interfaceId = 0,
  originalLength = data.length,
): Frame {
  const made = new Frame();
  made.time = time;
  // Somewhere inside a larger buffer.
  made.bytes = new Uint8Array([9, 9, 9, ...data, 9]);
  made.from = 3;
  made.to = 3 + data.length;
  return Object.assign(made, { linkType, interfaceId, originalLength });
}

function baseAt(seconds: number): TimeBase {
  const base = new TimeBase();
  base.fix(seconds);
  return base;
}

const SECOND = 1_700_000_000;

/** Four packets of two sources, three interfaces and two link types. */
async function writeMixed(path: string): Promise<void> {
  const base = baseAt(SECOND);
  const writer = new PcapngWriter(fileSink(path), base, '1.2.3');
  const one = source(0, 'node1.pcap');
  const two = source(1, 'node2.pcapng', ['eth0', 'lo']);
  writer.write(one, frame(123_456_789, payload(61), 276));
  writer.write(two, frame(123_456_790, payload(62), 1, 1, 1500), 'look: ä');
  writer.write(two, frame(-1, payload(0), 1, 0));
  writer.write(one, frame(8_985_600e9 + 1, payload(64), 276));
  expect(writer.count).toBe(4);
  await writer.close();
}

describe('PcapngWriter', () => {
  test('written files can be read again', async () => {
    const path = join(folder.path, 'mixed.pcapng');
    await writeMixed(path);
    const { source: again, frames } = await read(path);
    expect(again.warnings).toEqual([]);
    expect(again.description.sections).toMatchObject([
      { application: 'syncgrep 1.2.3', byteOrder: 'little-endian' },
    ]);
    expect(again.description.interfaces).toMatchObject([
      { name: 'node1.pcap', linkType: 276, snapLength: 0, ticksPerSecond: 1e9 },
      { name: 'node2.pcapng lo', linkType: 1, snapLength: 1000, label: 'uplink', filter: 'udp' },
      { name: 'node2.pcapng eth0', linkType: 1, ticksPerSecond: 1e9 },
    ]);
    expect(frames.map((one) => one.time)).toEqual([
      '1700000000.123456789',
      '1700000000.123456790',
      '1699999999.999999999',
      '1708985600.000000001',
    ]);
    expect(frames.map((one) => one.data)).toEqual([61, 62, 0, 64].map((length) => hexOf(payload(length))));
    expect(frames.map((one) => one.originalLength)).toEqual([61, 1500, 0, 64]);
    expect(frames.map((one) => one.interfaceId)).toEqual([0, 1, 2, 0]);
    expect(frames.map((one) => again.readComments(one.recordOffset))).toEqual([[], ['look: ä'], [], []]);
    again.close();
  });

  test('a capture with thousands of packets comes out as it went in', async () => {
    const input = await read(folder.file(pcap(packets(9000, 100))));
    const path = join(folder.path, 'copy.pcapng');
    const writer = new PcapngWriter(fileSink(path), input.base, '1');
    const again = new Frame();
    for (const kept of input.frames) {
      input.source.readRecord(kept.recordOffset, again);
      writer.write(input.source, again);
    }
    await writer.close();
    const output = await read(path);
    const essence = (one: Kept) =>
      `${one.number} ${one.time} ${one.linkType} ${one.originalLength} ${one.data}`;
    expect(output.frames.map(essence)).toEqual(input.frames.map(essence));
    input.source.close();
    output.source.close();
  });

  test('times that the format cannot say, long comments and large packets', async () => {
    const path = join(folder.path, 'odd.pcapng');
    const writer = new PcapngWriter(fileSink(path), baseAt(1), '1');
    writer.write(source(0, 'a'), frame(-5e9, payload(10)), 'ä'.repeat(60_000));
    writer.write(source(0, 'a'), frame(1e28, payload(700_000)));
    writer.write(source(0, 'a'), frame(0, payload(10)), 'after');
    await writer.close();
    const { source: again, frames } = await read(path);
    expect(again.warnings).toEqual([]);
    expect(frames.map((one) => one.data.length / 2)).toEqual([10, 700_000, 10]);
    expect(frames[0]?.time).toBe('0.000000000');
    const comments = frames.map((one) => again.readComments(one.recordOffset)[0] ?? '');
    expect(comments.map((comment) => comment.length)).toEqual([32_766, 0, 5]);
    again.close();
  });

  test.skipIf(!hasTshark)('tshark and capinfos take it without complaint', async () => {
    const path = join(folder.path, 'for-tshark.pcapng');
    await writeMixed(path);
    const info = await run('capinfos', ['-M', path]);
    expect(info.stderr).toBe('');
    expect(info.stdout).toMatch(/Capture application: +syncgrep 1\.2\.3/);
    expect(info.stdout).toMatch(/Number of packets: +4/);
    expect(info.stdout).toMatch(/Number of interfaces in file: 3/);
    expect(info.stdout).toContain('Name = node2.pcapng lo');
    const fields = [
      'frame.time_epoch',
      'frame.len',
      'frame.cap_len',
      'frame.interface_name',
      'frame.comment',
    ];
    const args = ['-n', '-r', path, '-T', 'fields', ...fields.flatMap((field) => ['-e', field])];
    const { stdout } = await run('tshark', args);
    expect(stdout.split('\n').slice(0, -1)).toEqual([
      '1700000000.123456789\t61\t61\tnode1.pcap\t',
      '1700000000.123456790\t1500\t62\tnode2.pcapng lo\tlook: ä',
      '1699999999.999999999\t0\t0\tnode2.pcapng eth0\t',
      '1708985600.000000001\t64\t64\tnode1.pcap\t',
    ]);
  });
});

describe('where it goes', () => {
  async function failure(work: () => unknown): Promise<OutputError> {
    try {
      await work();
    } catch (error) {
      if (error instanceof OutputError) return error;
      throw error;
    }
    throw new Error('no failure');
  }

  /** Writes for as long as it is let. */
  async function writeOn(sink: ByteSink, count: number): Promise<PcapngWriter> {
    const writer = new PcapngWriter(sink, baseAt(SECOND), '1');
    const one = frame(0, payload(1000));
    for (let at = 0; at < count; at++) if (!writer.write(source(0, 'a'), one)) await writer.drained();
    return writer;
  }

  test('a file of the usual mode', async () => {
    const path = join(folder.path, 'mode.pcapng');
    await (await writeOn(fileSink(path), 1)).close();
    expect(statSync(path).mode & 0o777).toBe(0o666 & ~process.umask());
  });

  test('never one of the captures being read', async () => {
    const path = folder.file(pcap(packets(3)));
    const error = await failure(() => fileSink(path, [join(folder.path, 'nowhere'), path]));
    expect(error.message).toBe(`${path}: is one of the captures being read; name another file`);
    expect(readFileSync(path)).toEqual(pcap(packets(3)));
  });

  test('no such directory, a directory', async () => {
    expect((await failure(() => fileSink(join(folder.path, 'a/b')))).message).toMatch(/no such directory/);
    expect((await failure(() => fileSink(folder.path))).message).toMatch(/is a directory/);
  });

  test.skipIf(!existsSync('/dev/full'))('a full disk', async () => {
    const error = await failure(async () => (await writeOn(fileSink('/dev/full'), 2000)).close());
    expect(error.code).toBe('ENOSPC');
    expect(error.message).toMatch(/^\/dev\/full: no room left on the disk/);
    const short = await writeOn(fileSink('/dev/full'), 1);
    expect((await failure(() => short.close())).code).toBe('ENOSPC');
  });

  test('a stream, with back-pressure', async () => {
    const pipe = new PassThrough({ highWaterMark: 1000 });
    const pieces: Buffer[] = [];
    let most = 0;
    pipe.on('data', (piece: Buffer) => {
      pieces.push(piece);
      most = Math.max(most, pipe.writableLength);
    });
    await (await writeOn(streamSink('-', pipe), 3000)).close();
    expect(most).toBeLessThan(600_000);
    const { source: again, frames } = await read(folder.file(Buffer.concat(pieces)));
    expect(frames).toHaveLength(3000);
    expect(again.warnings).toEqual([]);
    again.close();
  });

  test('a reader that goes away', async () => {
    const gone = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    const pipe = new Writable({ write: (_, __, done) => setTimeout(() => done(gone), 1) });
    const error = await failure(async () => (await writeOn(streamSink('-', pipe), 3000)).close());
    expect(error.code).toBe('EPIPE');
    expect(error.message).toBe('standard output: the reading program has gone');
    const late = new Writable({ write: (_, __, done) => done(gone) });
    const writer = await writeOn(streamSink('-', late), 1);
    expect((await failure(() => writer.close())).code).toBe('EPIPE');
  });

  test('a stream that is closed under it', async () => {
    const pipe = new PassThrough();
    const writer = await writeOn(streamSink('out', pipe), 10);
    pipe.destroy();
    expect((await failure(() => writer.close())).message).toMatch(/^out: /);
  });

  test('an empty capture is a capture', async () => {
    const path = join(folder.path, 'empty.pcapng');
    await (await writeOn(fileSink(path), 0)).close();
    const { source: again, frames } = await read(path);
    expect(frames).toEqual([]);
    expect(readFileSync(path)).toHaveLength(new Blocks().section([[4, 'syncgrep 1']]).length);
    again.close();
  });
});
