import { cutRow } from '../../view/text/display-width.ts';
import type { Row } from '../../view/text/styled-row.ts';
import { paintRow, restyledCell } from '../terminal/paint-row.ts';
import type { Theme } from '../terminal/theme.ts';

/** The picture as the terminal gets it: painted once, however often the cursor moves over it. */
export class PaintedPicture {
  private of: readonly Row[] = [];
  private theme: Theme | undefined;
  private width = 0;
  private cut: readonly Row[] = [];
  private painted: readonly string[] = [];

  /** With the cursor in a column of the screen, in all rows but the first and the last. */
  rows(picture: readonly Row[], column: number, width: number, theme: Theme): readonly string[] {
    if (picture !== this.of || width !== this.width || theme !== this.theme) {
      this.of = picture;
      this.width = width;
      this.theme = theme;
      this.cut = picture.map((row) => cutRow(row, width));
      this.painted = this.cut.map((row) => paintRow(row, width, theme));
    }
    const last = picture.length - 1;
    return this.cut.map((row, at) => {
      const text = this.painted[at] as string;
      return at === 0 || at === last ? text : restyledCell(row, text, column, 'match', theme);
    });
  }
}
