import { displayWidth, fitText } from '../../view/text/display-width.ts';

/** A column of a table that may have many rows: each text is measured once, when it is added. */
export class TextColumn {
  private readonly texts: string[] = [];
  private readonly widths: number[] = [];
  private readonly side: 'left' | 'right';
  private widest = 0;
  /** Blanks, as many as the column was wide when a row was last formatted. */
  private blanks = '';

  /** The side to which its texts are aligned. */
  constructor(side: 'left' | 'right' = 'left') {
    this.side = side;
  }

  get size(): number {
    return this.texts.length;
  }

  add(text: string): void {
    const width = displayWidth(text);
    this.texts.push(text);
    this.widths.push(width);
    if (width > this.widest) this.widest = width;
  }

  /** The text of a row, padded to the width of the widest. */
  padded(row: number): string {
    if (this.blanks.length !== this.widest) this.blanks = ' '.repeat(this.widest);
    const [text, width] = [this.texts[row] ?? '', this.widths[row] ?? 0];
    return this.side === 'left'
      ? padded(text, width, this.blanks)
      : this.blanks.slice(0, this.widest - width) + text;
  }
}

/** One row of a table as a line. */
export function lineOf(columns: readonly TextColumn[], row: number): string {
  let line = '';
  for (let at = 0; at < columns.length; at++) {
    if (at > 0) line += '  ';
    line += (columns[at] as TextColumn).padded(row);
  }
  return line.trimEnd();
}

/** Pads a text of this width to the width of `blanks`. */
export function padded(text: string, width: number, blanks: string): string {
  // A text with more units than columns may be accents on accents, which are cut off.
  if (text.length > width) return fitText(text, blanks.length);
  return width === blanks.length ? text : text + blanks.slice(width);
}
