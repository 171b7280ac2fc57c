import type { MessageId } from '../../ids.ts';
import { type Row, span } from '../../view/text/styled-row.ts';
import type { Occurrence } from '../../view/time/occurrences.ts';
import type { Command } from '../keys/key-table.ts';
import type { Place } from '../mouse/mouse-report.ts';
import { paintRow } from '../terminal/paint-row.ts';
import { mayHaveRows } from '../views/first-rows.ts';
import type { Change, Selection, Stage, View } from '../views/view.ts';
import { messagesIn } from './stretch-messages.ts';
import { TimeCounts } from './time-counts.ts';
import { TimeDetails } from './time-details.ts';
import { TimeEvents } from './time-events.ts';
import { withStretch, writtenStretch } from './time-filter.ts';
import { layoutTime, type TimeLayout } from './time-layout.ts';
import {
  bucketsOf,
  cursorColumn,
  cursorStretch,
  cursorTime,
  FIRST_TIME,
  markedColumns,
  markedStretch,
  moveTo,
  type Stretch,
  type TimeModel,
  type TimeRoom,
} from './time-model.ts';
import { brushed, columnAt, cursorTo, placeAt } from './time-mouse.ts';
import { movedBy } from './time-moves.ts';
import { type PictureAbout, TimePicture } from './time-picture.ts';
import { tellsMarks, titleRow } from './time-titles.ts';

/** Messages that a selection names. */
const MOST_SELECTED = 100_000;
/** Milliseconds before the screen is drawn: mostly all is counted by then. */
const FIRST_SLICE = 4;
/** As above, for the details of what is under the cursor; and steps that are done in any case. */
const FIRST_DETAILS = 1;
const FIRST_STEPS = 6;

/** A histogram of the whole capture, with a cursor that sets the time of all views. */
export class TimeView implements View {
  readonly context = 'time';
  readonly subject = '';
  readonly searchable = undefined;
  private readonly stage: Stage;
  private readonly counts: TimeCounts;
  private readonly events: TimeEvents;
  private readonly details: TimeDetails;
  private readonly picture: TimePicture;
  /** The time whose state is shown, as far as the cursor has followed. */
  private asOf: number | undefined;
  private readonly openedAt = performance.now();
  private state: TimeModel = FIRST_TIME;
  /** The cursor was in the column in which the button went down. */
  private wasHere = false;
  /** The mouse has been in another column since. */
  private pulled = false;
  /** What is shown has to be counted before the next frame. */
  private awaited = true;

  constructor(stage: Stage) {
    this.stage = stage;
    this.counts = new TimeCounts(stage.session);
    this.events = new TimeEvents(stage, this.counts);
    this.details = new TimeDetails(stage);
    this.picture = new TimePicture(this.counts);
  }

  get isComing(): boolean {
    return this.room() === undefined && mayHaveRows(this.stage, this.openedAt);
  }

  get model(): TimeModel {
    return this.state;
  }

  get selection(): Selection | undefined {
    const stretch = this.stretch;
    if (stretch === undefined) return undefined;
    const messages = messagesIn(this.stage.session.tables.order, stretch, MOST_SELECTED);
    const text = this.written(stretch);
    return { messages, name: `time-${text.replace(/[^\d.+]/g, '')}`, text: `time:${text}`, path: 'time' };
  }

  status(): Row {
    const stretch = this.stretch;
    if (stretch === undefined || this.state.anchor === undefined) return [];
    return [span('marked ', 'warning'), span(this.written(stretch), 'warning')];
  }

  command(command: Command): boolean {
    const room = this.room();
    if (room === undefined) return false;
    const next = this.moved(command, room);
    if (next !== undefined) {
      this.move(next);
      return true;
    }
    return this.act(command, room);
  }

  /** Also while it is not looked at nothing is lost: it counts from the beginning, in slices. */
  work(budget: number): boolean {
    const room = this.room();
    if (room === undefined) return true;
    const counted = this.counts.advance(this.stage.listed, bucketsOf(this.state, room), budget);
    this.picture.catchUp(this.seen(room));
    return this.details.advance(this.about(room), budget) && counted;
  }

