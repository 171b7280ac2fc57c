import type { MessageList } from '../../engine/message-list.ts';
import type { MessageId } from '../../ids.ts';
import { messageNumber } from '../../view/messages/message-number.ts';
import { type Row, rowText, span } from '../../view/text/styled-row.ts';
import type { ViewContext } from '../keys/binding.ts';
import type { Command } from '../keys/key-table.ts';
import type { Size } from '../model.ts';
import { WHEEL_ROWS } from '../mouse/mouse-control.ts';
import { paintRow } from '../terminal/paint-row.ts';
import { mayHaveRows } from '../views/first-rows.ts';
import { clamp } from '../views/scrolling.ts';
import type { Change, Searchable, Selection, Stage, View } from '../views/view.ts';
import { emptyListRows } from './empty-list.ts';
import { HeartbeatLine } from './heartbeat-line.ts';
import { ListRows } from './list-rows.ts';
import { messagePanes } from './message-panes.ts';
import { MessageSource } from './message-source.ts';
import { hasRoomForDetails, layoutMessages, type MessagesLayout, showsDetails } from './messages-layout.ts';
import { FIRST_MESSAGES, type MessagesModel } from './messages-model.ts';
import { messagesSelection } from './messages-selection.ts';
import { openMessage } from './opened-message.ts';
import { paneAt } from './pane-mouse.ts';
import { placeRow } from './place-row.ts';
import {
  commandMessages,
  fitMessages,
  listChanged,
  messageClicked,
  messageOpened,
  messageWheeled,
  withContext,
} from './update-messages.ts';

/** Milliseconds for a new filter before the screen is drawn: mostly it is done by then. */
const FIRST_SLICE = 25;

/** Milliseconds for which keys wait for a new filter; after that, they are for what it has let through so far. */
const PATIENCE = 1000;

/** Every message, one a row, and the one that is looked into. */
export class MessagesView implements View {
  private readonly stage: Stage;
  private readonly source: MessageSource;
  private readonly listRows: ListRows;
  private readonly heartbeat: HeartbeatLine;
  private state: MessagesModel = FIRST_MESSAGES;
  /** The time whose state is shown, as far as the list has followed. */
  private asOf: number | undefined;
  private filteredAt = performance.now();

  constructor(stage: Stage) {
    const { session, filter, settings } = stage;
    this.stage = stage;
    this.source = new MessageSource(session, filter, settings.internal);
    this.listRows = new ListRows(stage);
    this.heartbeat = new HeartbeatLine(stage);
  }

  get isComing(): boolean {
    if (this.source.isNew && performance.now() < this.filteredAt + PATIENCE) return true;
    return this.list.length === 0 && mayHaveRows(this.stage, this.filteredAt);
  }

  get context(): ViewContext {
    return this.state.focus;
  }

  /** All messages that the filter lets through. */
  get list(): MessageList {
    return this.source.list;
  }

  get model(): MessagesModel {
    return this.state;
  }

  /** Internal messages that would be shown if they were not hidden by default. */
  get hidden(): number {
    return this.source.hidden;
  }

  /** Another filter was applied, and what had been read by then is not judged yet. */
  get isFiltering(): boolean {
    return this.source.isNew;
  }

  /** Messages still to be judged by the filter. */
  get unjudged(): number {
    return this.source.unjudged;
  }

  get subject(): string {
    const { opened, focus } = this.state;
    return opened === undefined || focus === 'list' ? '' : messageNumber(this.numberOf(opened.id));
  }

  get selection(): Selection | undefined {
    const id = this.selected;
    return id === undefined
      ? undefined
      : messagesSelection(this.stage.session, this.state, id, this.numberOf(id));
  }

  get searchable(): Searchable | undefined {
    if (this.state.focus === 'bytes') return undefined;
    const { list, rows } = this.source;
    // Messages, not rows: what is found in a burst opens it.
    return {
      length: list.length,
      position: rows.length === 0 ? 0 : rows.positionOf(this.state.position),
      text: (at) => rowText(this.listRows.rowAt(list, at, this.view(0, 0))),
      select: (at) => this.show(list.at(at)),
    };
  }

  status(): Row {
    return placeRow(this.state, this.source);
  }

  command(command: Command): boolean {
    if (command === 'flow-ladder') {
      if (this.selected !== undefined) this.stage.openLadderOf(this.selected);
      return true;
    }
    if (this.state.focus === 'list' && this.fold(command)) return true;
    if (command === 'leave-message' && this.state.led) this.stage.goBack();
    if (this.isWithoutRoom(command)) return true;
    const before = this.state.position;
    const next = commandMessages(this.state, command, this.body);
    if (next === undefined) return false;
    this.state = next;
    if (next.position !== before) this.source.select(next.position);
    // Keys that follow at once go to the message that was just opened.
    if (next.focus !== 'list') this.open();
    return true;
  }

  /** Says so where a key is about the message below the list, for which the screen is too small. */
  private isWithoutRoom(command: Command): boolean {
    const isAbout = command === 'details' || command === 'bytes-form';
    if (!isAbout || this.state.focus !== 'list' || hasRoomForDetails(this.body)) return false;
    this.stage.notify([
      span('No room for a message below the list  ', 'dim'),
      this.stage.keyOf('open'),
      span(' opens it'),
    ]);
    return true;
  }

  prepare(): void {
    this.goAlong();
    if (showsDetails(this.body, this.state)) this.open();
  }

