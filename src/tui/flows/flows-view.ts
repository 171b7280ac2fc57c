import type { Flow } from '../../flows/flow.ts';
import { withOrigins } from '../../flows/related-flows.ts';
import { type FlowColumnId, isNumeric, isOwn } from '../../view/flows/flow-columns.ts';
import { FlowMarks } from '../../view/flows/flow-marks.ts';
import { FIRST_FLOWS_FIRST, type FlowOrder, orderFlows } from '../../view/flows/flow-order.ts';
import { counted } from '../../view/text/counts.ts';
import { type Row, span } from '../../view/text/styled-row.ts';
import type { Command } from '../keys/key-table.ts';
import type { Page } from '../views/page.ts';
import type { PageSteps } from '../views/page-maker.ts';
import { PageView } from '../views/page-view.ts';
import type { Change, Selection, Stage } from '../views/view.ts';
import { ColumnChooser, withColumn } from './column-chooser.ts';
import { nameOf, newestOf, placeOf } from './flow-names.ts';
import { FlowPage } from './flow-page.ts';
import { FlowPreview } from './flow-preview.ts';
import { flowsSelection } from './flows-selection.ts';
import { matchingFlows } from './matching-flows.ts';
import { MeasuredColumns } from './measured-columns.ts';
import { noFlowsRow } from './no-flows-row.ts';
import { OwnColumns } from './own-columns.ts';

/** Registrations, calls and the rest: one a row. */
export class FlowsView extends PageView {
  private columns: readonly FlowColumnId[];
  /** While columns are chosen. */
  private chooser: ColumnChooser | undefined;
  private readonly own: OwnColumns;
  private readonly measured = new MeasuredColumns();
  /** A page of which everything was read that it is sorted by. */
  private sorted: Page | undefined;
  private order: FlowOrder = FIRST_FLOWS_FIRST;
  /** Names of marked flows: a later analysis has other objects for them. */
  private readonly marked = new Set<string>();
  private following = false;
  private readonly preview: FlowPreview;

  constructor(stage: Stage) {
    super(stage);
    this.preview = new FlowPreview(stage);
    this.columns = stage.preferences.columns;
    this.own = new OwnColumns(stage.session);
  }

  get context(): 'flows' | 'columns' {
    return this.chooser === undefined ? 'flows' : 'columns';
  }

  override command(command: Command): boolean {
    if (this.chooser !== undefined) return this.choose(command, this.chooser);
    switch (command) {
      case 'choose-columns':
        this.beginChoosing();
        return true;
      case 'enter':
        this.stage.openLadder(this.chosen);
        return true;
      case 'enter-related':
        this.stage.openLadder(withOrigins(this.stage.analyses.current?.flows.flows() ?? [], this.chosen));
        return true;
      case 'enter-text':
        this.stage.openLadder(this.chosen, 'text');
        return true;
      case 'mark':
        this.mark();
        return true;
      case 'clear-marks':
        this.marked.clear();
        return true;
      case 'preview':
        this.preview.toggle();
        super.select(this.position);
        return true;
      case 'follow-flows':
        this.following = !this.following;
        if (this.following) this.toNewest();
        return true;
      case 'sort-next':
        this.sortBy(this.columnBeside(1));
        return true;
      case 'sort-previous':
        this.sortBy(this.columnBeside(-1));
        return true;
      case 'sort-reverse':
        this.reorder({ ...this.order, descending: !this.order.descending });
        return true;
      default:
        return this.move(command);
    }
  }

  override status(): Row {
    const parts: Row[] = [super.status()];
    if (this.marked.size > 0) parts.push([span(`${counted(this.marked.size, 'flow')} marked`, 'strong')]);
    if (this.following) parts.push([span('following', 'strong')]);
    const marks = this.page instanceof FlowPage ? this.page.marksOf(this.position, this.width) : '';
    if (marks !== '') parts.push([span(`! ${marks}`, 'warning')]);
    return parts.flatMap((part, at) => (at === 0 ? part : [span('  '), ...part]));
  }

  override renew(change: Change): void {
    if (change === 'settings') this.forget();
    if (change === 'filter') this.measured.forget();
    if (change === 'findings') this.outdate();
    super.renew(change);
  }

  override click(x: number, y: number, again: boolean): void {
    const column =
      y === 0 && this.page instanceof FlowPage ? this.page.columnAt(x, this.stage.body.columns) : undefined;
    if (column === undefined) this.clickRow(x, y, again);
    else if (column === this.order.column) this.command('sort-reverse');
    else this.sortBy(column);
  }

  /** The rows of the list; below them, the ladder of the selected flow. */
  override rows(): readonly string[] {
    const rows = super.rows();
    const { taken } = this;
    if (taken === 0) return rows;
    const above = this.stage.body.rows - taken;
    const list = Array.from({ length: above }, (_, at) => rows[at] ?? '');
    return [...list, ...this.preview.rows(this.selected)];
  }

  protected override get taken(): number {
    return this.chooser === undefined ? this.preview.height : 0;
  }

  private clickRow(x: number, y: number, again: boolean): void {
    if (y < this.stage.body.rows - this.taken) super.click(x, y, again);
    else if (this.selected !== undefined) this.command('enter');
  }

