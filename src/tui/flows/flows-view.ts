import type { Analysis } from '../../engine/analysis.ts';
import { rowFilter } from '../../filter/row-filter.ts';
import type { Flow } from '../../flows/flow.ts';
import { counted, grouped } from '../../view/counts.ts';
import { FIRST_FLOWS_FIRST, type FlowColumn, type FlowOrder, orderFlows } from '../../view/flow-order.ts';
import { type Row, span } from '../../view/styled-row.ts';
import type { Command } from '../keys/key-table.ts';
import type { Page } from '../views/page.ts';
import { PageView } from '../views/page-view.ts';
import type { Change, Selection } from '../views/view.ts';
import { FLOW_COLUMNS, FlowPage } from './flow-page.ts';

/** Registrations, calls and the rest: one a row. */
export class FlowsView extends PageView {
  readonly context = 'flows';
  private order: FlowOrder = FIRST_FLOWS_FIRST;
  /** Names of marked flows: a later analysis has other objects for them. */
  private readonly marked = new Set<string>();
  private following = false;
  /** The flow that was selected when the page was made anew. */
  private wanted: string | undefined;

  override command(command: Command): boolean {
    switch (command) {
      case 'enter':
        this.open();
        return true;
      case 'mark':
        this.mark();
        return true;
      case 'clear-marks':
        this.marked.clear();
        return true;
      case 'follow-flows':
        this.following = !this.following;
        if (this.following) this.toNewest();
        return true;
      case 'sort-next':
        this.sortBy(nextColumn(this.order.column, 1));
        return true;
      case 'sort-previous':
        this.sortBy(nextColumn(this.order.column, -1));
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
    return parts.flatMap((part, at) => (at === 0 ? part : [span('  '), ...part]));
  }

  override renew(change: Change): void {
    if (change === 'analysis' || change === 'settings') this.remake();
    super.renew(change);
    if (change === 'analysis' && this.following) this.toNewest();
  }

  override click(x: number, y: number, again: boolean): void {
    const column =
      y === 0 && this.page instanceof FlowPage ? this.page.columnAt(x, this.stage.body.columns) : undefined;
    if (column === undefined) super.click(x, y, again);
    else if (column === this.order.column) this.command('sort-reverse');
    else this.sortBy(column);
  }

  get selection(): Selection | undefined {
    const flows = this.chosen;
    const [first] = flows;
    if (first === undefined) return undefined;
    const messages = flows.flatMap((flow) => [...flow.messages, ...flow.replication]);
    const { session } = this.stage;
    messages.sort((a, b) => session.timeOf(a) - session.timeOf(b) || a - b);
    const name =
      flows.length > MOST_NAMED ? `${grouped(flows.length)}-flows` : flows.map(({ id }) => id).join('-');
    return { messages: [...new Set(messages)], name, text: first.callIds[0] ?? first.id, path: 'Call-ID' };
  }

  protected make(): FlowPage | undefined {
    const { analyses, ladderInput, settings } = this.stage;
    const analysis = analyses.current;
    if (analysis === undefined) return undefined;
    const now = analysis.time;
    const flows = orderFlows(this.matching(analysis), this.order, ladderInput, now);
    return new FlowPage(ladderInput, flows, {
      now,
      order: this.order,
      timeMode: settings.timeMode,
      isMarked: (flow) => this.marked.has(nameOf(flow)),
    });
  }

  protected override place(page: Page): number | undefined {
    const { wanted } = this;
    this.wanted = undefined;
    if (wanted === undefined) return undefined;
    const at = page instanceof FlowPage ? page.flows.findIndex((flow) => nameOf(flow) === wanted) : -1;
    return at < 0 ? undefined : at;
  }

  protected override empty(): Row {
    const { isFiltered, session } = this.stage;
    if (!isFiltered)
      return [span(session.ended ? 'No flow: no SIP, and no replication of any.' : 'No flow yet.', 'dim')];
    return [span('No flow goes with the filter. ', 'dim'), span('A', 'key'), span(' clears it.', 'dim')];
  }

  private matching(analysis: Analysis): readonly Flow[] {
    const { filter, session, isFiltered } = this.stage;
    const all = analysis.flows.flows();
    if (!isFiltered) return all;
    const matches = rowFilter(filter, session.facts);
    return all.filter(({ aors, callIds, nodes, messages, replication }) =>
      matches({ aors, callIds, nodes, messages: [...messages, ...replication] }),
    );
  }

  private open(): void {
    const flows = this.chosen;
    if (flows.length > 0) this.stage.openLadder(flows);
  }

  /** As in sngrep: the next one is selected then. */
  private mark(): void {
    const flow = this.selected;
    if (flow === undefined) return;
    const name = nameOf(flow);
    if (!this.marked.delete(name)) this.marked.add(name);
    super.command('down');
  }

  private move(command: Command): boolean {
    const moved = super.command(command);
    if (moved && command !== 'last') this.following = false;
    return moved;
  }

  private sortBy(column: FlowColumn): void {
    this.reorder({ column, descending: false });
  }

  private reorder(order: FlowOrder): void {
    this.order = order;
    this.remake();
  }

  /** The selected flow stays selected, wherever it goes. */
  private remake(): void {
    const selected = this.made instanceof FlowPage ? this.made.flows[this.position] : undefined;
    if (selected !== undefined) this.wanted = nameOf(selected);
    this.forget();
  }

  private toNewest(): void {
    const { page } = this;
    if (!(page instanceof FlowPage)) return;
    let newest = 0;
    for (const [at, flow] of page.flows.entries()) {
      if (flow.serial > (page.flows[newest]?.serial ?? 0)) newest = at;
    }
    this.select(newest);
  }

  /** The marked flows; where none is, the selected one. */
  private get chosen(): readonly Flow[] {
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

/** Flows that a file name lists one by one. */
const MOST_NAMED = 4;

/** Tells flows apart across analyses of the same messages. */
function nameOf({ name, start }: Flow): string {
  return `${start} ${name}`;
}

function nextColumn(column: FlowColumn, step: 1 | -1): FlowColumn {
  const at = FLOW_COLUMNS.indexOf(column);
  return FLOW_COLUMNS[(at + step + FLOW_COLUMNS.length) % FLOW_COLUMNS.length] ?? column;
}
