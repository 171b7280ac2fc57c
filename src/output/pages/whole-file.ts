import { realpathSync, rmSync, statSync } from 'node:fs';
import { type ByteSink, checkFile, fileSink, OutputError } from '../frames/byte-sink.ts';

/** A file that is only created once there is something to write, and only kept if it is complete. */
export class WholeFile {
  readonly path: string;
  private readonly inputs: readonly string[];

  /** `inputs` must not be overwritten. Throws an OutputError if the file could not be written. */
  constructor(path: string, inputs: readonly string[]) {
    this.path = path;
    this.inputs = inputs;
    checkFile(path, inputs);
  }

  /**
   * `fill` writes the whole file and closes it; if it returns false or fails, the file is removed. Rejects as
   * `fill` does, or with an OutputError.
   */
  async write(fill: (sink: ByteSink) => Promise<boolean>): Promise<boolean> {
    const sink = fileSink(this.path, this.inputs);
    let isWhole = false;
    try {
      isWhole = await fill(sink);
    } catch (error) {
      throw isNoRoom(error) ? new OutputError(this.path, NO_ROOM, error.code) : error;
    } finally {
      if (!isWhole) await this.discard(sink);
    }
    return isWhole;
  }

  private async discard(sink: ByteSink): Promise<void> {
    await sink.close().catch(() => {});
    // Devices and pipes are not removed: they are there for others.
    if (statSync(this.path, { throwIfNoEntry: false })?.isFile() !== true) return;
    rmSync(realpathSync(this.path), { force: true });
  }
}

const NO_ROOM = 'no room left on the disk, nothing is left of it; free some, or write elsewhere';

function isNoRoom(error: unknown): error is OutputError {
  return error instanceof OutputError && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
