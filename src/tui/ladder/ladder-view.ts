import type { Flow } from '../../flows/flow.ts';
import type { MessageId } from '../../ids.ts';
import { counted } from '../../view/counts.ts';
import type { LadderEntry } from '../../view/ladder.ts';
import { type Row, span } from '../../view/styled-row.ts';
import { flowsSelection } from '../flows/flows-selection.ts';
import type { Command } from '../keys/key-table.ts';
import { WHEEL_ROWS } from '../mouse/mouse-control.ts';
import { paintBeside, paintRow } from '../terminal/paint-row.ts';
import type { Page } from '../views/page.ts';
import type { PageSteps } from '../views/page-maker.ts';
import { PageView } from '../views/page-view.ts';
import type { Change, Selection } from '../views/view.ts';
import { hiddenMessages } from './hidden-messages.ts';
import { type LadderPanes, layoutLadder } from './ladder-layout.ts';
import { LadderMessage } from './ladder-message.ts';
import { LadderPage, NO_LADDER } from './ladder-page.ts';
import type { PaneForm } from './message-pane.ts';
import { OpenedFlows } from './opened-flows.ts';

/** Flows that the breadcrumb names one by one. */
const MOST_NAMED = 3;

/** SIP and replication of one or several flows between their endpoints, and one message of them. */
export class LadderView extends PageView {
  readonly context = 'ladder';
  private readonly opened: OpenedFlows;
  /** Whether the user wants the message beside the ladder; undefined where there is room. */
  private wantsMessage: boolean | undefined;
  private wanted: MessageId | undefined;
  /** What the page was made of, last. */
  private madeOf = '';
  /** The filter was typed while the ladder was on the screen. */
  private isFilteredHere = false;
  private foldNodes = true;
  /** Column to begin with. */
  private first = 0;
  private readonly beside: LadderMessage;

  /** `likeliest`: the flows that are meant where none was opened. */
  constructor(stage: PageView['stage'], likeliest: () => readonly Flow[]) {
    super(stage);
    this.opened = new OpenedFlows(stage.analyses, likeliest);
    this.beside = new LadderMessage(stage.ladderInput);
  }

