/** Reads the capture named on the command line and prints a line a frame as soon as it is there. */
import { openCapture } from '../../src/capture/open-capture.ts';
import { TimeBase } from '../../src/capture/time-base.ts';
import type { SourceId } from '../../src/ids.ts';

const source = await openCapture(process.argv[2] ?? '-', 0 as SourceId, new TimeBase());
for (let found = source.advance(); found !== 'end'; found = source.advance()) {
  if (found === 'wait') await source.whenReady();
  else process.stdout.write(`${source.frame.number} ${source.frame.originalLength}\n`);
}
const { bytesRead, bytesTotal } = source.progress;
process.stdout.write(`${source.description.format} ${bytesRead} of ${bytesTotal}\n`);
source.close();
