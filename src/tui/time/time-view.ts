import { type Row, span } from '../../view/text/styled-row.ts';
import type { Occurrence } from '../../view/time/occurrences.ts';
import type { Command } from '../keys/key-table.ts';
import type { Place } from '../mouse/mouse-report.ts';
import { paintRow } from '../terminal/paint-row.ts';
import { mayHaveRows } from '../views/first-rows.ts';
import type { Change, Selection, Stage, View } from '../views/view.ts';
import { PaintedPicture } from './painted-picture.ts';
import { messagesIn } from './stretch-messages.ts';
import { TimeCounts } from './time-counts.ts';
import { stateTime, TimeCursor } from './time-cursor.ts';
import { TimeDetails } from './time-details.ts';
import { TimeEvents } from './time-events.ts';
import { withStretch } from './time-filter.ts';
import { layoutTime, type TimeLayout } from './time-layout.ts';
import {
  bucketsOf,
  cursorColumn,
  cursorStretch,
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
  private readonly painted = new PaintedPicture();
  private readonly cursor: TimeCursor;
  private readonly openedAt = performance.now();
  /** The cursor was in the column in which the button went down. */
  private wasHere = false;
  /** The mouse has been in another column since. */
  private pulled = false;
  /** What is shown has to be counted before the next frame. */
  private awaited = true;

  constructor(stage: Stage) {
    this.stage = stage;
    this.counts = new TimeCounts(stage.session);
    this.cursor = new TimeCursor(stage, () => this.layout);
    this.events = new TimeEvents(stage, this.counts);
    this.details = new TimeDetails(stage);
    this.picture = new TimePicture(this.counts);
  }

  get isComing(): boolean {
    return this.cursor.room() === undefined && mayHaveRows(this.stage, this.openedAt);
  }

  get model(): TimeModel {
    return this.cursor.model;
  }

  get selection(): Selection | undefined {
    const { stretch } = this.cursor;
    if (stretch === undefined) return undefined;
    const messages = messagesIn(this.stage.session.tables.order, stretch, MOST_SELECTED);
    const text = this.cursor.written(stretch);
    return { messages, name: `time-${text.replace(/[^\d.+]/g, '')}`, text: `time:${text}`, path: 'time' };
  }

  status(): Row {
    const { stretch } = this.cursor;
    if (stretch === undefined || this.model.anchor === undefined) return [];
    return [span('marked ', 'warning'), span(this.cursor.written(stretch), 'warning')];
  }

  command(command: Command): boolean {
    const room = this.cursor.room();
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
    const room = this.cursor.room();
    if (room === undefined) return true;
    const counted = this.counts.advance(this.stage.listed, bucketsOf(this.model, room), budget);
    this.picture.catchUp(this.seen(room));
    return this.details.advance(this.cursor.stretchIn(room), budget) && counted;
  }

  /** What the user has just moved to is counted at once; what comes in later is counted between frames. */
  prepare(): void {
    const room = this.cursor.room();
    if (room === undefined) return;
    this.cursor.goAlong(room);
    const buckets = bucketsOf(this.model, room);
    if (this.awaited || this.counts.isNew(this.stage.listed, buckets))
      this.counts.advance(this.stage.listed, buckets, FIRST_SLICE);
    this.awaited = false;
    const about = this.cursor.stretchIn(room);
    if (!this.details.knows(about)) this.details.advance(about, FIRST_DETAILS, FIRST_STEPS);
  }

  /** The picture or the details were kept back, and are drawn anew even if nothing comes in. */
  get ticks(): boolean {
    if (this.picture.isResting) return true;
    const room = this.cursor.room();
    return room !== undefined && this.details.isStale(this.cursor.stretchIn(room));
  }

  rows(): readonly string[] {
    const { body, theme, session } = this.stage;
    const room = this.cursor.room();
    const none = session.ended ? 'No SIP and no BIN message to draw.' : 'Nothing was read yet.';
    if (room === undefined) return [paintRow([span(none, 'dim')], body.columns, theme)];
    const seen = this.seen(room);
    const picture = this.picture.shown(seen);
    const column = seen.layout.left + cursorColumn(this.model, room);
    const below = this.below(picture, seen).map((row) => paintRow(row, body.columns, theme));
    return [...this.painted.rows(picture, column, body.columns, theme), ...below].slice(0, body.rows);
  }

  renew(change: Change): void {
    this.awaited ||= change !== 'analysis';
    if (change === 'analysis') this.events.forget();
    if (change !== 'size' && change !== 'settings') this.details.forget();
  }

  click(x: number, y: number): void {
    const room = this.cursor.room();
    if (room === undefined || placeAt({ x, y }, this.layout) === 'else') return;
    const column = columnAt(x, this.layout);
    // A second click is handled when the button is released, because it may begin a range.
    this.pulled = false;
    this.wasHere = column === cursorColumn(this.model, room);
    this.move(cursorTo(this.model, column, room));
  }

  /** Over the bars, a range is marked; along the axis, all views go along. */
  drag(from: Place, to: Place, isOver: boolean): void {
    const room = this.cursor.room();
    const place = placeAt(from, this.layout);
    if (room === undefined || place === 'else') return;
    const [first, last] = [columnAt(from.x, this.layout), columnAt(to.x, this.layout)];
    this.pulled ||= first !== last;
    if (this.pulled) {
      const pulled =
        place === 'axis' ? cursorTo(this.model, last, room) : brushed(this.model, first, last, room);
      this.move(pulled);
    } else if (isOver && place === 'bars' && this.wasHere) this.act('show-messages', room);
    if (isOver && place === 'axis') this.stage.showTime(stateTime(cursorStretch(this.model, room)));
  }

  /** Over bars and axis it changes how much of the time is seen, around the cursor. */
  wheel(x: number, y: number, direction: 'up' | 'down'): boolean {
    if (placeAt({ x, y }, this.layout) === 'else') return false;
    return this.command(direction === 'up' ? 'zoom-in' : 'zoom-out');
  }

  private moved(command: Command, room: TimeRoom): TimeModel | undefined {
    if (command === 'event-after') return this.toEvent(1, room);
    if (command === 'event-before') return this.toEvent(-1, room);
    return movedBy(command, this.model, room);
  }

  /** Applies a command that moves nothing. */
  private act(command: Command, room: TimeRoom): boolean {
    const { stage, model: state } = this;
    const here = cursorStretch(state, room);
    switch (command) {
      case 'brush':
        if (state.anchor !== undefined) this.filter();
        else this.cursor.mark(room);
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
        this.cursor.unmark();
        return true;
      default:
        return this.details.command(command, this.layout.details - 1);
    }
  }

  private move(next: TimeModel): void {
    this.cursor.move(next);
    this.details.top = 0;
  }

  private toEvent(direction: 1 | -1, room: TimeRoom): TimeModel {
    const { from, to } = cursorStretch(this.model, room);
    const time = this.events.next(bucketsOf(this.model, room), direction === 1 ? to : from, direction);
    if (time !== undefined) return moveTo(this.model, time, room);
    this.stage.notify([span(`No event ${direction === 1 ? 'after' : 'before'} this`, 'dim')]);
    return this.model;
  }

  private filter(): void {
    const { stretch } = this.cursor;
    if (stretch === undefined) return;
    this.cursor.unmark();
    this.stage.applyFilter(withStretch(this.stage.filter, this.cursor.written(stretch)));
  }

  /** The first message there that the filter lets through. */
  private showMessages(stretch: Stretch): void {
    const { stage } = this;
    const [first] = messagesIn(stage.listed, stretch, 1);
    if (first !== undefined) stage.listMessage(first);
    else stage.notify([span('No message is shown at this time', 'warning')]);
  }

  private get layout(): TimeLayout {
    return layoutTime(this.stage.body, (one) => this.counts.occurs(one));
  }

  /** Everything that the picture depends on. */
  private seen(room: TimeRoom): PictureAbout {
    const { session, settings, body, analyses } = this.stage;
    const { layout, model: state } = this;
    const goesOn = !session.ended || analyses.percent < 100;
    const buckets = bucketsOf(state, room);
    const range = markedColumns(state, room);
    const { base } = session.tables;
    const scale = { base, start: room.first, utc: settings.utc, mode: settings.timeMode };
    const events = (): readonly Occurrence[] => this.events.of(buckets);
    const isZoomed = state.zoom !== undefined;
    return { room, buckets, layout, scale, events, goesOn, range, isZoomed, columns: body.columns };
  }

  /** What is under the cursor. */
  private below(picture: readonly Row[], seen: PictureAbout): readonly Row[] {
    const { room, buckets, layout, scale, columns } = seen;
    if (layout.details === 0) return [];
    const here = this.cursor.stretchIn(room);
    const isMarked = markedStretch(this.model, room) !== undefined;
    return [
      titleRow(here, buckets.width, scale, isMarked, columns, tellsMarks(picture[0] ?? [])),
      ...this.details.rows(here, this.picture.events, layout.bands, layout.details - 1),
    ];
  }
}
