import { accessSync, closeSync, constants, fchownSync, openSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';

/** Why output cannot be written. The message is one line that names the file and says what to do. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
  readonly path: string;
  /** Error code of the system: `EPIPE` if the reading program has gone, `ENOSPC`, ... */
  readonly code: string | undefined;

  constructor(path: string, text: string, code?: string) {
    super(`${path === '-' ? 'standard output' : path}: ${text}`);
    this.path = path;
    this.code = code;
  }
}

/** Where bytes are written to. Every method throws, or rejects with, the first OutputError that occurred. */
export interface ByteSink {
  /**
   * Takes ownership of the bytes: they must not be changed afterwards. If it returns false, wait for
   * `drained`.
   */
  write(bytes: Uint8Array): boolean;
  drained(): Promise<void>;
  /** Resolves when everything is written. */
  close(): Promise<void>;
  /** Makes this user the owner of the file, unless the file existed before. */
  giveTo?(user: number, group: number): void;
}

/**
 * Creates a file, or replaces or appends to an existing one. `inputs` are the captures that are being read:
 * overwriting one of them would destroy it.
 */
export function fileSink(
  path: string,
  inputs: readonly string[] = [],
  mode: 'replace' | 'append' = 'replace',
): ByteSink {
  refuseInput(path, inputs);
  try {
    const isNew = statSync(path, { throwIfNoEntry: false }) === undefined;
    return new FileSink(path, openSync(path, mode === 'append' ? 'a' : 'w', 0o666), isNew);
  } catch (error) {
    throw outputError(path, error as NodeJS.ErrnoException);
  }
}

/** Checks, as far as possible in advance, that `fileSink` could create the file. Throws an OutputError. */
export function checkFile(path: string, inputs: readonly string[]): void {
  refuseInput(path, inputs);
  try {
    const there = statSync(path, { throwIfNoEntry: false });
    if (there === undefined) accessSync(dirname(path), constants.W_OK | constants.X_OK);
    else if (there.isDirectory()) throw new OutputError(path, refusalText('EISDIR'), 'EISDIR');
    else accessSync(path, constants.W_OK);
  } catch (error) {
    throw error instanceof OutputError ? error : outputError(path, error as NodeJS.ErrnoException);
  }
}

function refuseInput(path: string, inputs: readonly string[]): void {
  if (inputs.some((input) => isSameFile(input, path))) {
    throw new OutputError(path, 'is one of the captures being read; name another file');
  }
}

/** Writes to an open stream; ends it unless it is one of the process's own. */
export function streamSink(path: string, stream: Writable): ByteSink {
  return new StreamSink(path, stream);
}

class FileSink implements ByteSink {
  private readonly path: string;
  private readonly descriptor: number;
  private readonly isNew: boolean;
  private failure: OutputError | undefined;
  private isOpen = true;

  constructor(path: string, descriptor: number, isNew: boolean) {
    this.path = path;
    this.descriptor = descriptor;
    this.isNew = isNew;
  }

  giveTo(user: number, group: number): void {
    if (this.isNew) fchownSync(this.descriptor, user, group);
  }

  write(bytes: Uint8Array): boolean {
    if (this.failure !== undefined) throw this.failure;
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.descriptor, bytes, done);
    } catch (error) {
      this.failure = outputError(this.path, error as NodeJS.ErrnoException);
      throw this.failure;
    }
    return true;
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    try {
      closeSync(this.descriptor);
    } catch (error) {
      this.failure ??= outputError(this.path, error as NodeJS.ErrnoException);
    }
    if (this.failure !== undefined) throw this.failure;
  }
}

class StreamSink implements ByteSink {
  private readonly path: string;
  private readonly stream: Writable;
  private failure: OutputError | undefined;
  private wake: (() => void) | undefined;

  constructor(path: string, stream: Writable) {
    this.path = path;
    this.stream = stream;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      this.failure ??= outputError(path, error);
      this.wake?.();
    });
    stream.on('close', () => {
      if (!stream.writableFinished) this.failure ??= new OutputError(path, 'closed too early');
      this.wake?.();
    });
    stream.on('drain', () => this.wake?.());
  }

  write(bytes: Uint8Array): boolean {
    if (this.failure !== undefined) throw this.failure;
    return this.stream.write(bytes);
  }

  async drained(): Promise<void> {
    if (this.failure === undefined && this.stream.writableNeedDrain) await this.woken();
    if (this.failure !== undefined) throw this.failure;
  }

  async close(): Promise<void> {
    if (this.failure === undefined) await this.finished();
    if (this.failure !== undefined) throw this.failure;
  }

  private woken(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  private finished(): Promise<void> {
    const { stream, path } = this;
    const isOurs = stream !== process.stdout && stream !== process.stderr;
    return new Promise((resolve) => {
      this.wake = () => {
        if (this.failure !== undefined) resolve();
      };
      const done = (error?: Error | null) => {
        if (error) this.failure ??= outputError(path, error);
        resolve();
      };
      if (isOurs) stream.end(done);
      else stream.write(new Uint8Array(0), done);
    });
  }
}

function isSameFile(one: string, other: string): boolean {
  try {
    const first = statSync(one);
    const second = statSync(other);
    return first.isFile() && first.ino === second.ino && first.dev === second.dev;
  } catch {
    return false;
  }
}

function outputError(path: string, error: NodeJS.ErrnoException): OutputError {
  return new OutputError(path, refusalText(error.code, error.message), error.code);
}

function refusalText(code: string | undefined, message = ''): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'no room left on the disk; what is there is incomplete: free some, or write elsewhere';
    case 'EPIPE':
      return 'the reading program has gone';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'permission denied; write to a directory of your own';
    case 'ENOENT':
      return 'no such directory; create it first';
    case 'EISDIR':
      return 'is a directory; name a file';
    default:
      return `cannot be written: ${message}`;
  }
}
