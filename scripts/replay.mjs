// Writes a capture to standard output as it came in, or faster: `node scripts/replay.mjs FILE [SPEED]`.
// Reads pcap with microseconds or nanoseconds of this machine's byte order, gzip or not.
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';

const [, , file = '', speed = '1'] = process.argv;
const GZIP = 0x1f8b;
const NANOSECONDS = 0xa1b23c4d;
const FILE_HEADER = 24;
const PACKET_HEADER = 16;

const read = readFileSync(file);
const capture = read.readUInt16BE(0) === GZIP ? gunzipSync(read) : read;
const unit = capture.readUInt32LE(0) === NANOSECONDS ? 1e-6 : 1e-3;
// Whoever reads may have had enough.
process.stdout.on('error', () => process.exit());
process.stdout.write(capture.subarray(0, FILE_HEADER));

const begun = performance.now();
let first;
for (let at = FILE_HEADER; at + PACKET_HEADER <= capture.length; ) {
  const time = capture.readUInt32LE(at) * 1000 + capture.readUInt32LE(at + 4) * unit;
  const end = at + PACKET_HEADER + capture.readUInt32LE(at + 8);
  first ??= time;
  const wait = begun + (time - first) / Number(speed) - performance.now();
  if (wait > 1) await setTimeout(wait);
  process.stdout.write(capture.subarray(at, end));
  at = end;
}
