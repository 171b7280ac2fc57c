import { grouped } from '../../view/counts.ts';
import { type Row, rowText, span } from '../../view/styled-row.ts';
import type { ViewContext } from '../keys/binding.ts';
import type { Command } from '../keys/key-table.ts';
import { paintRow } from '../terminal/paint-row.ts';
import type { Page } from './page.ts';
import { EMPTY_LIST, fitList, moveInList, type RowList } from './row-list.ts';
import type { Change, Searchable, Stage, View } from './view.ts';

/** A view that is a heading and rows below it, one of them selected. */
export abstract class PageView implements View {
  abstract readonly context: ViewContext;
  protected readonly stage: Stage;
  private list: RowList = EMPTY_LIST;
  /** The page as it was looked at last; undefined until it is made anew. */
  protected made: Page | undefined;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  get subject(): string {
    return '';
  }

  get position(): number {
    return this.list.position;
  }

  get length(): number {
    return this.list.length;
  }

  /** Undefined while it cannot be told yet, because the analysis goes on. */
  protected abstract make(): Page | undefined;

  /** Where the selected row is on a page that was just made; undefined where it stays as it is. */
  protected place(_page: Page): number | undefined {
    return undefined;
  }

  /** What stands in place of rows where there are none. */
  protected empty(): Row {
    return [span('Nothing goes with the filter.', 'dim')];
  }

  /** Rows of the body that the page does not have for itself. */
  protected get taken(): number {
    return 0;
  }

  /** Columns that the page has. */
  protected get width(): number {
    return this.stage.body.columns;
  }

  protected get page(): Page | undefined {
    if (this.made === undefined) {
      this.made = this.make();
      const position = (this.made && this.place(this.made)) ?? this.list.position;
      this.list = fitList({ ...this.list, position, length: this.made?.length ?? 0 }, this.height);
    }
    return this.made;
  }

  /** The page is made anew when it is looked at. */
  protected forget(): void {
    this.made = undefined;
  }

  select(at: number): void {
    this.list = fitList({ ...this.list, position: at }, this.height);
  }

  command(command: Command): boolean {
    const moved = this.page === undefined ? undefined : moveInList(this.list, command, this.height);
    if (moved === undefined) return false;
    this.list = moved;
    return true;
  }

  status(): Row {
    if (this.page === undefined) return [];
    const { position, length } = this.list;
    return length === 0 ? [] : [span(`${grouped(position + 1)}/${grouped(length)}`, 'strong')];
  }

  rows(): readonly string[] {
    const { theme, settings } = this.stage;
    const { page, width } = this;
    if (page === undefined) return [paintRow(this.waiting(), width, theme)];
    const paint = (row: Row, selected: boolean): string =>
      paintRow(row, width, theme, selected ? 'selected' : 'none');
    const lines = [paint(page.heading(width, settings.utc), false)];
    const { top, position } = this.list;
    for (let at = top; at < page.length && at < top + this.height; at++) {
      lines.push(paint(page.row(at, width, settings.utc), at === position));
    }
    if (page.length === 0) lines.push(paint(this.empty(), false));
    return lines;
  }

  renew(change: Change): void {
    if (change === 'analysis' || change === 'filter') this.forget();
    if (change === 'filter') this.list = EMPTY_LIST;
    if (this.made !== undefined) this.list = fitList(this.list, this.height);
  }

  click(_x: number, y: number, again: boolean): void {
    const at = this.list.top + y - 1;
    if (y < 1 || at >= this.list.length) return;
    if (again && at === this.list.position) this.command('enter');
    else this.select(at);
  }

  get searchable(): Searchable | undefined {
    const { page, width } = this;
    if (page === undefined) return undefined;
    const { settings } = this.stage;
    return {
      length: page.length,
      position: this.list.position,
      text: (at) => rowText(page.row(at, width, settings.utc)),
      select: (at) => this.select(at),
    };
  }

  /** Rows below the heading. */
  private get height(): number {
    return Math.max(1, this.stage.body.rows - 1 - this.taken);
  }

  private waiting(): Row {
    const { session, analyses } = this.stage;
    const text = session.ended ? `analysing ${analyses.percent} %` : 'this comes when everything is read';
    return [span(text, 'dim')];
  }
}
