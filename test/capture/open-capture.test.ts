import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { CaptureError, systemRefusal } from '../../src/capture/capture-error.ts';
import { warningLine } from '../../src/capture/capture-warnings.ts';
import { openCapture } from '../../src/capture/open-capture.ts';
import { TimeBase } from '../../src/capture/time-base.ts';
import type { SourceId } from '../../src/ids.ts';
import { Blocks, packets, pcap } from './build-captures.ts';
import { Folder, read } from './reading.ts';

const folder = new Folder();
afterAll(() => folder.remove());

async function refusal(path: string): Promise<CaptureError> {
  try {
    const source = await openCapture(path, 0 as SourceId, new TimeBase());
    source.close();
  } catch (error) {
    if (error instanceof CaptureError) return error;
    throw error;
  }
  throw new Error(`${path} was opened`);
}

describe('what is no capture', () => {
  const zip = (name: string) => {
    const header = Buffer.alloc(30);
    header.write('PK\x03\x04', 'latin1');
    header.writeUInt16LE(name.length, 26);
    return Buffer.concat([header, Buffer.from(name), Buffer.alloc(100, 1)]);
  };
  const tar = Buffer.alloc(1024);
  tar.write('ustar', 257);
  const erf = Buffer.alloc(80);
  erf.writeUInt32LE(1_700_000_000, 4);
  erf[8] = 2;
  erf.writeUInt16BE(80, 10);
  erf.writeUInt16BE(60, 14);
  const section = new Blocks().section();

  test.each<[string, Uint8Array | string, RegExp]>([
    ['nothing', '', /empty \(0 bytes\)/],
    ['text', 'REGISTER sip:example.com SIP/2.0\r\n\r\n', /text, no capture file \("REGISTER sip/],
    ['text with control characters', 'a\x1b[31m', /no capture file/],
    ['zstd', Buffer.from('28b52ffd0400', 'hex'), /zstd.*zstd -d /],
    ['xz', Buffer.from('fd377a585a00', 'hex'), /xz.*xz -dk /],
    ['bzip2', 'BZh91AY&SY', /bzip2.*bzip2 -dk /],
    ['lz4', Buffer.from('04224d1864', 'hex'), /lz4 -d /],
    ['snoop', 'snoop\0\0\0\0\0\0\x02', /snoop.*editcap/],
    [
      'zip of a capture',
      zip('node1.pcapng'),
      /zip archive that holds node1\.pcapng; unpack it first: unzip /,
    ],
    ['zip of something', zip('evil\x1b[2J.pcap'), /zip archive; unpack/],
    ['tar', tar, /tar archive/],
    ['ERF', erf, /ERF/],
    ['a program', Buffer.from('7f454c460201', 'hex'), /ELF/],
    ['bytes', Buffer.from('0102030405060708', 'hex'), /neither pcap nor pcapng/],
    ['gzip of text', gzipSync('hello there'), /inside gzip: text/],
    ['gzip of tar', gzipSync(tar), /inside gzip: a tar archive/],
    ['gzip of nothing', gzipSync(''), /nothing inside the gzip stream/],
    ['gzip of gzip', gzipSync(gzipSync(pcap([]))), /gzip within gzip/],
    [
      'damaged gzip',
      Buffer.concat([gzipSync(pcap(packets(3))).subarray(0, 10), Buffer.alloc(50, 0xff)]),
      /corrupt/,
    ],
    ['cut-off gzip', gzipSync(pcap(packets(3))).subarray(0, 12), /ends early/],
    ['half a pcap header', pcap([]).subarray(0, 11), /ends after 11 bytes, inside the file header/],
    ['half a section header', section.subarray(0, 20), /ends after 20 bytes, inside the file header/],
    ['a pcapng of no byte order', Buffer.from(section).fill(0, 8, 12), /byte-order magic is damaged/],
  ])('%s', async (_, content, message) => {
    const path = folder.file(content, 'input');
    const error = await refusal(path);
    expect(error.message).toMatch(message);
    expect(error.message.startsWith(`${path}: `)).toBe(true);
    expect(error.message).not.toMatch(/[\n\x1b]/);
    expect(error.path).toBe(path);
  });

  test('where the reading failed', async () => {
    expect((await refusal(folder.file('hello'))).offset).toBe(0);
    expect((await refusal(folder.file(pcap([]).subarray(0, 11)))).offset).toBe(11);
    expect((await refusal(join(folder.path, 'nowhere'))).offset).toBeUndefined();
  });

  test('what cannot be opened', async () => {
    expect((await refusal(join(folder.path, 'nowhere'))).message).toMatch(/no such file/);
    expect((await refusal(folder.path)).message).toMatch(/a directory/);
    const below = join(folder.file('x'), 'below');
    expect((await refusal(below)).message).toMatch(/not a directory/);
  });

  test.skipIf(process.getuid?.() === 0)('what may not be read', async () => {
    const path = folder.file(pcap([]));
    chmodSync(path, 0);
    expect((await refusal(path)).message).toMatch(/permission denied/);
  });

  test('what the system may say besides', () => {
    const said = (code: string) => systemRefusal('x', Object.assign(new Error('odd'), { code })).message;
    expect(said('EACCES')).toMatch(/^x: permission denied/);
    expect(said('EMFILE')).toMatch(/too many open files/);
    expect(said('EIO')).toBe('x: cannot be read: odd');
  });

  test('no place for a temporary file', async () => {
    const before = process.env.TMPDIR;
    const path = folder.file(gzipSync(pcap([])));
    process.env.TMPDIR = join(folder.path, 'gone');
    try {
      expect((await refusal(path)).message).toMatch(/no temporary file: .*TMPDIR/);
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    }
  });
});

describe('names', () => {
  test('the base name, or what is asked for', async () => {
    mkdirSync(join(folder.path, 'sub'));
    const path = folder.file(pcap([]), 'sub/node1.pcap');
    const { source } = await read(path);
    expect(source.name).toBe('node1.pcap');
    expect(source.path).toBe(path);
    source.close();
    const named = await read(path, { name: 'sub/node1.pcap' });
    expect(named.source.name).toBe('sub/node1.pcap');
    named.source.close();
  });

  test('warnings name file and offset', async () => {
    const path = folder.file(pcap(packets(2)).subarray(0, -1));
    const { source } = await read(path);
    const [warning] = source.warnings;
    const line = warning === undefined ? '' : warningLine(warning);
    expect(line).toBe(
      `${path}: byte 100: the capture ends inside a packet, 60 of 61 bytes are there; ` +
        'copy it again for the rest, or end the capturing program first',
    );
    source.close();
  });
});
