import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { CaptureError, systemRefusal } from './capture-error.ts';

/** Most bytes read of one key log at a time, the last ones of a file: some 250,000 connections. */
const MOST_BYTES = 64 * 1024 * 1024;
const PIECE = 1024 * 1024;
/** Milliseconds between two looks at whether a key log has grown. */
const LOOK_EVERY = 50;
const LF = 0x0a;
const GZIP = [0x1f, 0x8b];

/**
 * A TLS key log (SSLKEYLOGFILE): a file that programs append to while they run; or a pipe or compressed file,
 * which is read once. `read` returns whole lines, each once.
 */
export class KeyLogFile {
  readonly path: string;
  readonly mayGrow: boolean;
  /** Why it could not be read, for people; undefined if it could, or was not read yet. */
  problem: string | undefined;
  private readonly descriptor: number;
  private readonly isFile: boolean;
  private offset = 0;
  private isOver = false;
  private lastLook = Number.NEGATIVE_INFINITY;

  /**
   * `isLive`: connections may come whose keys have not been written yet. Throws a CaptureError that names the
   * file.
   */
  constructor(path: string, isLive: boolean) {
    this.path = path;
    try {
      if (statSync(path).isDirectory()) throw new CaptureError(path, DIRECTORY);
      this.descriptor = openSync(path, 'r');
      this.isFile = fstatSync(this.descriptor).isFile();
    } catch (error) {
      throw error instanceof CaptureError ? error : refusal(path, error as NodeJS.ErrnoException);
    }
    this.mayGrow = isLive && this.isFile;
  }

  /** Undefined if there is nothing new. */
  read(): Uint8Array | undefined {
    const now = performance.now();
    if (this.isOver || now - this.lastLook < LOOK_EVERY) return undefined;
    this.lastLook = now;
    if (this.offset === 0 && this.isLargeGzip()) return this.refuse(TOO_LARGE);
    const bytes = this.readOn();
    const isCompressed = this.offset === 0 && isGzip(bytes);
    this.isOver = !this.isFile || isCompressed;
    if (isCompressed) return this.unpacked(bytes);
    const lines = this.mayGrow ? bytes.lastIndexOf(LF) + 1 : bytes.length;
    this.offset += lines;
    return lines > 0 ? bytes.subarray(0, lines) : undefined;
  }

  close(): void {
    closeSync(this.descriptor);
  }

  /** Of a compressed file, the last bytes alone tell nothing. */
  private isLargeGzip(): boolean {
    if (!this.isFile || fstatSync(this.descriptor).size <= MOST_BYTES) return false;
    const head = Buffer.alloc(GZIP.length);
    return this.readPiece(head, 0) === head.length && isGzip(head);
  }

  private unpacked(bytes: Uint8Array): Uint8Array | undefined {
    try {
      return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
    } catch (error) {
      const isLong = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
      return this.refuse(isLong ? TOO_LARGE : DAMAGED);
    }
  }

  private refuse(problem: string): undefined {
    this.isOver = true;
    this.problem = problem;
  }

  /** Reads from the end of the last whole line; a file that became shorter has been started anew. */
  private readOn(): Uint8Array {
    if (this.isFile) {
      const { size } = fstatSync(this.descriptor);
      if (size < this.offset) this.offset = 0;
      // Of a log that has grown for years, the last lines are of the connections in the capture.
      this.offset = Math.max(this.offset, size - MOST_BYTES);
    }
    const pieces: Uint8Array[] = [];
    for (let there = this.offset; there - this.offset < MOST_BYTES; ) {
      const piece = Buffer.alloc(PIECE);
      const length = this.readPiece(piece, there);
      if (length === 0) break;
      pieces.push(piece.subarray(0, length));
      there += length;
    }
    return Buffer.concat(pieces);
  }

  /** Returns 0 on a system error, too: what was read so far counts. */
  private readPiece(piece: Uint8Array, offset: number): number {
    try {
      return readSync(this.descriptor, piece, 0, piece.length, this.isFile ? offset : null);
    } catch {
      return 0;
    }
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return GZIP.every((byte, at) => bytes[at] === byte);
}

const DAMAGED = 'its compression is damaged; unpack it with gunzip as far as that goes';
const TOO_LARGE =
  'compressed, and larger than 64 MB without that; unpack it with gunzip: of a plain one the last 64 MB are read';
const DIRECTORY = 'as TLS key log: is a directory; name the file in it that SSLKEYLOGFILE named';

function refusal(path: string, error: NodeJS.ErrnoException): CaptureError {
  const { message } = systemRefusal(path, error);
  return new CaptureError(path, `as TLS key log: ${message.slice(path.length + 2)}`);
}
