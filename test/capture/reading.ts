import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hex } from '../../decoders/bytes/text.ts';
import type { CaptureSource } from '../../src/capture/capture-source.ts';
import { Frame } from '../../src/capture/frame.ts';
import { type CaptureOptions, openCapture } from '../../src/capture/open-capture.ts';
import { TimeBase } from '../../src/capture/time-base.ts';
import type { SourceId } from '../../src/ids.ts';

/** A frame as a test keeps it. */
export interface Kept {
  readonly number: number;
  /** `seconds.nanoseconds` since 1970, as `tshark -e frame.time_epoch` prints it. */
  readonly time: string;
  readonly linkType: number;
  readonly interfaceId: number;
  readonly originalLength: number;
  readonly recordOffset: number;
  readonly dataDelta: number;
  /** In hex: compares fast. */
  readonly data: string;
}

/** A file that is written over and over: some file systems put what takes the place of something on disk at once. */
export function writeAnew(path: string, bytes: Uint8Array | string): void {
  rmSync(path, { force: true });
  writeFileSync(path, bytes);
}

/** Bytes as `Kept.data` has them. */
export function hexOf(bytes: Uint8Array): string {
  return hex(bytes, 0, bytes.length);
}

export function keep(frame: Frame, base: TimeBase): Kept {
  const { number, linkType, interfaceId, originalLength, recordOffset, dataDelta } = frame;
  const nanoseconds = String(base.nanosecondsOf(frame.time)).padStart(9, '0');
  const time = `${base.secondsOf(frame.time)}.${nanoseconds}`;
  const data = hex(frame.bytes, frame.from, frame.to);
  return { number, time, linkType, interfaceId, originalLength, recordOffset, dataDelta, data };
}

export async function readAll(source: CaptureSource, base: TimeBase): Promise<Kept[]> {
  const frames: Kept[] = [];
  for (;;) {
    const found = source.advance();
    if (found === 'end') return frames;
    if (found === 'wait') await source.whenReady();
    else frames.push(keep(source.frame, base));
  }
}

/** Reads every frame once more, out of turn, backwards; numbers are taken over. */
export function readAgain(source: CaptureSource, base: TimeBase, frames: readonly Kept[]): Kept[] {
  const frame = new Frame();
  const again = frames.map((kept) => kept);
  for (let at = frames.length - 1; at >= 0; at--) {
    const kept = frames[at] as Kept;
    if (!source.readRecord(kept.recordOffset, frame)) throw new Error(`no record ${kept.recordOffset}`);
    frame.number = kept.number;
    again[at] = keep(frame, base);
  }
  return again;
}

/** A directory of its own for a test file, gone when `remove` is called. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'syncgrep-test-'));
  private count = 0;

  file(bytes: Uint8Array | string, name = `capture-${++this.count}`): string {
    const path = join(this.path, name);
    writeAnew(path, bytes);
    return path;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export interface Reading {
  readonly source: CaptureSource;
  readonly base: TimeBase;
  readonly frames: Kept[];
}

/** Opens a capture and reads it to its end; it stays open. */
export async function read(path: string, options: CaptureOptions = {}): Promise<Reading> {
  const base = new TimeBase();
  const source = await openCapture(path, 0 as SourceId, base, options);
  const frames = await readAll(source, base);
  return { source, base, frames };
}