  /** What the user has just moved to is counted at once; what comes in later is counted between frames. */
  prepare(): void {
    const room = this.room();
    if (room === undefined) return;
    this.goAlong(room);
    const buckets = bucketsOf(this.state, room);
    if (this.awaited || this.counts.isNew(this.stage.listed, buckets))
      this.counts.advance(this.stage.listed, buckets, FIRST_SLICE);
    this.awaited = false;
    const about = this.about(room);
    if (!this.details.knows(about)) this.details.advance(about, FIRST_DETAILS, FIRST_STEPS);
  }

  /** A time that was asked for elsewhere, as by `:at`, has the cursor. */
  private goAlong(room: TimeRoom): void {
    const { time } = this.stage.analyses;
    if (time === this.asOf) return;
    this.asOf = time;
    if (time === undefined) return;
    const { from, to } = cursorStretch(this.state, room);
    if (time < from || time >= to) this.state = moveTo(this.state, time, room);
  }

  /** The picture or the details were kept back, and are drawn anew even if nothing comes in. */
  get ticks(): boolean {
    if (this.picture.isResting) return true;
    const room = this.room();
    return room !== undefined && this.details.isStale(this.about(room));
  }

  rows(): readonly string[] {
    const { body, theme } = this.stage;
    const room = this.room();
    const rows = room === undefined ? [[span('Nothing was read yet.', 'dim')]] : this.made(room);
    return rows.slice(0, body.rows).map((row) => paintRow(row, body.columns, theme));
  }

  renew(change: Change): void {
    this.awaited ||= change !== 'analysis';
    if (change === 'analysis') this.events.forget();
    if (change !== 'size' && change !== 'settings') this.details.forget();
  }

  click(x: number, y: number): void {
    const room = this.room();
    if (room === undefined || placeAt({ x, y }, this.layout) === 'else') return;
    const column = columnAt(x, this.layout);
    // A second click is handled when the button is released, because it may begin a range.
    this.pulled = false;
    this.wasHere = column === cursorColumn(this.state, room);
    this.move(cursorTo(this.state, column, room));
  }

  /** Over the bars, a range is marked; along the axis, all views go along. */
  drag(from: Place, to: Place, isOver: boolean): void {
    const room = this.room();
    const place = placeAt(from, this.layout);
    if (room === undefined || place === 'else') return;
    const [first, last] = [columnAt(from.x, this.layout), columnAt(to.x, this.layout)];
    this.pulled ||= first !== last;
    if (this.pulled) {
      const pulled =
        place === 'axis' ? cursorTo(this.state, last, room) : brushed(this.state, first, last, room);
      this.move(pulled);
    } else if (isOver && place === 'bars' && this.wasHere) this.act('show-messages', room);
    if (isOver && place === 'axis') this.stage.showTime(stateTime(cursorStretch(this.state, room)));
  }

  /** Over bars and axis it changes how much of the time is seen, around the cursor. */
  wheel(x: number, y: number, direction: 'up' | 'down'): boolean {
    if (placeAt({ x, y }, this.layout) === 'else') return false;
    return this.command(direction === 'up' ? 'zoom-in' : 'zoom-out');
  }

  private moved(command: Command, room: TimeRoom): TimeModel | undefined {
    if (command === 'event-after') return this.toEvent(1, room);
    if (command === 'event-before') return this.toEvent(-1, room);
    return movedBy(command, this.state, room);
  }

  /** Applies a command that moves nothing. */
  private act(command: Command, room: TimeRoom): boolean {
    const { stage, state } = this;
    const here = cursorStretch(state, room);
    switch (command) {
      case 'brush':
        if (state.anchor !== undefined) this.filter();
        else this.state = { ...state, cursor: cursorTime(state, room), anchor: cursorTime(state, room) };
        return true;
      case 'show-messages':
        if (state.anchor !== undefined) this.filter();
        else this.showMessages(here);
        return true;
      case 'as-of':
        stage.showTime(stage.analyses.time === undefined ? stateTime(here) : undefined);
        return true;
      case 'leave-view':
        if (state.anchor === undefined) return false;
        this.state = { ...state, anchor: undefined };
        return true;
      default:
        return this.details.command(command, this.layout.details - 1);
    }
  }

