import { setImmediate } from 'node:timers/promises';
import type { Session } from '../../engine/session.ts';
import type { Interruption } from './interruption.ts';
import type { ProgressLine } from './progress-line.ts';

/** Milliseconds of reading between two checks for Ctrl-C and updates of the progress line. */
const SLICE = 25;

/** Reads until the end, until Ctrl-C, or until `enough`, which is called after each slice, returns true. */
export async function readToEnd(
  session: Session,
  interruption: Interruption,
  progress: ProgressLine,
  enough: () => boolean = () => false,
): Promise<void> {
  while (!interruption.isRequested && !enough()) {
    // An interface on which nothing happens does not hold back the others.
    const state = session.read(SLICE, session.isLive);
    if (state === 'end') break;
    progress.update(session.progress);
    // Compressed files are unpacked between the slices.
    if (state === 'wait') await interruption.orUntil(session.whenReady());
    await setImmediate();
  }
  progress.clear();
}
