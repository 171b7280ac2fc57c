import type { Flow } from '../../flows/flow.ts';
import type { MessageId } from '../../ids.ts';
import type { LadderEntry } from '../../view/ladder/ladder.ts';
import { counted } from '../../view/text/counts.ts';
import { type Row, span } from '../../view/text/styled-row.ts';
import { flowsSelection } from '../flows/flows-selection.ts';
import type { Command } from '../keys/key-table.ts';
import { WHEEL_ROWS } from '../mouse/mouse-control.ts';
import { paintBeside, paintRow } from '../terminal/paint-row.ts';
import type { Page } from '../views/page.ts';
import type { PageSteps } from '../views/page-maker.ts';
import { PageView } from '../views/page-view.ts';
import type { Change, Selection } from '../views/view.ts';
import { type LadderPanes, layoutLadder } from './ladder-layout.ts';
import { LadderMaker } from './ladder-maker.ts';
import { LadderMessage } from './ladder-message.ts';
import { LadderPage } from './ladder-page.ts';
import type { PaneForm } from './message-pane.ts';
import { OpenedFlows } from './opened-flows.ts';

/** The breadcrumb names up to this many flows one by one; of more it tells only how many there are. */
const MOST_NAMED = 3;

/** SIP and replication of one or several flows, as arrows between hosts, with one of the messages beside or below. */
export class LadderView extends PageView {
  readonly context = 'ladder';
  private readonly opened: OpenedFlows;
  private readonly ladder: LadderMaker;
  /** Does the user want to see a message with the ladder? Undefined: if there is room for it. */
  private wantsMessage: boolean | undefined;
  /** The message to select as soon as there is a page with it. */
  private wanted: MessageId | undefined;
  private readonly beside: LadderMessage;

  /** `likeliest`: the flows to show if the user comes here without having opened any. */
  constructor(stage: PageView['stage'], likeliest: () => readonly Flow[]) {
    super(stage);
    this.opened = new OpenedFlows(stage.analyses, likeliest);
    this.beside = new LadderMessage(stage.ladderInput);
    this.ladder = new LadderMaker(stage, this.opened, {
      width: () => this.width,
      isMarked: (id) => this.beside.isMarked(id),
    });
  }

  /** Shows these flows from now on; `message` is selected if it is given. */
  open(flows: readonly Flow[], form?: PaneForm, message?: MessageId): void {
    this.ladder.open(flows);
    if (form !== undefined) {
      this.beside.form = form;
      this.wantsMessage = true;
    }
    this.beside.reset();
    this.clear();
    this.wanted = message;
  }

  override get subject(): string {
    this.opened.openLikeliest();
    const { flows } = this.opened;
    if (flows.length > MOST_NAMED) return counted(flows.length, 'flow');
    return flows.map(({ kind, id }) => `${kind} ${id}`).join(', ');
  }

  override command(command: Command): boolean {
    switch (command) {
      case 'enter':
        if (this.message !== undefined) this.stage.openMessage(this.message);
        else if (this.entry !== undefined)
          this.stage.notify([span('its frame had to make room for later ones', 'warning')]);
        return true;
      case 'mark-message':
        this.mark();
        return true;
      case 'clear-messages':
        this.beside.clearMarks();
        this.forgetRows();
        return true;
      case 'cause':
        this.followCause();
        return true;
      case 'ladder-left':
      case 'ladder-right':
        this.scroll(command === 'ladder-right' ? 1 : -1);
        return true;
      case 'fold-nodes':
        this.ladder.foldNodes = !this.ladder.foldNodes;
        this.forgetRows();
        return true;
      case 'pane':
        this.showMessage(this.panes.message === undefined);
        return true;
      case 'pane-form':
        if (this.panes.message === undefined) this.showMessage(true);
        else this.beside.turnForm();
        return true;
      case 'pane-text':
        this.beside.form = 'text';
        this.showMessage(true);
        return true;
      case 'pane-down':
      case 'pane-up':
        this.moveInMessage(command === 'pane-down' ? 1 : -1);
        return true;
      default:
        return super.command(command);
    }
  }

  override renew(change: Change): void {
    // Rows are laid out for a width and a kind of time.
    if (change === 'size' || change === 'settings') this.forgetRows();
    if (change === 'findings') this.outdate();
    // A filter takes no message out of the ladder: the page is made anew for those that become dim, or no longer are.
    if (change === 'filter') {
      this.ladder.filter(this.stage.view === 'ladder');
      this.forgetRows();
    } else super.renew(change);
  }

  override rows(): readonly string[] {
    const { theme } = this.stage;
    const { panes, message } = this;
    const legend = this.legend(panes).map((row) => paintRow(row, panes.ladder.columns, theme));
    const ladder = [...legend, ...super.rows()];
    if (panes.message === undefined || message === undefined) return ladder;
    const beside = this.beside.rows(message, panes.message, panes.isBeside, theme);
    if (!panes.isBeside) {
      const above = Array.from({ length: panes.ladder.rows }, (_, at) => ladder[at] ?? '');
      return [...above, ...beside];
    }
    return Array.from({ length: panes.ladder.rows }, (_, at) =>
      paintBeside(ladder[at] ?? '', beside[at] ?? '', panes.ladder.columns, theme),
    );
  }

  override click(x: number, y: number, again: boolean): void {
    const { ladder, legendRows } = this.panes;
    if (x < ladder.columns && y < ladder.rows) super.click(x, y - legendRows, again);
    else this.clickMessage(x, y);
  }

  /** Selects the field or the byte at that place. */
  private clickMessage(x: number, y: number): void {
    const { message, panes } = this;
    if (message === undefined || panes.message === undefined) return;
    const { ladder, isBeside } = panes;
    const place = isBeside ? { x: x - ladder.columns - 1, y } : { x, y: y - ladder.rows };
    if (place.x >= 0) this.beside.click(message, panes.message, place);
  }

