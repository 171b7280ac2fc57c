import { closeSync, constants, openSync, readSync } from 'node:fs';
import { isLastAnswer } from './background-query.ts';

/** Milliseconds between two looks whether it is there. */
const LOOK = 5;

/**
 * Takes what the terminal still has to answer, as long as it may take: what came when we are gone would be typed
 * into the shell. Blocks, because the process may be about to end; keys that come meanwhile are nobody's.
 */
export function awaitAnswer(milliseconds: number): void {
  if (milliseconds <= 0) return;
  const until = performance.now() + milliseconds;
  let terminal: number | undefined;
  try {
    terminal = openSync('/dev/tty', constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    const bytes = Buffer.alloc(1024);
    for (let heard = ''; performance.now() < until && !isLastAnswer(heard); ) {
      const length = readNow(terminal, bytes);
      if (length === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK);
      else heard += bytes.toString('latin1', 0, length);
    }
  } catch {
    // The terminal is gone.
  } finally {
    if (terminal !== undefined) closeSync(terminal);
  }
}

function readNow(terminal: number, bytes: Buffer): number {
  try {
    return readSync(terminal, bytes);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return 0;
    throw error;
  }
}
