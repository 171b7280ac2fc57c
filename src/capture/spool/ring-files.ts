import type { RingFile } from './ring-file.ts';

/** The files of a ring that are there, oldest first. Places of frames count through all of them. */
export class RingFiles {
  /** Files that were removed to make room. */
  dropped = 0;
  private readonly files: RingFile[] = [];
  /** Of files that were removed. */
  private missingBefore = 0;

  get all(): readonly RingFile[] {
    return this.files;
  }

  get count(): number {
    return this.files.length;
  }

  /** The one that frames go to; undefined before the first. */
  get last(): RingFile | undefined {
    return this.files.at(-1);
  }

  /** The place from which on frames can still be read. */
  get floor(): number {
    return this.files[0]?.start ?? 0;
  }

  /** The same when the oldest file is gone. */
  get nextFloor(): number {
    return this.files[1]?.start ?? 0;
  }

  /** The place behind the last byte. */
  get end(): number {
    return this.last?.end ?? 0;
  }

  /** Bytes of all files. */
  get length(): number {
    return this.files.reduce((sum, file) => sum + file.length, 0);
  }

  get lengthOfOldest(): number {
    return this.files[0]?.length ?? 0;
  }

  /** Bytes that were handed over, and went nowhere; those of removed files, too. */
  get missing(): number {
    return this.files.reduce((sum, file) => sum + file.missing, this.missingBefore);
  }

  add(file: RingFile): RingFile {
    this.files.push(file);
    return file;
  }

  /** The file in which a place is; undefined where that file is gone. */
  at(place: number): RingFile | undefined {
    for (let at = this.files.length - 1; at >= 0; at--) {
      const file = this.files[at] as RingFile;
      if (place >= file.start) return file;
    }
    return undefined;
  }

  /** Removes the oldest one. */
  drop(): void {
    const oldest = this.files.shift();
    if (oldest === undefined) return;
    oldest.remove();
    this.dropped++;
    this.missingBefore += oldest.missing;
  }
}
