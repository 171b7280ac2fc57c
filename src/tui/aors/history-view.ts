import type { ContactEffect } from '../../cluster/contacts/reports/contact-history.ts';
import { AorHistory } from '../../engine/analysis/aor-history.ts';
import type { MatrixNode } from '../../view/aors/aor-matrix.ts';
import { effectDetails } from '../../view/aors/effect-row.ts';
import { effectTexts } from '../../view/aors/effect-text.ts';
import { counted } from '../../view/text/counts.ts';
import { wrapWords } from '../../view/text/display-width.ts';
import { printable } from '../../view/text/printable.ts';
import { type Row, span } from '../../view/text/styled-row.ts';
import type { Command } from '../keys/key-table.ts';
import { detailRows, detailsTitle, withDetailsBelow } from '../views/details-below.ts';
import { PageView } from '../views/page-view.ts';
import type { Change, Selection, Stage } from '../views/view.ts';
import { aorFilter } from './aor-filter.ts';
import type { HistoryAbout } from './history-about.ts';
import { HistoryPage } from './history-page.ts';

/** Rows of the selected effect in full, where the screen has so many. */
const DETAILS = 6;

/** What happened to an AOR at a node, and by which messages, up to the time whose state is shown. */
export class HistoryView extends PageView {
  readonly context = 'history';
  private readonly about: HistoryAbout;
  private history: AorHistory;
  private until: number | undefined;
  private node: MatrixNode | undefined;
  /** Effects were told as of so many messages. */
  private told = -1;

  constructor(stage: Stage, about: HistoryAbout) {
    super(stage);
    this.about = about;
    this.node = about.node;
    this.until = stage.analyses.time;
    this.history = new AorHistory(stage.session, about.isAbout, about.users, this.until);
  }

  override get subject(): string {
    return `${this.about.title} › ${this.placeName}`;
  }

  override status(): Row {
    const { dropped } = this.history;
    const older = dropped === 0 ? [] : [span(`  ${counted(dropped, 'older one')} forgotten`, 'warning')];
    return [...super.status(), ...older];
  }

  /** Also while it is analysed, keys are for what it will show. */
  override get isComing(): boolean {
    return super.isComing || ((this.page?.length ?? 0) === 0 && this.history.share < 1);
  }

  override command(command: Command): boolean {
    switch (command) {
      case 'node-left':
      case 'node-right':
        this.choose(command === 'node-right' ? 1 : -1);
        return true;
      case 'history-message':
      case 'enter':
        this.openMessage();
        return true;
      case 'flow-ladder': {
        const { selected } = this;
        if (selected !== undefined) this.stage.openLadderOf(selected.message, selected.callId);
        return true;
      }
      case 'aor-messages':
        this.openMessages();
        return true;
      default:
        return super.command(command);
    }
  }

  /** The history is an analysis of its own. */
  override work(budget: number): boolean {
    if (this.until !== this.stage.analyses.time) this.beginAnew();
    const done = this.history.advance(budget) === 'end';
    if (this.history.position !== this.told) this.forget();
    return super.work(budget) && done;
  }

  override renew(change: Change): void {
    super.renew(change);
    if (change === 'settings') this.forget();
  }

  get selection(): Selection | undefined {
    const effect = this.selected;
    if (effect === undefined) return undefined;
    const messages = this.listed.flatMap(({ message }) => message ?? []);
    const { contact, aor } = effect;
    const [text, path] = [printable(contact), `contact of ${printable(aor)}`];
    return { messages: [...new Set(messages)], name: 'aor', text, path };
  }

  /** The selected effect in full, below the rows: on narrow screens they end before it is said. */
  override rows(): readonly string[] {
    const rows = super.rows();
    const { taken, width, selected } = this;
    if (taken === 0 || selected === undefined) return rows;
    const { ladderInput, settings } = this.stage;
    const texts = effectTexts(selected, ladderInput, settings.utc);
    const details = effectDetails(selected, texts).flatMap((row) => wrapWords(row, width));
    return withDetailsBelow(rows, [detailsTitle('', width), ...details], taken, this.stage);
  }

  protected override get taken(): number {
    return detailRows(this.stage, DETAILS);
  }

  protected make(): HistoryPage | undefined {
    const { ladderInput, settings } = this.stage;
    this.told = this.history.position;
    const { listed } = this;
    if (listed.length === 0 && this.history.share < 1 && this.until === undefined) return undefined;
    return new HistoryPage(listed, this.node !== undefined, ladderInput, settings.utc);
  }

  protected override empty(): Row {
    const { node } = this;
    if (node !== undefined && !this.history.covers(node.cluster, node.node)) {
      return [span(`${this.placeName} was not captured: nothing can be said of it.`, 'dim')];
    }
    if (node !== undefined)
      return [span(`Nothing was captured that happened to it at ${this.placeName}.`, 'dim')];
    const what = this.stage.isFiltered ? 'an AOR that goes with the filter' : 'any AOR';
    return [span(`Nothing was captured that happened to ${what}.`, 'dim')];
  }

  private get listed(): readonly ContactEffect[] {
    const { node } = this;
    const all = this.history.effects();
    if (node === undefined) return all;
    return all.filter((one) => one.node === node.node && one.cluster === node.cluster);
  }

  private get selected(): ContactEffect | undefined {
    return this.page instanceof HistoryPage ? this.page.effects[this.position] : undefined;
  }

  private get placeName(): string {
    if (this.node === undefined) return 'all nodes';
    const clusters = new Set(this.about.nodes.map(({ cluster }) => cluster));
    return `node ${clusters.size > 1 ? `${this.node.cluster}/` : ''}${this.node.node}`;
  }

  /** Moves to the next node; "all nodes" comes before the first one. */
  private choose(step: 1 | -1): void {
    const places = [undefined, ...this.about.nodes];
    const { node } = this;
    const at = places.findIndex((one) => one?.node === node?.node && one?.cluster === node?.cluster);
    this.node = places[Math.max(0, Math.min(places.length - 1, at + step))];
    this.forget();
    this.select(0);
  }

  private openMessage(): void {
    const message = this.selected?.message;
    if (message !== undefined) this.stage.openMessage(message);
    else if (this.selected !== undefined) this.stage.notify([span('No single message did this', 'dim')]);
  }

  /** All about the AOR of the selected row, at the node that is looked at; there may be some where nothing came of them. */
  private openMessages(): void {
    const aor = this.selected?.aor ?? this.about.aor;
    if (aor !== undefined) this.stage.go('messages', aorFilter(aor, this.node?.node));
  }

  private beginAnew(): void {
    const { session, analyses } = this.stage;
    this.until = analyses.time;
    this.history = new AorHistory(session, this.about.isAbout, this.about.users, this.until);
    this.told = -1;
  }
}
