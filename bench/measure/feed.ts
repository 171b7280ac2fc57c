import { once } from 'node:events';
import { closeSync, openSync, readSync } from 'node:fs';

/**
 * Writes a pcap to standard output at a rate, again and again from its start, as an interface would:
 * `feed.ts FILE FRAMES-PER-SECOND`. Ends when nobody reads.
 */
const [path = '', rate = '50000'] = process.argv.slice(2);
const HEADER = 24;
const RECORD = 16;
const CHUNK = 8 << 20;
/** Milliseconds between two writes. */
const TICK = 10;

process.stdout.on('error', () => process.exit(0));

/** Whole records of the file's first part, and how many. */
function records(): { readonly header: Buffer; readonly frames: readonly Buffer[] } {
  const file = openSync(path, 'r');
  const bytes = Buffer.alloc(CHUNK * 8);
  const length = readSync(file, bytes, 0, bytes.length, 0);
  closeSync(file);
  const frames: Buffer[] = [];
  for (let at = HEADER; at + RECORD <= length; ) {
    const end = at + RECORD + bytes.readUInt32LE(at + 8);
    if (end > length) break;
    frames.push(bytes.subarray(at, end));
    at = end;
  }
  return { header: bytes.subarray(0, HEADER), frames };
}

const { header, frames } = records();
process.stdout.write(header);
let next = 0;
let begun = performance.now();
let sent = 0;
for (;;) {
  const due = Math.floor(((performance.now() - begun) / 1000) * Number(rate)) - sent;
  const batch: Buffer[] = [];
  for (let count = 0; count < due; count++) {
    batch.push(frames[next] as Buffer);
    next = (next + 1) % frames.length;
  }
  sent += due;
  if (!process.stdout.write(Buffer.concat(batch))) {
    await once(process.stdout, 'drain');
    // What could not be taken is not made up for: the reader is slower than the rate.
    if (performance.now() - begun > 1000 * (sent / Number(rate)) + 100) {
      begun = performance.now();
      sent = 0;
    }
  }
  await new Promise((resolve) => setTimeout(resolve, TICK));
}