  /** Shows these flows from now on, with a message selected where one is meant. */
  open(flows: readonly Flow[], form?: PaneForm, message?: MessageId): void {
    this.opened.open(flows);
    this.isFilteredHere = false;
    this.madeOf = '';
    if (form !== undefined) {
      this.beside.form = form;
      this.wantsMessage = true;
    }
    this.beside.reset();
    this.first = 0;
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
        this.foldNodes = !this.foldNodes;
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
    // Another width has other rows, and other times.
    if (change === 'size' || change === 'settings') this.forgetRows();
    if (change === 'findings') this.outdate();
    // The same messages, some of them dim where it was typed here: what led to a flow is not asked of its messages.
    if (change === 'filter') {
      this.isFilteredHere = this.stage.view === 'ladder';
      this.madeOf = '';
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

  /** The field or byte there. */
  private clickMessage(x: number, y: number): void {
    const { message, panes } = this;
    if (message === undefined || panes.message === undefined) return;
    const { ladder, isBeside } = panes;
    const place = isBeside ? { x: x - ladder.columns - 1, y } : { x, y: y - ladder.rows };
    if (place.x >= 0) this.beside.click(message, panes.message, place);
  }

  /** Over the message beside or below the ladder: its lines. */
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

  protected *make(): PageSteps {
    const { opened } = this;
    opened.openLikeliest();
    opened.findAgain();
    if (opened.flows.length === 0) return NO_LADDER;
    if (opened.isGone) return this.kept();
    const madeOf = this.state();
    // While more is analysed, most ladders stay as they are.
    if (madeOf === this.madeOf && this.made instanceof LadderPage) return this.made;
    const page = yield* LadderPage.of(this.stage.ladderInput, opened.flows, {
      width: this.width,
      isMarked: (id) => this.beside.isMarked(id),
      foldNodes: this.foldNodes,
      first: this.first,
      timeMode: this.stage.settings.timeMode,
      marks: opened.marks(this.stage.ladderInput, this.stage.findings.ofFlows),
      hidden: yield* hiddenMessages(this.stage, opened.flows),
      dimsHidden: this.isFilteredHere,
    });
    this.madeOf = madeOf;
    return page;
  }

  /** What was there of flows before they were forgotten. */
  private kept(): Page {
    if (!(this.made instanceof LadderPage)) return NO_LADDER;
    return this.made.saying(this.opened.marks(this.stage.ladderInput, undefined));
  }

  protected override empty(): Row {
    return [];
  }

  /** All that a page depends on, besides what stays as it is. */
  private state(): string {
    const { session, settings } = this.stage;
    const { opened, width, foldNodes, first } = this;
    const counts = opened.flows.map(
      ({ id, messageCount, packetCount }) => `${id} ${messageCount} ${packetCount}`,
    );
    const { timeMode, utc } = settings;
    const revisions = [session.facts.revision, this.stage.findings.revision];
    return [width, foldNodes, first, timeMode, utc, ...revisions, session.ended, ...counts].join(' ');
  }

  /** The message that is wanted, else the one that is selected now. */
  protected override place(page: Page): number | undefined {
    const made = this.made instanceof LadderPage ? this.made : undefined;
    const selected = made?.messageAt(this.position);
    const wanted = this.wanted ?? (this.position === 0 ? undefined : selected);
    this.wanted = undefined;
    if (wanted === undefined || !(page instanceof LadderPage) || page === made) return undefined;
    const row = page.rowOf(wanted);
    if (row === undefined || wanted !== selected) return row;
    // Who is at the note below an arrow stays there.
    const within = this.position - (made?.rowOf(selected) ?? this.position);
    return page.messageAt(row + within) === wanted ? row + within : row;
  }

  override status(): Row {
    const status = super.status();
    if (!(this.page instanceof LadderPage)) return status;
    const { left, right } = this.page.outside(this.width);
    const more = [left > 0 ? `${left} columns to the left` : '', right > 0 ? `${right} to the right` : ''];
    const hidden = more.filter((text) => text !== '').join(', ');
    const { filtered } = this.page;
    return [
      ...status,
      ...(filtered === '' ? [] : [span(`  ${filtered}`)]),
      ...(hidden === '' ? [] : [span(`  ${hidden}`, 'warning'), span(' (← →)', 'dim')]),
      ...(this.foldNodes ? [] : [span('  one column an address', 'dim'), span(' (z)', 'dim')]),
    ];
  }

  /** Sideways, where there is not room for all columns. */
  private scroll(step: 1 | -1): void {
    if (!(this.page instanceof LadderPage)) return;
    this.first = this.page.firstFor(Math.max(0, this.first + step), this.width);
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
    if (message !== undefined && panes.message !== undefined) this.beside.move(message, panes.message, step);
  }

  private showMessage(wanted: boolean): void {
    this.wantsMessage = wanted;
    this.forgetRows();
  }

  /** Which column is whom; blank rows where that takes fewer than there is room for. */
  private legend({ ladder, legendRows }: LadderPanes): readonly Row[] {
    if (!(this.page instanceof LadderPage)) return Array.from({ length: legendRows }, () => []);
    return this.page.legend(ladder.columns, legendRows);
  }

  private mark(): void {
    const { message } = this;
    if (message === undefined) return;
    this.beside.mark(message);
    // A comparison may need the room of the ladder's lower rows.
    this.forgetRows();
  }

  /** From an effect to its cause, from a cause to its first effect. */
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

  /** The flow of a message joins the ladder, with that message selected; false where it is of none. */
  private addFlowOf(message: MessageId): boolean {
    if (!this.opened.addFlowOf(message)) return false;
    this.wanted = message;
    this.forget();
    return true;
  }

  private forgetRows(): void {
    this.wanted = this.made instanceof LadderPage ? this.made.messageAt(this.position) : this.wanted;
    this.forget();
  }

  private get entry(): LadderEntry | undefined {
    return this.page instanceof LadderPage ? this.page.entryAt(this.position) : undefined;
  }

  /** Undefined also where its frame is no longer there. */
  private get message(): MessageId | undefined {
    const id = this.entry?.id;
    return id === undefined || id < this.stage.session.tables.index.first ? undefined : id;
  }
}
