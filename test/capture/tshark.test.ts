import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { Blocks, packets, payload, pcap } from './build-captures.ts';
import { Folder, read } from './reading.ts';

/** The same frames, times and lengths as the program that users will compare with. */

const run = promisify(execFile);
const hasTshark = spawnSync('tshark', ['--version']).status === 0;
const folder = new Folder();
afterAll(() => folder.remove());

const FIELDS = ['frame.number', 'frame.time_epoch', 'frame.len', 'frame.cap_len'];
const MICROS = 1_700_000_000_123_456n;
const NANOS = 1_700_000_000_123_456_789n;

async function tshark(path: string): Promise<string[]> {
  const fields = FIELDS.flatMap((field) => ['-e', field]);
  const { stdout } = await run('tshark', ['-n', '-r', path, '-T', 'fields', ...fields]).catch(
    // Complains of a cut-off file, but prints what it read.
    (error: { stdout: string }) => error,
  );
  // Blocks that are no packets have a number, but no time.
  return stdout
    .trim()
    .split('\n')
    .filter((line) => !line.includes('\t\t'));
}

async function syncgrep(path: string): Promise<string[]> {
  const { source, frames } = await read(path);
  source.close();
  return frames.map(({ number, time, originalLength, data }) =>
    [number, time, originalLength, data.length / 2].join('\t'),
  );
}

function pcapngOf(blocks: Blocks, seconds: bigint): Buffer {
  const resolution = (value: number) => [9, Uint8Array.of(value)] as const;
  return Buffer.concat([
    blocks.section([[4, 'a test']]),
    blocks.interface(1, 100, [[2, 'eth0']]),
    blocks.interface(276, 0, [resolution(9), [14, blocks.u64(seconds)]]),
    blocks.interface(101, 0, [resolution(0x80 | 20)]),
    blocks.enhanced(0, MICROS, payload(61), [[1, 'a comment']], 90),
    blocks.secrets(0x544c534b, Buffer.from('CLIENT_RANDOM 00 11')),
    blocks.enhanced(1, NANOS, payload(45)),
    blocks.enhanced(2, 1_700_000_000n * 2n ** 20n + 77n, payload(46)),
    blocks.block(0xbad, Buffer.alloc(12)),
    blocks.obsolete(0, 5, MICROS + 1n, payload(33)),
    blocks.block(0x5555, Buffer.alloc(20)),
    blocks.statistics(0, MICROS, [[4, blocks.u64(10n)]]),
    blocks.enhanced(1, NANOS - 1n, payload(0), [], 45),
  ]);
}

describe.skipIf(!hasTshark)('as tshark', () => {
  const sent = packets(40).map((packet) => ({ ...packet, originalLength: packet.data.length + 5 }));
  const little = pcapngOf(new Blocks(false), 3600n);
  const big = pcapngOf(new Blocks(true), -3600n);
  const captures: [string, Buffer][] = [
    ['µs little-endian', pcap(sent)],
    ['ns big-endian, gzip', gzipSync(pcap(sent, { big: true, magic: 0xa1b23c4d }))],
    ['modified', pcap(sent, { magic: 0xa1b2cd34 })],
    ['pcapng', little],
    ['sections of both byte orders', Buffer.concat([little, big, little])],
  ];
  test.concurrent.each(captures)('%s', async (_, bytes) => {
    const path = folder.file(bytes);
    expect(await syncgrep(path)).toEqual(await tshark(path));
  });

  test('a cut-off capture: one frame more, as far as it goes', async () => {
    const path = folder.file(pcap(sent).subarray(0, -10));
    const frames = await syncgrep(path);
    expect(frames.slice(0, -1)).toEqual(await tshark(path));
    expect(frames).toHaveLength(40);
  });
});
