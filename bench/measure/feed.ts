import { once } from 'node:events';
import { openSync, readSync } from 'node:fs';

/**
 * Writes a pcap to standard output: its first frames as fast as they are taken, the others at a rate, as an
 * interface would. `feed.ts FILE FIRST-FRAMES FRAMES-PER-SECOND`. Ends with the file, or when nobody reads.
 */
const [path = '', first = '0', rate = '50000'] = process.argv.slice(2);
const HEADER = 24;
const RECORD = 16;
/** More than the longest record. */
const CHUNK = 1 << 20;
/** Milliseconds between two writes. */
const TICK = 10;

process.stdout.on('error', () => process.exit(0));

/** The records of a file, handed on without being copied one by one. */
class Records {
  private readonly file: number;
  private readonly bytes = Buffer.alloc(2 * CHUNK);
  private from = 0;
  private to = 0;

  constructor(name: string) {
    this.file = openSync(name, 'r');
  }

  header(): Buffer {
    this.fill();
    this.from = HEADER;
    return Buffer.from(this.bytes.subarray(0, HEADER));
  }

  /** At most so many records, and how many they are; 0 at the end of the file. */
  take(most: number): { readonly records: Buffer; readonly count: number } {
    if (this.recordAt(this.from) === undefined) this.fill();
    let [end, count] = [this.from, 0];
    for (let next = this.recordAt(end); next !== undefined && count < most; next = this.recordAt(end)) {
      end = next;
      count++;
    }
    const records = Buffer.from(this.bytes.subarray(this.from, end));
    this.from = end;
    return { records, count };
  }

  /** Where the record at a place ends; undefined where it is not there as a whole. */
  private recordAt(place: number): number | undefined {
    if (place + RECORD > this.to) return undefined;
    const end = place + RECORD + this.bytes.readUInt32LE(place + 8);
    return end > this.to ? undefined : end;
  }

  private fill(): void {
    this.bytes.copyWithin(0, this.from, this.to);
    this.to -= this.from;
    this.from = 0;
    this.to += readSync(this.file, this.bytes, this.to, CHUNK, null);
  }
}

const file = new Records(path);

/** False where the file has come to its end. */
async function send(frames: number): Promise<boolean> {
  for (let sent = 0; sent < frames; ) {
    const { records, count } = file.take(frames - sent);
    if (count === 0) return false;
    sent += count;
    if (!process.stdout.write(records)) await once(process.stdout, 'drain');
  }
  return true;
}

process.stdout.write(file.header());
await send(Number(first));
const begun = performance.now();
for (let sent = 0; ; ) {
  // What could not be taken in time is made up for: the rate is that of the network, not of the reader.
  const due = Math.floor(((performance.now() - begun) / 1000) * Number(rate)) - sent;
  if (!(await send(due))) break;
  sent += due;
  await new Promise((resolve) => setTimeout(resolve, TICK));
}
