import { displayWidth, fitText } from '../view/display-width.ts';

/** A column of a table that may have many rows: each text is measured once, when it comes. */
export class TextColumn {
  private readonly texts: string[] = [];
  private readonly widths: number[] = [];
  private readonly side: 'left' | 'right';
  private widest = 0;
  /** As many as the column was wide when somebody asked last. */
  private blanks = '';

  /** At which side its texts begin or end. */
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

  /** A text as wide as the widest. */
  padded(row: number): string {
    if (this.blanks.length !== this.widest) this.blanks = ' '.repeat(this.widest);
    const [text, width] = [this.texts[row] ?? '', this.widths[row] ?? 0];
    return this.side === 'left'
      ? padded(text, width, this.blanks)
      : this.blanks.slice(0, this.widest - width) + text;
  }
}

/** A row of a table. */
export function lineOf(columns: readonly TextColumn[], row: number): string {
  let line = '';
  for (let at = 0; at < columns.length; at++) {
    if (at > 0) line += '  ';
    line += (columns[at] as TextColumn).padded(row);
  }
  return line.trimEnd();
}

/** A text of that width, made as wide as the blanks. */
export function padded(text: string, width: number, blanks: string): string {
  // What has more units than columns may be accents on accents, which are cut.
  if (text.length > width) return fitText(text, blanks.length);
  return width === blanks.length ? text : text + blanks.slice(width);
}
