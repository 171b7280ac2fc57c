import type { RingFile } from './ring-file.ts';

/**
 * The existing files of a ring, oldest first. Positions of frames count through all of them, removed ones
 * included.
 */
export class RingFiles {
  private readonly files: RingFile[] = [];
  /** Unwritten bytes of removed files. */
  private missingBefore = 0;

  get all(): readonly RingFile[] {
    return this.files;
  }

  get count(): number {
    return this.files.length;
  }

  /** The file that frames go to; undefined before the first. */
  get last(): RingFile | undefined {
    return this.files.at(-1);
  }

  /** The position from which on frames can still be read. */
  get floor(): number {
    return this.files[0]?.start ?? 0;
  }

  /** What `floor` will be once the oldest file is removed. */
  get nextFloor(): number {
    return this.files[1]?.start ?? 0;
  }

  /** The position after the last byte. */
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

  /** Bytes that were handed over but not written, removed files included. */
  get missing(): number {
    return this.files.reduce((sum, file) => sum + file.missing, this.missingBefore);
  }

  add(file: RingFile): RingFile {
    this.files.push(file);
    return file;
  }

  /** The file that covers a position; undefined if it was removed. */
  at(place: number): RingFile | undefined {
    for (let at = this.files.length - 1; at >= 0; at--) {
      const file = this.files[at] as RingFile;
      if (place >= file.start) return file;
    }
    return undefined;
  }

  /** Removes the oldest file. */
  drop(): void {
    const oldest = this.files.shift();
    if (oldest === undefined) return;
    oldest.remove();
    this.missingBefore += oldest.missing;
  }
}