  /** Over the message beside or below the ladder, the wheel moves in the message. */
  wheel(x: number, y: number, direction: 'up' | 'down'): boolean {
    const { ladder, message } = this.panes;
    if (message === undefined || (x < ladder.columns && y < ladder.rows)) return false;
    for (let row = 0; row < WHEEL_ROWS; row++) this.moveInMessage(direction === 'down' ? 1 : -1);
    return true;
  }

  get selection(): Selection | undefined {
    return flowsSelection(this.stage.session, this.opened.flows);
  }

  protected override get width(): number {
    return this.panes.ladder.columns;
  }

  protected override get taken(): number {
    const { ladder, legendRows } = this.panes;
    return this.stage.body.rows - ladder.rows + legendRows;
  }

  protected make(): PageSteps {
    return this.ladder.make(this.made instanceof LadderPage ? this.made : undefined);
  }

  protected override empty(): Row {
    return [];
  }

  /** The row of the message that is wanted, or else of the one that is selected now. */
  protected override place(page: Page): number | undefined {
    const made = this.made instanceof LadderPage ? this.made : undefined;
    const selected = made?.messageAt(this.position);
    const wanted = this.wanted ?? (this.position === 0 ? undefined : selected);
    this.wanted = undefined;
    if (wanted === undefined || !(page instanceof LadderPage) || page === made) return undefined;
    const row = page.rowOf(wanted);
    if (row === undefined || wanted !== selected) return row;
    // If the note below an arrow is selected, it stays so.
    const within = this.position - (made?.rowOf(selected) ?? this.position);
    return page.messageAt(row + within) === wanted ? row + within : row;
  }

  override status(): Row {
    const status = super.status();
    if (!(this.page instanceof LadderPage)) return status;
    const { left, right } = this.page.outside(this.width);
    // The arrows are the keys as well.
    const more = [left > 0 ? `← ${left} more` : '', right > 0 ? `${right} more →` : ''];
    const hidden = more.filter((text) => text !== '').join('  ');
    const { filtered } = this.page;
    return [
      ...status,
      ...(filtered === '' ? [] : [span(`  ${filtered}`)]),
      ...(hidden === '' ? [] : [span(`  ${hidden}`, 'warning')]),
      ...(this.ladder.foldNodes ? [] : [span('  by address', 'dim'), span(' (z)', 'dim')]),
    ];
  }

  /** Moves the ladder sideways if there is no room for all its columns. */
  private scroll(step: 1 | -1): void {
    if (!(this.page instanceof LadderPage)) return;
    const { left, right } = this.page.outside(this.width);
    if ((step < 0 ? left : right) === 0) {
      this.stage.notify([
        span(left + right === 0 ? 'All columns are there' : 'No more columns there', 'dim'),
      ]);
      return;
    }
    this.ladder.first = this.page.firstFor(Math.max(0, this.ladder.first + step), this.width);
    this.forgetRows();
  }

  private get panes(): LadderPanes {
    const { isComparing } = this.beside;
    const message = this.opened.flows.length === 0 ? false : this.wantsMessage;
    const hasMarks = this.made instanceof LadderPage && this.made.marks !== '';
    return layoutLadder(this.stage.body, { message, isComparing, hasMarks });
  }

  private moveInMessage(step: 1 | -1): void {
    const { message, panes } = this;
    if (panes.message === undefined)
      this.stage.notify([
        span('No message is beside the ladder  ', 'dim'),
        this.stage.keyOf('pane'),
        span(' shows it'),
      ]);
    else if (message !== undefined) this.beside.move(message, panes.message, step);
  }

  private showMessage(wanted: boolean): void {
    this.wantsMessage = wanted;
    this.forgetRows();
  }

  /** Tells which host each column is, in as many rows as the layout has for it. */
  private legend({ ladder, legendRows }: LadderPanes): readonly Row[] {
    if (!(this.page instanceof LadderPage)) return Array.from({ length: legendRows }, () => []);
    return this.page.legend(ladder.columns, legendRows);
  }

  private mark(): void {
    const { message } = this;
    if (message === undefined) return;
    this.beside.mark(message);
    // A comparison of two messages may take the place of the lower rows of the ladder.
    this.forgetRows();
  }

  /** Goes from an effect to its cause, or from a cause to its first effect. */
  private followCause(): void {
    const { page, entry } = this;
    if (entry === undefined || !(page instanceof LadderPage)) return;
    const other = entry.cause?.message ?? page.effectOf(entry.id);
    if (other === undefined)
      this.stage.notify([span('no cause is known of this message, and no effect', 'warning')]);
    else {
      const row = page.rowOf(other);
      if (row !== undefined) this.select(row);
      else if (!this.addFlowOf(other)) this.stage.openMessage(other);
    }
  }

  /** Adds the flow of a message to the ladder and selects the message; false if it belongs to no flow. */
  private addFlowOf(message: MessageId): boolean {
    if (!this.opened.addFlowOf(message)) return false;
    this.wanted = message;
    this.forget();
    return true;
  }

  /** Has the rows made anew, with the same message selected. */
  private forgetRows(): void {
    this.wanted = this.made instanceof LadderPage ? this.made.messageAt(this.position) : this.wanted;
    this.forget();
  }

  private get entry(): LadderEntry | undefined {
    return this.page instanceof LadderPage ? this.page.entryAt(this.position) : undefined;
  }

  /** The selected message; undefined if there is none, or if its frame was deleted to make room for later ones. */
  private get message(): MessageId | undefined {
    const id = this.entry?.id;
    return id === undefined || id < this.stage.session.tables.index.first ? undefined : id;
  }
}
