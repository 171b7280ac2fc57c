import type { MessageId } from '../../ids.ts';
import type { Steps } from '../../tables/steps.ts';
import { type Row, span } from '../../view/text/styled-row.ts';
import type { Occurrence } from '../../view/time/occurrences.ts';
import { countRows, countStretch, type StretchCounts } from '../../view/time/stretch-summary.ts';
import { scaleLabel } from '../../view/time/time-scale.ts';
import type { Band } from '../../view/time/traffic-classes.ts';
import type { Command } from '../keys/key-table.ts';
import { clamp, rowsOf } from '../views/scrolling.ts';
import type { Stage } from '../views/view.ts';
import { BegunFlows } from './begun-flows.ts';
import type { Stretch } from './time-model.ts';

/** What is known about a stretch of time. */
interface Findings {
  readonly about: Stretch;
  readonly counts: StretchCounts;
  readonly flows: Row;
  /** Identifies the data that it was counted from. */
  readonly state: string;
}

/** The parts of the program that details depend on. */
export type DetailsStage = Pick<Stage, 'session' | 'settings' | 'body' | 'analyses'>;

/** While more comes in, counting again is followed by a rest that is so many times as long. */
const REST = 4;

/** The content of a stretch of time: events, registrations, messages by kind. Counted in slices. */
export class TimeDetails {
  /** First row on the screen. */
  top = 0;
  private readonly stage: DetailsStage;
  private readonly flows: BegunFlows;
  private found: Findings | undefined;
  private told: { readonly found: Findings; readonly key: string; readonly rows: readonly Row[] } | undefined;
  private finding: { readonly about: Stretch; readonly steps: Steps<Findings> } | undefined;
  /** Grows where messages mean something else. */
  private revision = 0;
  private spent = 0;
  private restsUntil = 0;
  private length = 0;

  constructor(stage: DetailsStage) {
    this.stage = stage;
    this.flows = new BegunFlows(stage.analyses);
  }

  rows(
    stretch: Stretch,
    events: readonly Occurrence[],
    bands: readonly Band[],
    height: number,
  ): readonly Row[] {
    const { session, settings } = this.stage;
    const { base, order } = session.tables;
    const scale = {
      base,
      start: session.timeOf(order.at(0) as MessageId),
      utc: settings.utc,
      mode: settings.timeMode,
    };
    const rows: Row[] = events
      .filter(({ time }) => time >= stretch.from && time < stretch.to)
      .map(({ time, text, style }) => [span(`${scaleLabel(time, 1e6, scale)} `, 'dim'), span(text, style)]);
    rows.push(...this.countedRows(stretch, bands));
    this.length = rows.length;
    this.top = clamp(this.top, 0, Math.max(0, rows.length - height));
    return rows.slice(this.top, this.top + Math.max(0, height));
  }

  command(command: Command, height: number): boolean {
    const rows = rowsOf(command, height, this.length);
    if (rows === undefined) return false;
    this.top = clamp(this.top + rows, 0, Math.max(0, this.length - height));
    return true;
  }

  /** More was read, or something else is shown. */
  forget(): void {
    this.revision++;
    this.flows.forget();
  }

  /** There is something to be told of this stretch, be it out of date. */
  knows(stretch: Stretch): boolean {
    return isSame(this.found?.about, stretch);
  }

  /** The details of this stretch are out of date, and wait for the end of their rest. */
  isStale(stretch: Stretch): boolean {
    return this.knows(stretch) && this.found?.state !== this.stateOf(stretch);
  }

  /** Counts for about `budget` milliseconds, at least so many steps; true where that has to be all for now. */
  advance(stretch: Stretch, budget: number, leastSteps = 1): boolean {
    const begun = performance.now();
    if (this.knows(stretch)) {
      if (!this.isStale(stretch)) return true;
      if (this.mayRest && begun < this.restsUntil) return true;
    }
    if (this.finding === undefined || !isSame(this.finding.about, stretch)) {
      this.finding = { about: stretch, steps: this.find(stretch) };
      this.spent = 0;
    }
    const done = this.goOn(this.finding.steps, begun + budget, leastSteps);
    const now = performance.now();
    this.spent += now - begun;
    if (done) this.restsUntil = now + REST * this.spent;
    return done && !this.isStale(stretch);
  }

  private goOn(steps: Steps<Findings>, until: number, leastSteps: number): boolean {
    for (let count = 0; count < leastSteps || performance.now() < until; count++) {
      const step = steps.next();
      if (step.done !== true) continue;
      this.found = step.value;
      this.finding = undefined;
      return true;
    }
    return false;
  }

  private *find(about: Stretch): Steps<Findings> {
    const state = this.stateOf(about);
    const counts = yield* countStretch(this.stage.session, about.from, about.to);
    yield;
    const flows = yield* this.flows.row(about);
    return { about, counts, flows, state };
  }

  /** Unchanged as long as the stretch has the same messages with the same meaning. */
  private stateOf({ from, to }: Stretch): string {
    const { order, times } = this.stage.session.tables;
    const places = [order.forgotten, order.positionOf(from), order.positionOf(to)];
    return [...places, times.revision, this.revision].join(' ');
  }

  /** More is read or analysed, so that somebody will look again. */
  private get mayRest(): boolean {
    const { session, analyses } = this.stage;
    return !session.ended || analyses.percent < 100;
  }

  private countedRows(stretch: Stretch, bands: readonly Band[]): readonly Row[] {
    const { found } = this;
    if (found === undefined || !isSame(found.about, stretch)) return [[span('counting', 'dim')]];
    const { counts, flows } = found;
    const rows = this.rowsOf(found, bands);
    const none: readonly Row[] = counts.messages === 0 ? [[span('No message.', 'dim')]] : [];
    return [...(flows.length === 0 ? [] : [flows]), ...rows, ...none];
  }

  /** Made once for each size of the screen. */
  private rowsOf(found: Findings, bands: readonly Band[]): readonly Row[] {
    const { session, body } = this.stage;
    const key = [body.columns, ...bands.map(({ name }) => name)].join(' ');
    if (this.told?.found !== found || this.told.key !== key) {
      this.told = { found, key, rows: countRows(session, found.counts, bands, body.columns) };
    }
    return this.told.rows;
  }
}

function isSame(a: Stretch | undefined, b: Stretch): boolean {
  return a !== undefined && a.from === b.from && a.to === b.to;
}
