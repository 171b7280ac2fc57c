import type { ReadingProgress } from '../../engine/reading-progress.ts';
import { counted } from '../../view/text/counts.ts';

/** Milliseconds between two changes of the line. */
const PERIOD = 100;
const ERASE = '\r\x1b[K';

/** How far reading has got, on one line of a terminal that is cleared again. */
export class ProgressLine {
  private readonly stream: NodeJS.WriteStream;
  private shownAt = performance.now();
  private isShown = false;

  constructor(stream: NodeJS.WriteStream) {
    this.stream = stream;
  }

  update(progress: ReadingProgress): void {
    if (!this.stream.isTTY) return;
    const now = performance.now();
    if (now - this.shownAt < PERIOD) return;
    this.shownAt = now;
    this.isShown = true;
    this.stream.write(`${ERASE}${progressText(progress)}`);
  }

  clear(): void {
    if (this.isShown) this.stream.write(ERASE);
    this.isShown = false;
  }
}

function progressText({ bytesRead, bytesTotal, messages }: ReadingProgress): string {
  return `${readingText(bytesRead, bytesTotal)}, ${counted(messages, 'message')}`;
}

function readingText(bytes: number, total: number | undefined): string {
  if (total === undefined || total === 0) return 'reading';
  // What is compressed is read in a moment.
  return bytes >= total ? 'decoding' : `reading ${Math.floor((100 * bytes) / total)} %`;
}