  /** Where all views show the state of an earlier time, the last message before it is selected. */
  private goAlong(): void {
    const { time } = this.stage.analyses;
    if (time === this.asOf) return;
    this.asOf = time;
    if (time === undefined || this.list.length === 0) return;
    this.show(this.list.at(Math.max(0, this.list.positionOf(time + 1) - 1)));
  }

  rows(): readonly string[] {
    const { theme } = this.stage;
    const { body, heartbeat } = this;
    const rows = this.panes(body);
    if (this.heartbeatRows === 0) return rows;
    const blank = Array.from({ length: body.rows - rows.length }, () => '');
    return [
      ...rows,
      ...blank,
      paintRow([span(' '), ...heartbeat.rowIn(body.columns - 1)], body.columns, theme),
    ];
  }

  private panes(body: Size): readonly string[] {
    const { theme } = this.stage;
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
      this.filteredAt = performance.now();
      this.judge(FIRST_SLICE);
    }
    if (change === 'analysis' || change === 'settings') this.heartbeat.forget();
    this.state = fitMessages(this.state, this.body);
  }

  click(x: number, y: number, again: boolean): void {
    const place = paneAt(this.state, this.body, { x, y });
    if (place !== undefined) {
      this.state = messageClicked(this.state, place, this.body);
      return;
    }
    const { listRows } = layoutMessages(this.body, this.state);
    const at = this.state.top + y - 1;
    if (y < 1 || y > listRows || at >= this.state.length) return;
    const isSelected = at === this.state.position && this.state.focus === 'list';
    this.state = { ...this.state, focus: 'list' };
    if (again && isSelected) this.command('open');
    else this.select(at);
  }

  wheel(x: number, y: number, direction: 'up' | 'down'): boolean {
    const place = paneAt(this.state, this.body, { x, y });
    if (place === undefined) return this.wheelList(y, direction);
    for (let row = 0; row < WHEEL_ROWS; row++)
      this.state = messageWheeled(this.state, place, direction, this.body);
    return true;
  }

  /** Over the list, it moves there, though the keys are for the message below. */
  private wheelList(y: number, direction: 'up' | 'down'): boolean {
    const { focus, position, length } = this.state;
    if (focus === 'list' || y > layoutMessages(this.body, this.state).listRows) return false;
    this.select(clamp(position + (direction === 'down' ? WHEEL_ROWS : -WHEEL_ROWS), 0, length - 1));
    return true;
  }

  /** Judges messages that were read since, for about `budget` milliseconds; true if all of them are judged. */
  judge(budget: number): boolean {
    const done = this.source.update(budget);
    this.rowsChanged();
    return done;
  }

  private rowsChanged(): void {
    const { source } = this;
    const { length } = source.rows;
    const position = source.rowOf(this.state.position);
    if (length === this.state.length && position === this.state.position) return;
    this.state = listChanged(this.state, length, position, this.body);
    if (this.state.follow) source.select(this.state.position);
  }

  /** Opens or closes a burst of sync packets; false where the command means something else. */
  private fold(command: Command): boolean {
    const { rows } = this.source;
    const { position } = this.state;
    const fold = position < rows.length ? rows.fold(position) : undefined;
    const closed = fold !== undefined && !fold.open;
    if (command === 'unfold' || (command === 'open' && closed)) rows.open(position);
    else if (command === 'fold') {
      const row = rows.close(position);
      if (row !== position) this.source.select(row);
    } else return false;
    this.rowsChanged();
    return true;
  }

  /** False where the filter does not let the message through. */
  show(message: MessageId): boolean {
    const row = this.source.reveal(message);
    if (row === undefined) return false;
    this.asOf = this.stage.analyses.time;
    const before = this.state;
    this.select(row);
    this.state = withContext(this.state, before, this.body);
    return true;
  }

  /** Opens the selected message where there is no room for it with the list; `led`: from there, back to where the user came from. */
  lookInto(led: boolean): void {
    if (showsDetails(this.body, this.state)) return;
    this.command('open');
    this.state = { ...this.state, led };
  }

  /** Whatever was looked into before, the list is what the user comes for. */
  showList(): void {
    this.state = fitMessages({ ...this.state, focus: 'list', zoom: false, led: false }, this.body);
  }

  private select(position: number): void {
    this.state = listChanged({ ...this.state, follow: false }, this.source.rows.length, position, this.body);
    this.source.select(position);
    if (this.state.focus !== 'list') this.open();
  }

  /** Room for the panes: all but the line on the health of the clusters. */
  private get body(): Size {
    const { columns, rows } = this.stage.body;
    return { columns, rows: rows - this.heartbeatRows };
  }

  /** A message that has the screen for itself gets all of it. */
  private get heartbeatRows(): number {
    const whole = this.state.focus !== 'list' && layoutMessages(this.stage.body, this.state).listRows === 0;
    return whole ? 0 : this.heartbeat.height;
  }

  private get selected(): MessageId | undefined {
    const { rows } = this.source;
    return this.state.position < rows.length ? rows.at(this.state.position) : undefined;
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
    const { stage } = this;
    const { body, theme } = stage;
    const { list, rows: listed, hidden } = this.source;
    if (list.length === 0) {
      return emptyListRows(stage, hidden).map((row) => paintRow(row, body.columns, theme));
    }
    const [heading = '', ...composed] = this.listRows.compose(listed, this.view(this.state.top, rows));
    return body.rows > 2 ? [heading, ...composed] : composed;
  }

  private view(top: number, rows: number) {
    const { timeMode, utc } = this.stage.settings;
    const { position, focus } = this.state;
    const width = this.stage.body.columns;
    return { width, top, rows, position, focused: focus === 'list', timeMode, utc };
  }
}
