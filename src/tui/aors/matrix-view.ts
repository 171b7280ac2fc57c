import { type AorState, byName } from '../../cluster/contacts/reports/aor-state.ts';
import { KnownAorStates } from '../../cluster/contacts/reports/known-aor-states.ts';
import type { Analysis } from '../../engine/analysis/analysis.ts';
import { rowFilter } from '../../filter/row-filter.ts';
import { inOneGo, type Steps } from '../../tables/steps.ts';
import { counted, nodesText } from '../../view/text/counts.ts';
import { printable } from '../../view/text/printable.ts';
import { type Row, span } from '../../view/text/styled-row.ts';
import type { Command } from '../keys/key-table.ts';
import { detailRows, withDetailsBelow } from '../views/details-below.ts';
import { LiveClock } from '../views/live-clock.ts';
import type { Page } from '../views/page.ts';
import type { PageSteps } from '../views/page-maker.ts';
import { PageView } from '../views/page-view.ts';
import type { Change, Selection, Stage } from '../views/view.ts';
import { aorFilter } from './aor-filter.ts';
import { cellDetails, DETAILS } from './cell-details.ts';
import { ChosenColumn } from './chosen-column.ts';
import { ClusterHistory } from './cluster-history.ts';
import { type HistoryAbout, historyOfAll, historyOfRow } from './history-about.ts';
import { nodesOf } from './matrix-nodes.ts';
import { MatrixPage } from './matrix-page.ts';
import { knowsNodes, noNodesRow } from './no-nodes-row.ts';

/** AORs that are shown while the others are still looked at; then so many that there is something to scroll. */
const FIRST_AORS = 128;
const MOST_FIRST_AORS = 1024;

/** AOR by node: who holds which contact, from whom, for how long still. */
export class MatrixView extends PageView {
  readonly context = 'aors';
  private readonly column = new ChosenColumn();
  private onlyDiffering = false;
  private readonly clock: LiveClock;
  /** States of AORs that were found before. */
  private known: { readonly analysis: Analysis; readonly states: KnownAorStates } | undefined;
  private readonly past: ClusterHistory;
  private readonly openHistory: (about: HistoryAbout) => void;

  /** `openHistory` shows what came before. */
  constructor(stage: Stage, openHistory: (about: HistoryAbout) => void) {
    super(stage);
    this.clock = new LiveClock(stage.session);
    this.past = new ClusterHistory(stage.analyses);
    this.openHistory = openHistory;
  }

  override command(command: Command): boolean {
    if (command !== 'enter' && command !== 'aor-history') this.column.moved();
    switch (command) {
      case 'aor-history':
      case 'enter':
        this.openHistory(this.selectedPlace() ?? historyOfAll(this.stage, this.matrix?.names));
        return true;
      case 'all-histories':
        this.openHistory(historyOfAll(this.stage, this.matrix?.names));
        return true;
      case 'aor-messages':
        if (!this.isNowhere()) this.openMessages();
        return true;
      case 'flow-ladder':
        if (!this.isNowhere()) this.openRegistration();
        return true;
      case 'node-left':
      case 'node-right':
        this.choose(this.column.at + (command === 'node-right' ? 1 : -1));
        return true;
      case 'only-differing':
        this.onlyDiffering = !this.onlyDiffering;
        this.forget();
        this.select(0);
        return true;
      default:
        return super.command(command);
    }
  }

  /** The remaining time of registrations counts down. */
  override get ticks(): boolean {
    return super.ticks || (this.stage.analyses.time === undefined && this.clock.isRunning);
  }

  override get subject(): string {
    const node = this.matrix?.nodes[this.column.at];
    return node === undefined ? '' : `node ${node.node}`;
  }

  override status(): Row {
    const { matrix } = this;
    if (matrix === undefined) return [];
    const { differing, unseen, isBehind } = matrix;
    const { onlyDiffering } = this;
    const known = differing > 0 && !isBehind;
    const count = counted(differing, 'AOR');
    return [
      ...super.status(),
      span(known && !onlyDiffering ? `  ${count} on which nodes differ` : '', 'problem'),
      span(onlyDiffering ? `  only differing ones${known ? `: ${count}` : ''} (!)` : '', 'warning'),
      span(unseen.length === 0 ? '' : `  not captured: ${nodesText(unseen)}`, 'dim'),
    ].filter(({ text }) => text !== '');
  }

  get selection(): Selection | undefined {
    const row = this.matrix?.at(this.position);
    if (row === undefined) return undefined;
    const { session } = this.stage;
    const messages = [...row.state.messages].sort((a, b) => session.timeOf(a) - session.timeOf(b) || a - b);
    const { contact } = row.contact.held.version;
    return {
      messages: [...new Set(messages)],
      name: 'aor',
      text: printable(contact),
      path: `contact of ${printable(row.state.aor)}`,
    };
  }

  /** With another set of AORs, the first contact that differs is selected. */
  override renew(change: Change): void {
    if (change === 'filter') this.column.reset();
    super.renew(change);
  }

  /** A click on a cell chooses its node as well; on the heading, only that. */
  override click(x: number, y: number, again: boolean): void {
    const { matrix, column } = this;
    const node = matrix?.nodeAt(x, this.width);
    const isThere = node === undefined || node === column.at;
    column.moved();
    if (node !== undefined) this.choose(node);
    super.click(x, y, again && isThere);
  }

  /** The chosen cell in words, below the rows. */
  override rows(): readonly string[] {
    const rows = super.rows();
    const { taken } = this;
    if (taken === 0 || this.matrix === undefined) return rows;
    return withDetailsBelow(rows, this.details(), taken, this.stage);
  }

  protected override get taken(): number {
    return detailRows(this.stage, DETAILS);
  }

