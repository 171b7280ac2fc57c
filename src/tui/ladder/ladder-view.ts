import type { Flow } from '../../flows/flow.ts';
import type { MessageId } from '../../ids.ts';
import { counted } from '../../view/counts.ts';
import type { LadderEntry } from '../../view/ladder.ts';
import { type Row, span } from '../../view/styled-row.ts';
import type { Command } from '../keys/key-table.ts';
import { paintBeside, paintRow } from '../terminal/paint-row.ts';
import type { Page } from '../views/page.ts';
import { PageView } from '../views/page-view.ts';
import { scrollTo } from '../views/scrolling.ts';
import type { Change, Selection } from '../views/view.ts';
import { LadderPage, NO_LADDER } from './ladder-page.ts';
import { MessagePane, PANE_FORMS, type PaneForm, type PaneRows } from './message-pane.ts';

/** From this width on, the message stands beside the ladder. */
const WIDE = 110;
/** Share of the screen that the ladder keeps. */
const LADDER_SHARE = 0.58;
/** Messages that are compared. */
const TWO = 2;

/** SIP and replication of one or several flows between their endpoints, and one message of them. */
export class LadderView extends PageView {
  readonly context = 'ladder';
  private flows: readonly Flow[] = [];
  private marked: readonly MessageId[] = [];
  private form: PaneForm = 'fields';
  private hasPane = true;
  /** The field or line of the message that the user has come to. */
  private line = 0;
  private wanted: MessageId | undefined;
  private foldNodes = true;
  /** Column to begin with. */
  private first = 0;
  private readonly pane: MessagePane;

  constructor(stage: PageView['stage']) {
    super(stage);
    this.pane = new MessagePane(stage.session);
  }

  /** Shows these flows from now on. */
  open(flows: readonly Flow[]): void {
    this.flows = flows;
    this.marked = [];
    this.line = 0;
    this.first = 0;
    this.forget();
    this.select(0);
  }

  override get subject(): string {
    const [first, ...others] = this.flows;
    if (first === undefined) return '';
    if (others.length > 2) return `${counted(this.flows.length, 'flow')}`;
    return this.flows.map(({ kind, id }) => `${kind} ${id}`).join(', ');
  }

  override command(command: Command): boolean {
    switch (command) {
      case 'enter':
        if (this.message !== undefined) this.stage.openMessage(this.message);
        return true;
      case 'mark-message':
        this.mark();
        return true;
      case 'clear-messages':
        this.marked = [];
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
        this.hasPane = !this.hasPane;
        this.forgetRows();
        return true;
      case 'pane-form':
        this.form = PANE_FORMS[(PANE_FORMS.indexOf(this.form) + 1) % PANE_FORMS.length] ?? 'fields';
        return true;
      case 'pane-down':
      case 'pane-up':
        this.line = Math.max(0, this.line + (command === 'pane-down' ? 1 : -1));
        return true;
      default:
        return super.command(command);
    }
  }

  override renew(change: Change): void {
    if (change === 'analysis') this.findAgain();
    // Another width has other rows.
    if (change === 'size') this.forgetRows();
    super.renew(change);
  }

  override rows(): readonly string[] {
    const ladder = super.rows();
    const { message } = this;
    if (!this.showsPane || message === undefined) return ladder;
    const { body, theme } = this.stage;
    const width = body.columns - this.width - 1;
    const pane = this.paneRows(message, width - 1);
    const height = body.rows - 1;
    const top =
      pane.cursor < 0
        ? Math.min(this.line, Math.max(0, pane.rows.length - height))
        : scrollTo(0, pane.cursor, height, pane.rows.length);
    const rows = [pane.title, ...pane.rows.slice(top, top + height)].map((row, at) => {
      const selected = this.form === 'fields' && pane.cursor >= 0 && at > 0 && top + at - 1 === pane.cursor;
      return paintRow([span(' '), ...row], width, theme, selected ? 'resting' : 'none');
    });
    return Array.from({ length: body.rows }, (_, at) =>
      paintBeside(ladder[at] ?? '', rows[at] ?? '', this.width, theme),
    );
  }

  get selection(): Selection | undefined {
    const messages = [...new Set(this.flows.flatMap((flow) => [...flow.messages, ...flow.replication]))];
    if (messages.length === 0) return undefined;
    const { session } = this.stage;
    messages.sort((a, b) => session.timeOf(a) - session.timeOf(b) || a - b);
    const name = this.flows.map(({ id }) => id).join('-');
    return { messages, name, text: this.flows[0]?.callIds[0] ?? name, path: 'Call-ID' };
  }

  protected override get width(): number {
    const { columns } = this.stage.body;
    return this.showsPane ? Math.floor(columns * LADDER_SHARE) : columns;
  }

  protected make(): Page {
    if (this.flows.length === 0) return NO_LADDER;
    const isMarked = (id: MessageId): boolean => this.marked.includes(id);
    return new LadderPage(this.stage.ladderInput, this.flows, {
      width: this.width,
      isMarked,
      foldNodes: this.foldNodes,
      first: this.first,
    });
  }

  protected override place(page: Page): number | undefined {
    const { wanted } = this;
    this.wanted = undefined;
    return wanted !== undefined && page instanceof LadderPage ? page.rowOf(wanted) : undefined;
  }

  override status(): Row {
    const status = super.status();
    if (!(this.page instanceof LadderPage)) return status;
    const { left, right } = this.page.outside(this.width);
    const more = [left > 0 ? `${left} columns to the left` : '', right > 0 ? `${right} to the right` : ''];
    const hidden = more.filter((text) => text !== '').join(', ');
    return [
      ...status,
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

  private get showsPane(): boolean {
    return this.hasPane && this.flows.length > 0 && this.stage.body.columns >= WIDE;
  }

  private paneRows(message: MessageId, width: number): PaneRows {
    const { numbers } = this.stage.ladderInput;
    const [left, right] = this.marked;
    if (left !== undefined && right !== undefined) {
      const title: Row = [span(`${numbers.of(left)} and ${numbers.of(right)}: differences first`, 'heading')];
      return this.pane.comparison(left, right, title, width);
    }
    const title: Row = [span(`message ${numbers.of(message)}`, 'heading'), span(`  ${this.form} (x)`, 'dim')];
    return this.pane.message(message, title, this.form, this.line, width);
  }

  /** The third one takes the place of the first. */
  private mark(): void {
    const { message } = this;
    if (message === undefined) return;
    this.marked = this.marked.includes(message)
      ? this.marked.filter((one) => one !== message)
      : [...this.marked, message].slice(-TWO);
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
      if (row === undefined) this.stage.openMessage(other);
      else this.select(row);
    }
  }

  /** The same flows in the analysis as it is now: they may have grown. */
  private findAgain(): void {
    const flows = this.stage.analyses.current?.flows.flows();
    if (flows === undefined || this.flows.length === 0) return;
    const names = new Set(this.flows.map(nameOf));
    const found = flows.filter((flow) => names.has(nameOf(flow)));
    if (found.length > 0) this.flows = found;
    this.forgetRows();
  }

  private forgetRows(): void {
    this.wanted = this.made instanceof LadderPage ? this.made.messageAt(this.position) : this.wanted;
    this.forget();
  }

  private get entry(): LadderEntry | undefined {
    return this.page instanceof LadderPage ? this.page.entryAt(this.position) : undefined;
  }

  private get message(): MessageId | undefined {
    return this.entry?.id;
  }
}

function nameOf({ name, start }: Flow): string {
  return `${start} ${name}`;
}
