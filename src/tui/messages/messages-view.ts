import type { MessageList } from '../../engine/message-list.ts';
import type { MessageId } from '../../ids.ts';
import { messageNumber } from '../../view/messages/message-number.ts';
import { type Row, rowText, span } from '../../view/text/styled-row.ts';
import type { ViewContext } from '../keys/binding.ts';
import type { Command } from '../keys/key-table.ts';
import type { Size } from '../model.ts';
import { paintRow } from '../terminal/paint-row.ts';
import type { Change, Searchable, Selection, Stage, View } from '../views/view.ts';
import { emptyListRows } from './empty-list.ts';
import { HeartbeatLine } from './heartbeat-line.ts';
import { ListRows } from './list-rows.ts';
import { ListedMessages } from './listed-messages.ts';
import { messagePanes } from './message-panes.ts';
import { hasRoomForDetails, layoutMessages, type MessagesLayout, showsDetails } from './messages-layout.ts';
import type { MessagesModel } from './messages-model.ts';
import { clickMessages, wheelMessages } from './messages-mouse.ts';
import { messagesSelection } from './messages-selection.ts';
import { placeRow } from './place-row.ts';

/** Every message, one a row, and the one that is looked into. */
export class MessagesView implements View {
  private readonly stage: Stage;
  private readonly listed: ListedMessages;
  private readonly listRows: ListRows;
  private readonly heartbeat: HeartbeatLine;

  constructor(stage: Stage) {
    this.stage = stage;
    this.listed = new ListedMessages(stage, () => this.body);
    this.listRows = new ListRows(stage);
    this.heartbeat = new HeartbeatLine(stage);
  }

  get isComing(): boolean {
    return this.listed.isComing;
  }

  get context(): ViewContext {
    return this.model.focus;
  }

  get list(): MessageList {
    return this.listed.list;
  }

  get model(): MessagesModel {
    return this.listed.model;
  }

  get hidden(): number {
    return this.listed.hidden;
  }

  get isFiltering(): boolean {
    return this.listed.isFiltering;
  }

  get unjudged(): number {
    return this.listed.unjudged;
  }

  get subject(): string {
    const { opened, focus } = this.model;
    return opened === undefined || focus === 'list' ? '' : messageNumber(this.listed.numberOf(opened.id));
  }

  get selection(): Selection | undefined {
    const { listed } = this;
    const id = listed.selected;
    return id === undefined
      ? undefined
      : messagesSelection(this.stage.session, listed.model, id, listed.numberOf(id));
  }

  get searchable(): Searchable | undefined {
    if (this.model.focus === 'bytes') return undefined;
    const { list, rows } = this.listed;
    // Messages, not rows: what is found in a burst opens it.
    return {
      length: list.length,
      position: rows.length === 0 ? 0 : rows.positionOf(this.model.position),
      text: (at) => rowText(this.listRows.rowAt(list, at, this.view(0, 0))),
      select: (at) => this.show(list.at(at)),
    };
  }

  status(): Row {
    return placeRow(this.model, this.listed);
  }

  command(command: Command): boolean {
    const { listed } = this;
    if (command === 'flow-ladder') {
      if (listed.selected !== undefined) this.stage.openLadderOf(listed.selected);
      return true;
    }
    if (command === 'leave-message' && this.model.led) this.stage.goBack();
    return this.isWithoutRoom(command) || this.isWithoutBurst(command) || listed.command(command);
  }

  /** Says so where there is nothing that the key could open or close. */
  private isWithoutBurst(command: Command): boolean {
    const isAbout = command === 'unfold' || command === 'fold';
    if (
      !isAbout ||
      this.model.focus !== 'list' ||
      this.listed.selected === undefined ||
      this.listed.isAtBurst
    )
      return false;
    this.stage.notify([
      span('No burst of sync packets is here  ', 'dim'),
      this.stage.keyOf('open'),
      span(' looks into the message'),
    ]);
    return true;
  }

  /** Says so where a key is about the message below the list, for which the screen is too small. */
  private isWithoutRoom(command: Command): boolean {
    const isAbout = command === 'details' || command === 'bytes-form';
    if (!isAbout || this.model.focus !== 'list' || hasRoomForDetails(this.body)) return false;
    this.stage.notify([
      span('No room for a message below the list  ', 'dim'),
      this.stage.keyOf('open'),
      span(' opens it'),
    ]);
    return true;
  }

  prepare(): void {
    this.listed.goAlong();
    if (showsDetails(this.body, this.model)) this.listed.open();
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
    const layout = layoutMessages(body, this.model);
    const panes = messagePanes(this.model, layout, body.columns, theme);
    if (layout.listRows === 0) return panes;
    const list = this.listPane(layout);
    while (list.length < body.rows - panes.length) list.push('');
    return [...list, ...panes];
  }

  renew(change: Change): void {
    if (change === 'filter') {
      this.listRows.reset();
      this.listed.refilter();
    }
    if (change === 'analysis' || change === 'settings') this.heartbeat.forget();
    this.listed.fit();
  }

  click(x: number, y: number, again: boolean): void {
    clickMessages(this.listed, this.body, { x, y }, again);
  }

  wheel(x: number, y: number, direction: 'up' | 'down'): boolean {
    return wheelMessages(this.listed, this.body, { x, y }, direction);
  }

  /** As `ListedMessages.judge`. */
  judge(budget: number): boolean {
    return this.listed.judge(budget);
  }

  /** As `ListedMessages.show`. */
  show(message: MessageId): boolean {
    return this.listed.show(message);
  }

  /** As `ListedMessages.lookInto`. */
  lookInto(led: boolean): void {
    this.listed.lookInto(led);
  }

  /** Whatever was looked into before, the list is what the user comes for. */
  showList(): void {
    this.listed.become({ ...this.model, focus: 'list', zoom: false, led: false });
    this.listed.fit();
  }

  /** Room for the panes: all but the line on the health of the clusters. */
  private get body(): Size {
    const { columns, rows } = this.stage.body;
    return { columns, rows: rows - this.heartbeatRows };
  }

  /** A message that has the screen for itself gets all of it. */
  private get heartbeatRows(): number {
    const whole = this.model.focus !== 'list' && layoutMessages(this.stage.body, this.model).listRows === 0;
    return whole ? 0 : this.heartbeat.height;
  }

  private listPane({ listRows: rows }: MessagesLayout): string[] {
    const { stage } = this;
    const { body, theme } = stage;
    const { list, rows: listed, hidden } = this.listed;
    if (list.length === 0) {
      return emptyListRows(stage, hidden).map((row) => paintRow(row, body.columns, theme));
    }
    const [heading = '', ...composed] = this.listRows.compose(listed, this.view(this.model.top, rows));
    return body.rows > 2 ? [heading, ...composed] : composed;
  }

  private view(top: number, rows: number) {
    const { timeMode, utc } = this.stage.settings;
    const { position, focus } = this.model;
    const width = this.stage.body.columns;
    return { width, top, rows, position, focused: focus === 'list', timeMode, utc };
  }
}
