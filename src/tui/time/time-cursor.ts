import type { MessageId } from '../../ids.ts';
import type { Stage } from '../views/view.ts';
import { writtenStretch } from './time-filter.ts';
import type { TimeLayout } from './time-layout.ts';
import {
  bucketsOf,
  cursorStretch,
  cursorTime,
  FIRST_TIME,
  markedStretch,
  moveTo,
  type Stretch,
  type TimeModel,
  type TimeRoom,
} from './time-model.ts';

/** Where the user is in the time of the capture. The state that all views show goes along with it, and it with that. */
export class TimeCursor {
  private readonly stage: Stage;
  private readonly layout: () => Pick<TimeLayout, 'columns'>;
  private state: TimeModel = FIRST_TIME;
  /** The time whose state is shown, as far as the cursor has followed. */
  private asOf: number | undefined;

  constructor(stage: Stage, layout: () => Pick<TimeLayout, 'columns'>) {
    this.stage = stage;
    this.layout = layout;
  }

  get model(): TimeModel {
    return this.state;
  }

  /** Undefined while there is no message. */
  room(): TimeRoom | undefined {
    const { session } = this.stage;
    const { order, base } = session.tables;
    if (order.length === 0) return undefined;
    const first = session.timeOf(order.at(0) as MessageId);
    const last = session.timeOf(order.at(order.length - 1) as MessageId);
    return { first, last, columns: this.layout().columns, base: base.seconds };
  }

  /** The marked range, or else the column under the cursor; undefined if there is nothing. */
  get stretch(): Stretch | undefined {
    const room = this.room();
    return room && this.stretchIn(room);
  }

  stretchIn(room: TimeRoom): Stretch {
    return markedStretch(this.state, room) ?? cursorStretch(this.state, room);
  }

  /** A stretch as filters have it. */
  written(stretch: Stretch): string {
    const room = this.room();
    const unit = room === undefined ? 1 : bucketsOf(this.state, room).width;
    return writtenStretch(stretch, unit, this.stage.session, this.stage.settings);
  }

  /** Where all views show the state of an earlier time, they show that of the new place. */
  move(next: TimeModel): void {
    this.state = next;
    const room = this.room();
    const { stage } = this;
    if (room !== undefined && stage.analyses.time !== undefined) {
      stage.showTime(stateTime(cursorStretch(next, room)));
    }
  }

  /** A range begins here. */
  mark(room: TimeRoom): void {
    const here = cursorTime(this.state, room);
    this.state = { ...this.state, cursor: here, anchor: here };
  }

  unmark(): void {
    this.state = { ...this.state, anchor: undefined };
  }

  /** A time that was asked for elsewhere, as by `:at`, has the cursor. */
  goAlong(room: TimeRoom): void {
    const { time } = this.stage.analyses;
    if (time === this.asOf) return;
    this.asOf = time;
    if (time === undefined) return;
    const { from, to } = cursorStretch(this.state, room);
    if (time < from || time >= to) this.state = moveTo(this.state, time, room);
  }
}

/** The state after all that happened in a column; times are whole nanoseconds. */
export function stateTime({ to }: Stretch): number {
  return to - 1;
}
