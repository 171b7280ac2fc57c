/** Milliseconds between two frames while there is only reading: nobody can follow a faster screen. */
const FRAME = 100;
/** As `FRAME`, until there are rows, for which the user is waiting; and for how long. */
const FIRST_FRAME = 30;
const FIRST_ROWS = 1000;

/** When the next frame is due, if no key asks for one. */
export class FrameTimes {
  private readonly startedAt = performance.now();
  private drawnAt = 0;

  /** A frame has just been drawn. */
  drawn(): void {
    this.drawnAt = performance.now();
  }

  /** Milliseconds; 0 or less if a frame is due. */
  get untilNext(): number {
    const now = performance.now();
    const frame = now - this.startedAt < FIRST_ROWS ? FIRST_FRAME : FRAME;
    return this.drawnAt + frame - now;
  }
}
