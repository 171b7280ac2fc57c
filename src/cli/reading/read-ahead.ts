import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { AheadRequest, ReadingAhead } from '../../engine/reading/ahead/digests-ahead.ts';

/** The file with the program of the second thread; the build sets it. */
declare const READER_THREAD: string | undefined;

/** Smaller captures are read within half a second; until then a second thread has hardly begun. */
const LEAST_BYTES = 16 * 1024 * 1024;
/** Enough for a first screen, which starting a thread would hold up. */
const FIRST_FRAMES = 1024;

/** How large captures are read ahead. Undefined if there is one processor only, or if the program was not built. */
export function readAhead(): ReadingAhead | undefined {
  if (typeof READER_THREAD === 'undefined' || availableParallelism() < 2) return undefined;
  const path = join(dirname(import.meta.url), READER_THREAD);
  return {
    start: (request) => startThread(path, request),
    leastBytes: LEAST_BYTES,
    firstFrames: FIRST_FRAMES,
  };
}

function startThread(path: string, request: AheadRequest): () => void {
  const thread = new Worker(path, { workerData: request });
  // Without it the session does all the work, which takes longer.
  thread.on('error', () => {});
  thread.unref();
  return () => void thread.terminate();
}
