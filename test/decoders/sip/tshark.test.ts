import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseSip } from '../../../decoders/sip/parse-message.ts';
import { torture, tortureNames } from './messages.ts';

/** The torture messages as the program reads them that users will compare with. */

const hasTshark = spawnSync('tshark', ['--version']).status === 0;
const FIELDS = ['Method', 'Status-Code', 'Call-ID', 'CSeq.seq', 'CSeq.method', 'from.tag', 'to.tag'];

/** A pcap of raw IPv4 packets, one UDP datagram a message. */
function pcapOf(messages: readonly Uint8Array[]): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt32LE(0x00040002, 4);
  header.writeUInt32LE(65535, 16);
  header.writeUInt32LE(101, 20);
  const records = messages.map((payload) => {
    const frame = Buffer.alloc(16 + 28);
    frame.writeUInt32LE(28 + payload.length, 8);
    frame.writeUInt32LE(28 + payload.length, 12);
    frame.writeUInt16BE(0x4500, 16);
    frame.writeUInt16BE(28 + payload.length, 18);
    frame.writeUInt16BE(0x4011, 24);
    frame.writeUInt32BE(0xc0000201, 28);
    frame.writeUInt32BE(0xc0000202, 32);
    frame.writeUInt16BE(5060, 36);
    frame.writeUInt16BE(5060, 38);
    frame.writeUInt16BE(8 + payload.length, 40);
    return Buffer.concat([frame, payload]);
  });
  return Buffer.concat([header, ...records]);
}

function readings(names: readonly string[]): ReadonlyMap<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'sip-'));
  try {
    const path = join(folder, 'torture.pcap');
    writeFileSync(path, pcapOf(names.map(torture)));
    const fields = FIELDS.flatMap((field) => ['-e', `sip.${field}`]);
    const options = ['-n', '-r', path, '-T', 'fields', '-E', 'occurrence=f', ...fields];
    const { stdout } = spawnSync('tshark', options, { encoding: 'utf8' });
    const lines = stdout.split('\n');
    return new Map(names.map((name, at) => [name, lines[at] ?? '']));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function own(name: string): readonly string[] {
  const bytes = torture(name);
  const { method, status, callId, cseq, from, to } = parseSip(bytes, 0, bytes.length);
  const values = [method, status, callId, cseq?.number, cseq?.method, from?.tag, to?.tag];
  return values.map((value) => String(value ?? ''));
}

/** CSeq numbers beyond 32 bits: tshark gives the largest that fits, we give none. */
const TOO_LARGE = '4294967295';

describe.skipIf(!hasTshark)('as tshark', () => {
  const names = tortureNames();
  const theirs = hasTshark ? readings(names) : new Map<string, string>();

  test.each(names)('%s: whatever tshark reads', (name) => {
    const ours = own(name);
    const read = (theirs.get(name) ?? '').split('\t');
    const expected = read.map((value, at) => (value === '' || value === TOO_LARGE ? ours[at] : value));
    expect(ours).toEqual(expected);
  });

  test('and no more where messages are plain', () => {
    // tshark gives up at blanks in the start line and at odd versions and codes, and skips some tags.
    const same = names.filter((name) => own(name).join('\t') === theirs.get(name));
    expect(same.length).toBeGreaterThanOrEqual(names.length - 12);
  });
});
