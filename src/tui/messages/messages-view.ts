import type { MessageId } from '../../ids.ts';
import { grouped } from '../../view/counts.ts';
import { fieldValue } from '../../view/field-rows.ts';
import { printable } from '../../view/printable.ts';
import { type Row, rowText, span } from '../../view/styled-row.ts';
import type { ViewContext } from '../keys/binding.ts';
import type { Command } from '../keys/key-table.ts';
import { paintRow } from '../terminal/paint-row.ts';
import type { Change, Searchable, Selection, Stage, View } from '../views/view.ts';
import { emptyListRows } from './empty-list.ts';
import { ListRows } from './list-rows.ts';
import { messagePanes } from './message-panes.ts';
import { MessageSource } from './message-source.ts';
import { layoutMessages, type MessagesLayout, showsDetails } from './messages-layout.ts';
import { FIRST_MESSAGES, type MessagesModel } from './messages-model.ts';
import { openMessage } from './opened-message.ts';
import { selectedField } from './tree-pane.ts';
import { commandMessages, fitMessages, listChanged, messageOpened } from './update-messages.ts';

/** Milliseconds for a new filter before the screen is drawn: mostly it is done by then. */
const FIRST_SLICE = 25;

/** Every message, one a row, and the one that is looked into. */
export class MessagesView implements View {
  private readonly stage: Stage;
  private readonly source: MessageSource;
  private readonly listRows: ListRows;
  private state: MessagesModel = FIRST_MESSAGES;

  constructor(stage: Stage) {
    const { session, filter, settings, theme } = stage;
    this.stage = stage;
    this.source = new MessageSource(session, filter, settings.internal);
    this.listRows = new ListRows(session, theme);
  }

  get context(): ViewContext {
    return this.state.focus;
  }

  get model(): MessagesModel {
    return this.state;
  }

  /** Internal messages that would be shown if they were not hidden by default. */
  get hidden(): number {
    return this.source.hidden;
  }

  /** Messages still to be judged by the filter. */
  get unjudged(): number {
    return this.source.unjudged;
  }

  get subject(): string {
    const { opened, focus } = this.state;
    return opened === undefined || focus === 'list' ? '' : `message ${this.numberOf(opened.id)}`;
  }

  get selection(): Selection | undefined {
    const id = this.selected;
    if (id === undefined) return undefined;
    const name = `message-${this.numberOf(id)}`;
    const field = this.state.focus === 'list' ? undefined : selectedField(this.state);
    if (field !== undefined) {
      return { messages: [id], name, text: fieldValue(field.node) ?? '', path: field.path };
    }
    return { messages: [id], name, text: printable(this.stage.session.reader.text(id)), path: name };
  }

  get searchable(): Searchable | undefined {
    if (this.state.focus === 'bytes') return undefined;
    const { list } = this.source;
    return {
      length: list.length,
      position: this.state.position,
      text: (at) => rowText(this.listRows.rowAt(list, at, this.view(0, 0))),
      select: (at) => this.select(at),
    };
  }

  status(): Row {
    const { position, length, follow } = this.state;
    if (length === 0) return [];
    const place = span(`${grouped(position + 1)}/${grouped(length)}`, 'strong');
    return follow ? [place, span('  following', 'strong')] : [place];
  }

  command(command: Command): boolean {
    const before = this.state.position;
    const next = commandMessages(this.state, command, this.stage.body);
    if (next === undefined) return false;
    this.state = next;
    if (next.position !== before) this.source.select(next.position);
    // Keys that follow at once go to the message that was just opened.
    if (next.focus !== 'list') this.open();
    return true;
  }

  prepare(): void {
    if (showsDetails(this.stage.body, this.state)) this.open();
  }

  rows(): readonly string[] {
    const { body, theme } = this.stage;
    const layout = layoutMessages(body, this.state);
    const panes = messagePanes(this.state, layout, body.columns, theme);
    if (layout.listRows === 0) return panes;
    const list = this.listPane(layout);
    while (list.length < body.rows - panes.length) list.push('');
    return [...list, ...panes];
  }

  renew(change: Change): void {
    if (change === 'filter') {
      this.source.change(this.stage.filter, this.stage.settings.internal);
      this.listRows.reset();
      this.judge(FIRST_SLICE);
    }
    if (change === 'size') this.state = fitMessages(this.state, this.stage.body);
  }

  click(_x: number, y: number, again: boolean): void {
    const { listRows } = layoutMessages(this.stage.body, this.state);
    const at = this.state.top + y - 1;
    if (y < 1 || y > listRows || at >= this.state.length) return;
    if (again && at === this.state.position) this.command('open');
    else this.select(at);
  }

  /** Takes in what was read since, for about `budget` milliseconds; true where all of it was judged. */
  judge(budget: number): boolean {
    const { source } = this;
    const done = source.update(budget);
    const { length } = source.list;
    const position = source.positionOf(this.state.position);
    if (length !== this.state.length || position !== this.state.position) {
      this.state = listChanged(this.state, length, position, this.stage.body);
      if (this.state.follow) source.select(this.state.position);
    }
    return done;
  }

  /** False where the filter does not let the message through. */
  show(message: MessageId): boolean {
    const position = this.source.positionOfMessage(message);
    if (position === undefined) return false;
    this.select(position);
    return true;
  }

  private select(position: number): void {
    this.state = listChanged(
      { ...this.state, follow: false },
      this.source.list.length,
      position,
      this.stage.body,
    );
    this.source.select(position);
    if (this.state.focus !== 'list') this.open();
  }

  private get selected(): MessageId | undefined {
    const { list } = this.source;
    return this.state.position < list.length ? list.at(this.state.position) : undefined;
  }

  /** Reads the selected message, unless it is there already. */
  private open(): void {
    const id = this.selected;
    if (id === this.state.opened?.id) return;
    const { session, body } = this.stage;
    const message = id === undefined ? undefined : openMessage(session, id, this.numberOf(id));
    this.state = messageOpened(this.state, message, body);
  }

  private numberOf(id: MessageId): number {
    return this.stage.ladderInput.numbers.of(id);
  }

  private listPane({ listRows: rows }: MessagesLayout): string[] {
    const { session, body, theme } = this.stage;
    const { list, hidden } = this.source;
    if (list.length === 0) {
      const filtered = this.stage.isFiltered;
      return emptyListRows(session, filtered, hidden).map((row) => paintRow(row, body.columns, theme));
    }
    const [heading = '', ...composed] = this.listRows.compose(list, this.view(this.state.top, rows));
    return body.rows > 2 ? [heading, ...composed] : composed;
  }

  private view(top: number, rows: number) {
    const { timeMode, utc } = this.stage.settings;
    const { position, focus } = this.state;
    const width = this.stage.body.columns;
    return { width, top, rows, position, focused: focus === 'list', timeMode, utc };
  }
}
