import { workerData } from 'node:worker_threads';
import type { AheadRequest } from '../../engine/reading/ahead/digests-ahead.ts';
import { FrameDigester } from '../../engine/reading/ahead/frame-digester.ts';
import { SourceAhead } from '../../engine/reading/ahead/source-ahead.ts';

/** Frames of one file until it is the turn of the next one. */
const TURN = 256;
/** How long to wait for room in milliseconds, unless somebody says earlier that there is some. */
const PATIENCE = 50;

/** The second thread. It is no loss if this fails: the session reads everything itself then. */
async function readAhead({ files, ports }: AheadRequest): Promise<void> {
  const opened = await Promise.all(files.map((file) => SourceAhead.open(file, new FrameDigester(ports))));
  let left = opened.filter((source) => source !== undefined);
  while (left.length > 0) {
    const states = left.map((source) => source.read(TURN));
    if (states.every((state) => state === 'full')) left[0]?.ring.wait(PATIENCE);
    left.forEach((source, at) => {
      if (states[at] === 'end') source.close();
    });
    left = left.filter((_, at) => states[at] !== 'end');
  }
}

await readAhead(workerData as AheadRequest);
