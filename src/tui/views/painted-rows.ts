import { paintRow } from '../terminal/paint-row.ts';
import type { Theme } from '../terminal/theme.ts';
import type { Page } from './page.ts';

/** How rows look. */
export interface RowLook {
  readonly width: number;
  readonly utc: boolean;
  readonly theme: Theme;
}

/** Rows that are kept: more than a screen has. */
const MOST = 512;

/** The rows of a page as the terminal gets them, painted once where the page says when they change. */
export class PaintedRows {
  private readonly page: Page;
  private readonly rows = new Map<number, { readonly key: string; readonly text: string }>();
  private look: RowLook | undefined;

  constructor(page: Page) {
    this.page = page;
  }

  text(at: number, isSelected: boolean, look: RowLook): string {
    const { page, rows } = this;
    const own = page.rowKey?.(at);
    if (own === undefined) return this.paint(at, isSelected, look);
    if (!isSame(this.look, look) || rows.size >= MOST) rows.clear();
    this.look = look;
    const key = `${own} ${isSelected}`;
    const known = rows.get(at);
    if (known?.key === key) return known.text;
    const text = this.paint(at, isSelected, look);
    rows.set(at, { key, text });
    return text;
  }

  private paint(at: number, isSelected: boolean, { width, utc, theme }: RowLook): string {
    return paintRow(this.page.row(at, width, utc), width, theme, isSelected ? 'selected' : 'none');
  }
}

/** Pages with their painted rows; both are forgotten together. */
export class PaintedPages {
  private readonly pages = new WeakMap<Page, PaintedRows>();

  of(page: Page): PaintedRows {
    let rows = this.pages.get(page);
    if (rows === undefined) {
      rows = new PaintedRows(page);
      this.pages.set(page, rows);
    }
    return rows;
  }
}

function isSame(a: RowLook | undefined, b: RowLook): boolean {
  return a !== undefined && a.width === b.width && a.utc === b.utc && a.theme === b.theme;
}
