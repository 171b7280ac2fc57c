import { grouped } from '../../view/text/counts.ts';
import { type Row, rowText, span } from '../../view/text/styled-row.ts';
import type { ViewContext } from '../keys/binding.ts';
import type { Command } from '../keys/key-table.ts';
import { paintRow } from '../terminal/paint-row.ts';
import { mayHaveRows } from './first-rows.ts';
import type { Page } from './page.ts';
import { isInSteps, PageMaker, type PageSteps } from './page-maker.ts';
import { PagePatience } from './page-patience.ts';
import { PaintedPages, type RowLook } from './painted-rows.ts';
import { EMPTY_LIST, fitList, moveInList, type RowList } from './row-list.ts';
import { rowsOf } from './scrolling.ts';
import type { Change, Searchable, Stage, View } from './view.ts';

/** Milliseconds that a frame waits for a page that the user asked for: mostly it is there by then. */
const FIRST_SLICE = 8;
/**
 * Steps that are done in any case: pages of small captures are there at once, on busy machines too. With more messages
 * a step takes longer, and the key that follows would wait for all of them.
 */
const FIRST_STEPS = 32;
const FEW_MESSAGES = 10_000;

interface Left {
  readonly page: Page;
  readonly list: RowList;
}

/** A view that is a heading and rows below it, one of them selected. */
export abstract class PageView implements View {
  abstract readonly context: ViewContext;
  protected readonly stage: Stage;
  private list: RowList = EMPTY_LIST;
  /** The page that is looked at; undefined before there is one. */
  protected made: Page | undefined;
  /** The time whose state that page shows, in session time; undefined for the end. */
  private madeFor: number | undefined;
  private readonly painted = new PaintedPages();
  /** The last page, while the state of another time is analysed. */
  private left: Left | undefined;
  private readonly patience = new PagePatience();
  /** The user asked for another one: a frame can wait for it a little. */
  private awaited = true;

  private readonly maker: PageMaker;

  constructor(stage: Stage) {
    this.stage = stage;
    this.maker = new PageMaker(
      () => this.begin(),
      (page, isWhole) => this.show(page, isWhole),
    );
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

  /**
   * Undefined while it cannot be told yet, because the analysis goes on. In steps where it takes its
   * time: keys are looked at in between.
   */
  protected abstract make(): Page | undefined | PageSteps;

  /** The page that keys refer to is not there yet, but is being made. */
  get isComing(): boolean {
    const { page, stage, patience } = this;
    if (this.isOfAnotherTime || (page === undefined && this.maker.isMaking)) return true;
    if (this.maker.isMaking && patience.isForRest) return true;
    if (page === undefined || page.length === 0) return mayHaveRows(stage, patience.emptySince);
    const isFirst = page.length < this.height && !stage.session.isLive && this.mayRest;
    return isFirst && patience.isForMore;
  }

  /**
   * Under a flood, the rest of a page takes half a second, and of what comes through a pipe there may be more rows for
   * as long: whoever sees the first rows can move in them.
   */
  isWithin(command: Command): boolean {
    if (!this.patience.isSeen || this.isOfAnotherTime) return false;
    const rows = rowsOf(command, this.height, this.length);
    return rows !== undefined && this.position + rows < this.length;
  }

  /** The state of another time was asked for, and will take the place of what is shown. */
  private get isOfAnotherTime(): boolean {
    const { analyses } = this.stage;
    if (analyses.isPastComing) return true;
    return this.made !== undefined && this.madeFor !== analyses.time && (this.ticks || this.maker.isMaking);
  }

  /** Position of the selected row on a page that was just made; undefined if it stays where it is. */
  protected place(_page: Page): number | undefined {
    return undefined;
  }

  /** Shown in place of rows if there are none. */
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
    if (this.awaited) this.maker.goOn(FIRST_SLICE, this.firstSteps);
    // Whatever is left is done between the frames.
    this.awaited = this.made === undefined && !this.maker.isMaking;
    return this.made;
  }

  private get firstSteps(): number {
    return this.stage.session.tables.order.length <= FEW_MESSAGES ? FIRST_STEPS : 1;
  }

  /** Goes on making the page; true if it is finished. */
  work(budget: number): boolean {
    return !this.maker.isDue(this.mayRest) || this.maker.goOn(budget, 1);
  }

