import {
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  openSync,
  readFileSync,
  type Stats,
} from 'node:fs';
import { isatty } from 'node:tty';
import { CaptureError, systemRefusal } from '../capture-error.ts';
import type { CaptureWarnings } from '../capture-warnings.ts';
import { type CaptureBytes, FileBytes } from './capture-bytes.ts';
import { type Pieces, PipedPieces } from './piped-pieces.ts';
import { SpoolFeeder } from './spool-feeder.ts';
import { SpoolFile } from './spool-file.ts';
import { StreamBytes } from './stream-bytes.ts';

const GZIP_READ = 256 * 1024;
/** How far decompression of a file may run ahead of its reader. */
const GZIP_LEAD = 64 * 1024 * 1024;
/** Bytes of a stream that are buffered while the reader is busy; beyond, its writer has to wait. */
const STREAM_LEAD = 64 * 1024 * 1024;

/** An opened input whose format is not known yet. */
export interface CaptureInput {
  readonly bytes: CaptureBytes;
  /** Undefined until the first bytes have come. */
  readonly compression: () => 'gzip' | undefined;
  /** Bytes that were taken cannot be read again. */
  readonly isPassing: boolean;
}

/** What to do with input that cannot be read twice. */
export interface Spooling {
  /** Largest size of the spool file of a compressed file, or of a stream. */
  readonly limit: number;
  /** Streams need no spool file: somebody else (the spool ring) keeps their frames. */
  readonly streamsPass: boolean;
}

/**
 * Opens a file, a FIFO, a device or (`-`) standard input. Regular files are read in place; everything else is
 * spooled, as is gzip. Throws a CaptureError.
 */
export function openInput(path: string, warnings: CaptureWarnings, spooling: Spooling): CaptureInput {
  if (path === '-') return openStandardInput(warnings, spooling);
  let descriptor = -1;
  try {
    // Non-blocking, or opening a FIFO would wait for its writer.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = fstatSync(descriptor);
    if (stats.isDirectory()) throw new CaptureError(path, 'a directory; name the capture files in it');
    if (stats.isFile()) return openFile(path, descriptor, stats, warnings, spooling, true);
    return takeStream(path, () => deviceStream(descriptor, stats), warnings, spooling);
  } catch (error) {
    if (descriptor >= 0) closeSync(descriptor);
    throw error instanceof CaptureError ? error : systemRefusal(path, error as NodeJS.ErrnoException);
  }
}

/**
 * Takes a stream: a pipe, or the output of a child process. `open` is called once there is somewhere to put
 * it.
 */
export function takeStream(
  path: string,
  open: () => Pieces,
  warnings: CaptureWarnings,
  { limit, streamsPass }: Spooling,
): CaptureInput {
  const bytes = streamsPass ? new StreamBytes() : newSpool(path, limit);
  const feeder = new SpoolFeeder(open(), bytes, warnings, STREAM_LEAD);
  return { bytes, compression: () => feeder.compression, isPassing: streamsPass };
}

/** Decompresses a file into a spool file, where offsets are fixed and can be read again. */
function unpack(
  path: string,
  open: () => Pieces,
  warnings: CaptureWarnings,
  limit: number,
  compressedSize: number,
): CaptureInput {
  const spool = newSpool(path, limit);
  spool.inputTotal = compressedSize;
  const feeder = new SpoolFeeder(open(), spool, warnings, GZIP_LEAD);
  return { bytes: spool, compression: () => feeder.compression, isPassing: false };
}

function newSpool(path: string, limit: number): SpoolFile {
  try {
    return new SpoolFile(limit);
  } catch (error) {
    const reason = (error as Error).message;
    throw new CaptureError(path, `no temporary file: ${reason}; name a writable directory in TMPDIR`);
  }
}

function openFile(
  path: string,
  descriptor: number,
  stats: Stats,
  warnings: CaptureWarnings,
  { limit }: Spooling,
  ownsDescriptor: boolean,
): CaptureInput {
  const file = new FileBytes(descriptor, warnings, ownsDescriptor);
  const magic = new Uint8Array(2);
  if (file.read(0, 2, magic, 0) < 2 || magic[0] !== 0x1f || magic[1] !== 0x8b) {
    return { bytes: file, compression: () => undefined, isPassing: false };
  }
  const options = { fd: descriptor, start: 0, autoClose: ownsDescriptor, highWaterMark: GZIP_READ };
  return unpack(path, () => createReadStream('', options), warnings, limit, stats.size);
}

function openStandardInput(warnings: CaptureWarnings, spooling: Spooling): CaptureInput {
  if (isatty(0)) {
    throw new CaptureError('-', 'a terminal, no capture; pipe one into it, as tcpdump -U -w - | syncgrep -');
  }
  const stats = fstatSync(0);
  if (stats.isDirectory()) throw new CaptureError('-', 'a directory; name the capture files in it');
  if (stats.isFile() && standsAtStart()) return openFile('-', 0, stats, warnings, spooling, false);
  return takeStream('-', () => standardInput(stats), warnings, spooling);
}

/**
 * Is standard input still at its beginning, so that it can be read in place? Only Linux tells; elsewhere it
 * is spooled.
 */
function standsAtStart(): boolean {
  try {
    return /^pos:\s*0$/m.test(readFileSync('/proc/self/fdinfo/0', 'latin1'));
  } catch {
    return false;
  }
}

/** FIFOs are read through the event loop: a blocking read on a thread would keep the process from exiting. */
function deviceStream(descriptor: number, stats: Stats): Pieces {
  return stats.isFIFO() ? new PipedPieces(descriptor) : createReadStream('', { fd: descriptor });
}

function standardInput(stats: Stats): Pieces {
  if (!stats.isFIFO()) return process.stdin;
  const pieces = new PipedPieces(0);
  // For the next who asks for it, as Ink does when it is loaded, Node.js would open it once more, and fail.
  Object.defineProperty(process, 'stdin', { value: pieces.socket, configurable: true });
  return pieces;
}