  private move(next: TimeModel): void {
    this.state = next;
    this.details.top = 0;
    const room = this.room();
    const { stage } = this;
    if (room !== undefined && stage.analyses.time !== undefined) {
      stage.showTime(stateTime(cursorStretch(next, room)));
    }
  }

  private toEvent(direction: 1 | -1, room: TimeRoom): TimeModel {
    const { from, to } = cursorStretch(this.state, room);
    const time = this.events.next(bucketsOf(this.state, room), direction === 1 ? to : from, direction);
    if (time !== undefined) return moveTo(this.state, time, room);
    this.stage.notify([span(`No event ${direction === 1 ? 'after' : 'before'} this`, 'dim')]);
    return this.state;
  }

  private filter(): void {
    const stretch = this.stretch;
    if (stretch === undefined) return;
    this.state = { ...this.state, anchor: undefined };
    this.stage.applyFilter(withStretch(this.stage.filter, this.written(stretch)));
  }

  /** The first message there that the filter lets through. */
  private showMessages(stretch: Stretch): void {
    const { stage } = this;
    const [first] = messagesIn(stage.listed, stretch, 1);
    if (first !== undefined) stage.openMessage(first);
    else stage.notify([span('No message is shown at this time', 'warning')]);
  }

  /** The marked range, or else the column under the cursor; undefined if there is nothing. */
  private get stretch(): Stretch | undefined {
    const room = this.room();
    if (room === undefined) return undefined;
    return this.about(room);
  }

  private written(stretch: Stretch): string {
    const room = this.room();
    const unit = room === undefined ? 1 : bucketsOf(this.state, room).width;
    return writtenStretch(stretch, unit, this.stage.session, this.stage.settings);
  }

  private get layout(): TimeLayout {
    return layoutTime(this.stage.body, (one) => this.counts.occurs(one));
  }

  /** Undefined while there is no message. */
  private room(): TimeRoom | undefined {
    const { order, base } = this.stage.session.tables;
    if (order.length === 0) return undefined;
    const { session } = this.stage;
    const first = session.timeOf(order.at(0) as MessageId);
    const last = session.timeOf(order.at(order.length - 1) as MessageId);
    return { first, last, columns: this.layout.columns, base: base.seconds };
  }

  /** The stretch that the details describe. */
  private about(room: TimeRoom): Stretch {
    return markedStretch(this.state, room) ?? cursorStretch(this.state, room);
  }

  /** Everything that the picture depends on. */
  private seen(room: TimeRoom): PictureAbout {
    const { session, settings, body, analyses } = this.stage;
    const { layout, state } = this;
    const goesOn = !session.ended || analyses.percent < 100;
    const buckets = bucketsOf(state, room);
    const range = markedColumns(state, room);
    const { base } = session.tables;
    const scale = { base, start: room.first, utc: settings.utc, mode: settings.timeMode };
    const events = (): readonly Occurrence[] => this.events.of(buckets);
    const isZoomed = state.zoom !== undefined;
    return { room, buckets, layout, scale, events, goesOn, range, isZoomed, columns: body.columns };
  }

  private made(room: TimeRoom): readonly Row[] {
    const { state } = this;
    const seen = this.seen(room);
    const { buckets, layout, scale, columns } = seen;
    const picture = this.picture.withCursor(cursorColumn(state, room), seen);
    if (layout.details === 0) return picture;
    const here = this.about(room);
    const isMarked = markedStretch(state, room) !== undefined;
    return [
      ...picture,
      titleRow(here, buckets.width, scale, isMarked, columns, tellsMarks(picture[0] ?? [])),
      ...this.details.rows(here, this.picture.events, layout.bands, layout.details - 1),
    ];
  }
}

/** The state after all that happened in a column; times are whole nanoseconds. */
function stateTime({ to }: Stretch): number {
  return to - 1;
}
