import type { MessageList } from '../../engine/message-list.ts';
import type { MessageId } from '../../ids.ts';
import type { Command } from '../keys/key-table.ts';
import type { Size } from '../model.ts';
import { mayHaveRows } from '../views/first-rows.ts';
import type { Stage } from '../views/view.ts';
import type { FoldedList } from './folded-list.ts';
import { MessageSource } from './message-source.ts';
import { showsDetails } from './messages-layout.ts';
import { FIRST_MESSAGES, type MessagesModel } from './messages-model.ts';
import { openMessage } from './opened-message.ts';
import { commandMessages, fitMessages, listChanged, messageOpened, withContext } from './update-messages.ts';

/** Milliseconds for a new filter before the screen is drawn: mostly it is done by then. */
const FIRST_SLICE = 25;

/** Milliseconds for which keys wait for a new filter; after that, they are for what it has let through so far. */
const PATIENCE = 1000;

/** The messages that the filter lets through as they come, the one that is selected, and how it is looked at. */
export class ListedMessages {
  private readonly stage: Stage;
  /** The room that list and message have together. */
  private readonly room: () => Size;
  private readonly source: MessageSource;
  private state: MessagesModel = FIRST_MESSAGES;
  /** The time whose state is shown, as far as the list has followed. */
  private asOf: number | undefined;
  private filteredAt = performance.now();

  constructor(stage: Stage, room: () => Size) {
    const { session, filter, settings } = stage;
    this.stage = stage;
    this.room = room;
    this.source = new MessageSource(session, filter, settings.internal);
  }

  get model(): MessagesModel {
    return this.state;
  }

  /** All messages that the filter lets through. */
  get list(): MessageList {
    return this.source.list;
  }

  /** The same, a burst of sync packets as one. */
  get rows(): FoldedList {
    return this.source.rows;
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

  /** Keys have to wait: the messages that they are for are still being found. */
  get isComing(): boolean {
    if (this.source.isNew && performance.now() < this.filteredAt + PATIENCE) return true;
    return this.list.length === 0 && mayHaveRows(this.stage, this.filteredAt);
  }

  get selected(): MessageId | undefined {
    const { rows } = this.source;
    return this.state.position < rows.length ? rows.at(this.state.position) : undefined;
  }

  /** A burst of sync packets is selected, or a packet of one that is open. */
  get isAtBurst(): boolean {
    const { rows } = this.source;
    return this.state.position < rows.length && rows.fold(this.state.position) !== undefined;
  }

  /** Another filter applies. */
  refilter(): void {
    this.source.change(this.stage.filter, this.stage.settings.internal);
    this.filteredAt = performance.now();
    this.judge(FIRST_SLICE);
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
    this.state = listChanged(this.state, length, position, this.room());
    if (this.state.follow) source.select(this.state.position);
  }

  /** False where the command means nothing here. */
  command(command: Command): boolean {
    if (this.state.focus === 'list' && this.fold(command)) return true;
    const before = this.state.position;
    const next = commandMessages(this.state, command, this.room());
    if (next === undefined) return false;
    this.state = next;
    if (next.position !== before) this.source.select(next.position);
    // Keys that follow at once go to the message that was just opened.
    if (next.focus !== 'list') this.open();
    return true;
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

  /** Where all views show the state of an earlier time, the last message before it is selected. */
  goAlong(): void {
    const { time } = this.stage.analyses;
    if (time === this.asOf) return;
    this.asOf = time;
    if (time === undefined || this.list.length === 0) return;
    this.show(this.list.at(Math.max(0, this.list.positionOf(time + 1) - 1)));
  }

  /** Selects a message; false where the filter does not let it through. */
  show(message: MessageId): boolean {
    const row = this.source.reveal(message);
    if (row === undefined) return false;
    this.asOf = this.stage.analyses.time;
    const before = this.state;
    this.select(row);
    this.state = withContext(this.state, before, this.room());
    return true;
  }

  select(row: number): void {
    const { length } = this.source.rows;
    this.state = listChanged({ ...this.state, follow: false }, length, row, this.room());
    this.source.select(row);
    if (this.state.focus !== 'list') this.open();
  }

  /**
   * Opens the selected message where there is no room for it with the list; `led`: from there, back to where the user
   * came from.
   */
  lookInto(led: boolean): void {
    if (showsDetails(this.room(), this.state)) return;
    this.command('open');
    this.state = { ...this.state, led };
  }

  /** Reads the selected message, unless it is there already. */
  open(): void {
    const id = this.selected;
    if (id === this.state.opened?.id) return;
    const { session } = this.stage;
    const message = id === undefined ? undefined : openMessage(session, id, this.numberOf(id));
    this.state = messageOpened(this.state, message, this.room());
  }

  numberOf(id: MessageId): number {
    return this.stage.ladderInput.numbers.of(id);
  }

  /** Looks at the same messages in another way. */
  become(state: MessagesModel): void {
    this.state = state;
  }

  /** The room may have changed. */
  fit(): void {
    this.state = fitMessages(this.state, this.room());
  }
}