  private details(): readonly Row[] {
    const { matrix, stage, width } = this;
    const row = matrix?.at(this.position);
    const node = matrix?.nodes[this.column.at];
    if (row === undefined || node === undefined) return [];
    const { base } = stage.session.tables;
    const style = {
      base,
      now: matrix?.now ?? this.now(),
      utc: stage.settings.utc,
      numbers: stage.ladderInput.numbers,
      past: () => this.past.now,
    };
    const isPending = matrix?.isPending(row, node) === true;
    return cellDetails(row, node, { style, isPending, form: matrix?.form(width), width });
  }

  protected *make(): PageSteps {
    const analysis = this.stage.analyses.current;
    if (analysis === undefined) return undefined;
    const found: AorState[] = [];
    const making = this.states(analysis, found);
    let step = making.next();
    for (let first = FIRST_AORS; step.done !== true; step = making.next()) {
      const isWorthIt = this.wantsFirst && found.length >= first && first <= MOST_FIRST_AORS;
      if (isWorthIt) first *= 8;
      yield isWorthIt ? inOneGo(this.pageOf(analysis, [...found].sort(byName))) : undefined;
    }
    const page = yield* this.pageOf(analysis, step.value);
    this.column.goOnWith(page, this.position);
    return page;
  }

  lookAt(cluster: number, node: number | undefined): void {
    this.column.lookAt(cluster, node);
    this.forget();
  }

  private *pageOf(analysis: Analysis, states: readonly AorState[]): Steps<MatrixPage> {
    const nodes = yield* nodesOf(analysis, states);
    const made = this.now();
    return yield* MatrixPage.of(states, nodes, {
      base: this.stage.session.tables.base,
      now: () => this.since(made),
      onlyDiffering: this.onlyDiffering,
      isBehind: this.stage.analyses.isBehind,
      column: () => this.column.at,
      position: () => this.position,
    });
  }

  protected override empty(): Row {
    const { stage } = this;
    if (stage.analyses.isBehind) return [span('No node is known to hold a contact so far.', 'dim')];
    if (this.onlyDiffering)
      return [
        span('No AOR on which nodes differ. ', 'dim'),
        stage.keyOf('only-differing'),
        span(' shows all.', 'dim'),
      ];
    if (!knowsNodes(stage)) return noNodesRow(stage);
    const before = [span('  '), stage.keyOf('enter'), span(' shows what there was before.', 'dim')];
    if (!stage.isFiltered) return [span('No node is known to hold a contact.', 'dim'), ...before];
    return [
      span('No node holds a contact that goes with the filter. ', 'dim'),
      stage.keyOf('clear-filter'),
      span(' clears it.', 'dim'),
      ...before,
    ];
  }

  /** The selected contact stays selected where the user has come to it. */
  protected override place(page: Page): number | undefined {
    const row =
      this.position === 0 ? undefined : this.made instanceof MatrixPage && this.made.at(this.position);
    return row && page instanceof MatrixPage ? page.placeOf(row, this.position) : undefined;
  }

  private states(analysis: Analysis, found: AorState[]): Steps<readonly AorState[]> {
    const { session, filter, isFiltered } = this.stage;
    const matches = isFiltered ? rowFilter(filter, session.facts) : () => true;
    if (this.known?.analysis !== analysis) {
      this.known = { analysis, states: new KnownAorStates(analysis.contacts, analysis.context) };
    }
    return this.known.states.at(
      analysis.time,
      ({ aor, nodes, messages }) => matches({ aors: [aor], callIds: [], nodes: [...nodes.keys()], messages }),
      found,
    );
  }

  /** The time of the state. In a live capture it goes on while nothing comes in. */
  private now(): number {
    const { current, time } = this.stage.analyses;
    const state = current?.time ?? 0;
    return time === undefined ? this.clock.now(state) : state;
  }

  /** Time goes on by seconds from when a page was made: its rows need not be drawn anew in between. */
  private since(made: number): number {
    if (this.stage.analyses.time !== undefined || !this.clock.isRunning) return made;
    return Math.max(made, Math.floor(this.now() / 1e9) * 1e9);
  }

  private choose(column: number): void {
    this.column.choose(column, this.matrix?.nodes.length ?? 1);
  }

  /** Says so where there is no AOR that a key could be about. */
  private isNowhere(): boolean {
    if (this.matrix === undefined || this.matrix.length > 0) return false;
    this.stage.notify([
      span('No AOR is here  ', 'dim'),
      this.stage.keyOf('all-histories'),
      span(' shows what there was before'),
    ]);
    return true;
  }

  /** The AOR of the selected row at the chosen node. */
  private selectedPlace(): HistoryAbout | undefined {
    const row = this.matrix?.at(this.position);
    return row && historyOfRow(row, this.matrix?.nodes ?? [], this.column.at);
  }

  /** Opens the messages about the AOR that the node sent and received, from the first to the last. */
  private openMessages(): void {
    const { matrix } = this;
    const row = matrix?.at(this.position);
    const node = matrix?.nodes[this.column.at];
    if (row === undefined || node === undefined) return;
    this.stage.go('messages', aorFilter(row.state.aor, node.node));
  }

  /** Opens the registration of the contact, at the message that brought it to the selected node. */
  private openRegistration(): void {
    const { matrix } = this;
    const contact = matrix?.at(this.position)?.contact;
    if (contact === undefined) return;
    const there = contact.byNode.get(matrix?.nodes[this.column.at]?.node ?? -1) ?? contact.held;
    this.stage.openLadderOf(there.refreshed?.message ?? there.message, contact.held.version.callId);
  }

  private get matrix(): MatrixPage | undefined {
    return this.page instanceof MatrixPage ? this.page : undefined;
  }
}