  get selection(): Selection | undefined {
    return flowsSelection(this.stage.session, this.chosen);
  }

  /** These columns from now on, or one more. */
  showColumns(columns: readonly FlowColumnId[] | FlowColumnId): void {
    this.columns = typeof columns === 'string' ? withColumn(this.columns, columns) : columns;
    if (!this.columns.includes(this.order.column)) this.order = FIRST_FLOWS_FIRST;
    if (this.chooser !== undefined) this.chooser = new ColumnChooser(this.columns);
    this.forget();
  }

  override work(budget: number, isForKey = false): boolean {
    const { preview, selected } = this;
    return super.work(budget) && this.readOwn(budget) && preview.work(selected, budget, isForKey);
  }

  /** Reads the values that flows are sorted by, if these are in their messages. */
  private readOwn(budget: number): boolean {
    const { column } = this.order;
    const page = this.chooser === undefined ? this.page : undefined;
    if (!isOwn(column) || !(page instanceof FlowPage) || this.sorted === page) return true;
    const unread = page.flows.filter((flow) => !this.own.isKnown(flow, column));
    if (!this.own.read(unread, column, budget)) return false;
    this.sorted = page;
    if (unread.length > 0) this.forget();
    return true;
  }

  protected *make(): PageSteps {
    if (this.chooser !== undefined) return this.chooser;
    const { analyses, findings, ladderInput, settings } = this.stage;
    const { order } = this;
    const analysis = analyses.current;
    if (analysis === undefined) return undefined;
    const now = analysis.time;
    const marks = new FlowMarks(ladderInput, analysis, findings.ofFlows);
    const matching = yield* matchingFlows(this.stage, analysis.flows);
    const flows = yield* orderFlows(matching, order, ladderInput, marks, now, this.own.known);
    const needs = yield* this.measured.measure(flows, now);
    return new FlowPage(ladderInput, flows, {
      needs,
      now,
      marks,
      order,
      timeMode: settings.timeMode,
      isMarked: (flow) => this.marked.has(nameOf(flow)),
      columns: this.columns,
      own: this.own.value,
    });
  }

  /** The selected flow stays selected wherever it moves, or the newest one if that is followed. */
  protected override place(page: Page): number | undefined {
    if (!(page instanceof FlowPage)) return undefined;
    if (this.following) return newestOf(page.flows);
    // In another order, whoever has not moved wants to see what is first.
    if (this.position === 0 && this.made instanceof FlowPage && this.made.order !== page.order) return 0;
    const selected = this.made instanceof FlowPage ? this.made.flows[this.position] : undefined;
    return selected === undefined ? undefined : placeOf(page.flows, selected, this.position);
  }

  protected override empty(): Row {
    return noFlowsRow(this.stage);
  }

  /** As in sngrep: the next one is selected then. */
  private mark(): void {
    const flow = this.selected;
    if (flow === undefined) return;
    const name = nameOf(flow);
    if (!this.marked.delete(name)) this.marked.add(name);
    super.command('down');
  }

  /** A flow that was clicked or found is looked at, whatever comes in. */
  override select(at: number): void {
    this.following = false;
    super.select(at);
  }

  private move(command: Command): boolean {
    const moved = super.command(command);
    if (moved && command !== 'last') this.following = false;
    return moved;
  }

  private sortBy(column: FlowColumnId): void {
    this.reorder({ column, descending: isNumeric(column) });
  }

  private columnBeside(step: 1 | -1): FlowColumnId {
    const { columns } = this;
    const at = columns.indexOf(this.order.column);
    return columns[(Math.max(at, 0) + step + columns.length) % columns.length] ?? 'id';
  }

  private beginChoosing(): void {
    this.forget();
    this.chooser = new ColumnChooser(this.columns);
    super.select(0);
  }

  private choose(command: Command, chooser: ColumnChooser): boolean {
    switch (command) {
      case 'column-toggle':
        chooser.toggle(this.position);
        return true;
      case 'column-up':
      case 'column-down':
        super.select(chooser.move(this.position, command === 'column-up' ? -1 : 1));
        return true;
      case 'column-add':
        this.stage.typeCommand('column header:');
        return true;
      case 'column-keep':
        this.stage.notify([span(this.stage.preferences.keepColumns(chooser.shown), 'strong')]);
        return true;
      case 'columns-done':
        this.chooser = undefined;
        this.showColumns(chooser.shown);
        return true;
      default:
        return super.command(command);
    }
  }

  private reorder(order: FlowOrder): void {
    this.order = order;
    this.forget();
  }

  private toNewest(): void {
    const { page } = this;
    if (page instanceof FlowPage) super.select(newestOf(page.flows));
  }

  /** The marked flows, or the selected one if none is marked. */
  get chosen(): readonly Flow[] {
    const { page, selected } = this;
    if (!(page instanceof FlowPage)) return [];
    const marked = this.marked.size === 0 ? [] : page.flows.filter((flow) => this.marked.has(nameOf(flow)));
    if (marked.length > 0) return [...marked].sort((a, b) => a.serial - b.serial);
    return selected === undefined ? [] : [selected];
  }

  private get selected(): Flow | undefined {
    return this.page instanceof FlowPage ? this.page.flows[this.position] : undefined;
  }
}