  /** More is known than the page shows. It is made anew after its rest, even if nothing comes in. */
  get ticks(): boolean {
    return this.maker.isStale && this.made !== undefined;
  }

  /** More is read or analysed, so that somebody will look again: until then, what there is will do. */
  private get mayRest(): boolean {
    const { session, analyses } = this.stage;
    const goesOn = !session.ended || analyses.percent < 100;
    return goesOn && this.made !== undefined;
  }

  private begin(): Page | undefined | PageSteps {
    const making = this.make();
    return isInSteps(making) ? this.withRows(making) : making;
  }

  /** Also makes the rows that the next frame will show, if they can be kept for later frames. */
  private *withRows(making: PageSteps): PageSteps {
    const page = yield* making;
    if (page?.rowKey === undefined) return page;
    const { top, position } = this.listOn(page);
    for (let at = top; at < page.length && at < top + this.height; at++) {
      yield;
      this.painted.of(page).text(at, at === position, this.look);
    }
    return page;
  }

  /** First rows are better than what there is. */
  protected get wantsFirst(): boolean {
    return this.made === undefined || this.patience.isPartial;
  }

  private show(page: Page | undefined, isWhole: boolean): void {
    if (!isWhole && !this.wantsFirst) return;
    this.put(page);
    this.patience.made(isWhole);
  }

  private put(page: Page | undefined): void {
    if (page === undefined && this.made !== undefined) this.left = { page: this.made, list: this.list };
    else if (page !== undefined && this.left !== undefined) this.goBack(this.left);
    const list = this.listOn(page);
    if (list.length > 0) this.patience.hasRows();
    this.made = page;
    this.madeFor = this.stage.analyses.time;
    this.list = list;
  }

  /** The state of another time is there now: what was selected before stays selected. */
  private goBack({ page, list }: Left): void {
    this.left = undefined;
    if (this.made !== undefined) return;
    this.made = page;
    this.list = list;
  }

  /** Shows the same content in another arrangement. */
  protected replace(page: Page): void {
    this.put(page);
  }

  /** The user's place on a page. */
  private listOn(page: Page | undefined): RowList {
    const position = (page && this.place(page)) ?? this.list.position;
    return fitList({ ...this.list, position, length: page?.length ?? 0 }, this.height);
  }

  /** The page is out of date; it is made anew after its rest. */
  protected outdate(): void {
    this.maker.outdate();
  }

  /** Another page is wanted, soon. */
  protected forget(): void {
    this.maker.restart();
    this.awaited = true;
  }

  /** The page is about something else from now on. */
  protected clear(): void {
    this.forget();
    this.made = undefined;
    this.left = undefined;
    this.patience.clear();
    this.list = EMPTY_LIST;
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
    if (length === 0) return [];
    const place = span(`${grouped(position + 1)}/${grouped(length)}`, 'strong');
    return this.patience.isPartial ? [place, span(' so far', 'dim')] : [place];
  }

  rows(): readonly string[] {
    const { theme, settings } = this.stage;
    const { page, width } = this;
    if (page === undefined) return [paintRow(this.waiting(), width, theme)];
    this.patience.drawn();
    const lines = [paintRow(page.heading(width, settings.utc), width, theme)];
    const { top, position } = this.list;
    const painted = this.painted.of(page);
    const end = Math.min(page.length, top + this.height);
    for (let at = top; at < end; at++) {
      lines.push(painted.text(at, at === position, this.look));
    }
    if (page.length === 0) lines.push(paintRow(this.empty(), width, theme));
    return lines;
  }

  private get look(): RowLook {
    const { theme, settings } = this.stage;
    return { width: this.width, utc: settings.utc, theme };
  }

  renew(change: Change): void {
    if (change === 'analysis') this.outdate();
    if (change === 'shown' && this.maker.isStale) this.awaited = true;
    if (change === 'shown' && this.made === undefined) this.patience.emptySince = performance.now();
    if (change === 'filter') this.clear();
    if (this.made !== undefined) this.list = fitList(this.list, this.height);
  }

  click(_x: number, y: number, again: boolean): void {
    const at = this.list.top + y - 1;
    if (y < 1 || y > this.height || at >= this.list.length) return;
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
    const isNear = this.maker.isMaking || (session.ended && analyses.percent === 100);
    const later = session.ended
      ? `analysing ${analyses.percent} %`
      : 'this comes when everything is read and decoded';
    return [span(isNear ? 'in a moment' : later, 'dim')];
  }
}
