import { Writable } from 'node:stream';
import { asciiText } from '../../output/text/ascii-text.ts';
import { rowChanges } from './row-changes.ts';

/** Stand in Ink's frame where ready rows go; never in text from the wire (see `printable`). */
export const Mark = { Header: '\uE001', Body: '\uE002', Status: '\uE003' } as const;
export type Mark = (typeof Mark)[keyof typeof Mark];

/** The rows that take the place of a mark. */
export type ReadyRows = Readonly<Record<Mark, () => readonly string[]>>;

/** A screen to draw on: a terminal, or a replacement in tests. */
export interface Screen {
  readonly columns?: number;
  readonly rows?: number;
  readonly writableNeedDrain: boolean;
  write(text: string): boolean;
  once(event: 'drain', listener: () => void): unknown;
}

/**
 * The stream that Ink draws on. It takes whole frames (with Ink's option `debug`), puts ready rows in the place of
 * placeholders, and writes the differences from the last frame. Ink spends time on every cell of a frame; this way
 * the body of the screen is a single line for it.
 */
export class FrameSink extends Writable {
  readonly isTTY = true;
  private readonly screen: Screen;
  private readonly ready: ReadyRows;
  private readonly ascii: boolean;
  /** The frame, with marks in it. */
  frameRows: readonly string[] = [];
  /** The rows that the terminal shows; empty if unknown. */
  private shown: readonly string[] = [];
  private waiting = false;

  /** With `ascii`, nothing else reaches the screen. */
  constructor(screen: Screen, ready: ReadyRows, ascii = false) {
    super({ decodeStrings: false });
    this.screen = screen;
    this.ready = ready;
    this.ascii = ascii;
  }

  get columns(): number {
    return this.screen.columns || 80;
  }

  get rows(): number {
    return this.screen.rows || 24;
  }

  override _write(frame: string, _encoding: string, done: () => void): void {
    if (frame !== '') this.frameRows = frame.split('\n');
    done();
  }

  /** Everything is drawn anew by the next `paint`. */
  forget(): void {
    this.shown = [];
  }

  /** Draws what changed; later, if the terminal has not taken the frame before yet. */
  paint(): void {
    if (this.screen.writableNeedDrain) {
      this.paintLater();
      return;
    }
    const rows = this.frame();
    const output = rowChanges(this.shown, rows);
    this.shown = rows;
    if (output !== '') this.screen.write(`\x1b[?2026h${output}\x1b[?2026l`);
  }

  /** The frame, with as many rows as the screen has. */
  private frame(): readonly string[] {
    const lines = this.frameRows.flatMap((line) => (isMark(line) ? this.ready[line]() : [line]));
    return Array.from({ length: this.rows }, (_, y) => {
      const text = (lines[y] ?? '').trimEnd();
      return this.ascii ? asciiText(text) : text;
    });
  }

  private paintLater(): void {
    if (this.waiting) return;
    this.waiting = true;
    this.screen.once('drain', () => {
      this.waiting = false;
      this.paint();
    });
  }
}

function isMark(line: string): line is Mark {
  return line === Mark.Header || line === Mark.Body || line === Mark.Status;
}
