/** Lines that are kept until somebody listens: sources may have trouble while others are opened. */
const MOST_KEPT = 100;

/** Tells what happens to sources while they are read: lost, tried again, back. */
export class SourceNewsBoard {
  private readonly kept: string[] = [];
  private listener: ((text: string) => void) | undefined;

  tell(text: string): void {
    if (this.listener !== undefined) this.listener(text);
    else if (this.kept.length < MOST_KEPT) this.kept.push(text);
  }

  /** Passes on the lines that were kept, and from now on each line as it comes. */
  listen(listener: (text: string) => void): void {
    this.listener = listener;
    for (const text of this.kept.splice(0)) listener(text);
  }
}
