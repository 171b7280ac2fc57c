import type { CaptureSource, Progress } from '../capture/capture-source.ts';

/** How far the reading of all sources has come. */
export interface ReadingProgress extends Progress {
  readonly frames: number;
  readonly messages: number;
  /** Of these, how many a second thread had read ahead. */
  readonly readAhead: number;
  readonly ended: boolean;
}

/** Of all sources together. How much there is is unknown as long as it is of one of them, as of a pipe. */
export function progressOf(sources: readonly CaptureSource[]): Progress {
  let bytesRead = 0;
  let bytesTotal: number | undefined = 0;
  for (const { progress } of sources) {
    bytesRead += progress.bytesRead;
    if (progress.bytesTotal === undefined) bytesTotal = undefined;
    else if (bytesTotal !== undefined) bytesTotal += progress.bytesTotal;
  }
  return { bytesRead, bytesTotal };
}
