import { createRequire } from 'node:module';
import { ExitCode } from '../exit-code.ts';

/** The part of the package's interface that is used here; it comes without types. */
interface CapHandle {
  open(device: string, filter: string, ringBytes: number, buffer: Buffer): string;
  on(event: 'packet', listener: (length: number, truncated: boolean) => void): void;
}

interface CapModule {
  readonly Cap: new () => CapHandle;
}

/** Bytes of each packet that libpcap is asked for (its snap length). */
const SNAPLEN = 65_535;
/**
 * Every slot of libpcap's ring has room for a packet of full length, however short it is: a small ring
 * overflows at once.
 */
const RING = 128 << 20;
/** Packets are collected until they have so many bytes, and written together. */
const PIECE = 64 * 1024;
const HEADER = 24;
const RECORD = 16;
const MICROSECOND_MAGIC = 0xa1b2c3d4;

/** Link types of pcap by the names that the package has for them. */
const LINK_TYPES: Readonly<Record<string, number>> = {
  NULL: 0,
  ETHERNET: 1,
  RAW: 101,
  LINKTYPE_LINUX_SLL: 113,
  IEEE802_11_RADIO: 127,
};

/**
 * Captures with the npm package `cap` and writes a pcap to standard output until it is ended. It runs in a process of
 * its own: in ours, a flood of packets would block the keyboard, and a crash of the native code would end the screen.
 * The package gives no time stamps, so a packet has the time at which it was handed over.
 */
export async function captureWithCap(device: string, filter: string): Promise<number> {
  let link: string;
  const buffer = Buffer.alloc(SNAPLEN);
  try {
    // An optional dependency: it is only known to be installed once it loads.
    const { Cap } = createRequire(import.meta.url)('cap') as CapModule;
    const handle = new Cap();
    link = handle.open(device, filter, RING, buffer);
    const writer = new PcapPipe(LINK_TYPES[link] ?? 1);
    handle.on('packet', (length, truncated) => writer.packet(buffer, length, truncated));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return ExitCode.Usage;
  }
  return new Promise((resolve) => process.stdout.on('error', () => resolve(ExitCode.Fine)));
}

/** Packets in pcap's form, several at once where they come fast. */
class PcapPipe {
  private pieces: Buffer[] = [];
  private bytes = 0;
  private scheduled = false;

  constructor(linkType: number) {
    const header = Buffer.alloc(HEADER);
    header.writeUInt32LE(MICROSECOND_MAGIC, 0);
    header.writeUInt16LE(2, 4);
    header.writeUInt16LE(4, 6);
    header.writeUInt32LE(SNAPLEN, 16);
    header.writeUInt32LE(linkType, 20);
    process.stdout.write(header);
  }

  /** The package reuses the buffer for the next packet, so the bytes are copied. */
  packet(buffer: Buffer, length: number, truncated: boolean): void {
    const microseconds = Math.round((performance.timeOrigin + performance.now()) * 1000);
    const kept = Math.min(length, buffer.length);
    const record = Buffer.alloc(RECORD + kept);
    record.writeUInt32LE(Math.floor(microseconds / 1e6), 0);
    record.writeUInt32LE(microseconds % 1e6, 4);
    record.writeUInt32LE(kept, 8);
    // The package does not tell how long the packet was; it was longer than what was captured, at least.
    record.writeUInt32LE(truncated ? kept + 1 : kept, 12);
    buffer.copy(record, RECORD, 0, kept);
    this.pieces.push(record);
    this.bytes += record.length;
    if (this.bytes >= PIECE) this.flush();
    else if (!this.scheduled) {
      this.scheduled = true;
      setImmediate(() => this.flush());
    }
  }

  private flush(): void {
    this.scheduled = false;
    if (this.pieces.length > 0) process.stdout.write(Buffer.concat(this.pieces));
    this.pieces = [];
    this.bytes = 0;
  }
}
