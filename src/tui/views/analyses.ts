import { Analysis, LEAST_RUN } from '../../engine/analysis/analysis.ts';
import type { MessageKeeper } from '../../engine/analysis/forgetting.ts';
import type { Session } from '../../engine/session.ts';
import type { MessageId } from '../../ids.ts';
import type { WantedEndpoints } from '../../tables/wanted-endpoints.ts';

/** Newest messages that are left for later while more is read: some may still come in between. */
const MARGIN = 128;
/** An analysis of no more messages is cheap: it begins anew at once if others came in between, and has no margin. */
const FEW_MESSAGES = 512;
/** The share of the spool from which on analysis has to keep up with what comes in. */
const LATE = 0.5;
/** Messages that may be left for the moment in which their frames are removed: some 50 ms of work. */
const MOST_BEHIND = 2000;
/** Milliseconds between two looks at results that grow. */
const REFRESH = 500;
/** As `REFRESH`, at the beginning, when the screen is still empty. */
const FIRST_REFRESH = 25;

/**
 * The analysis that all views show. It goes on in slices between frames: while a single source is read, or when
 * reading has ended and clocks are aligned. The state of an earlier time is analysed separately, and shown in place
 * of the final state until that is wanted again.
 */
export class Analyses implements MessageKeeper {
  private readonly session: Session;
  private whole: Analysis | undefined;
  /** An outdated one, looked at until its successor has got as far. */
  private before: Analysis | undefined;
  private wholeDone = false;
  /** State of the directory of nodes when the analysis of the whole began. */
  private directory = 0;
  private begunAt = 0;
  private restartAt = 0;
  private past: Analysis | undefined;
  private pastDone = false;
  private revised = 0;
  private refreshAt = 0;

  constructor(session: Session) {
    this.session = session;
    session.forgetting.keepers.add(this);
  }

  beforeForgetting(first: MessageId): void {
    this.whole ??= this.begin();
    this.whole.beforeForgetting(first);
    this.before = undefined;
    this.past?.beforeForgetting(first);
  }

  wantEndpoints(wanted: WantedEndpoints): void {
    for (const one of [this.whole, this.past]) one?.wantEndpoints(wanted);
  }

  /** The analysis, as far as it is; undefined before there is anything to show. */
  get current(): Analysis | undefined {
    if (this.past !== undefined) return this.pastDone ? this.past : undefined;
    return this.before ?? this.whole;
  }

  /** The state of the time that was asked for is not known yet. */
  get isPastComing(): boolean {
    return this.past !== undefined && !this.pastDone;
  }

  /** The analysis of the whole, also while the state of an earlier time is shown. */
  get latest(): Analysis | undefined {
    return this.before ?? this.whole;
  }

  /** The time whose state is shown, in session time; undefined for the end. */
  time: number | undefined;

  /** More is known than `revision` tells: it will be told somewhat later, also if nothing comes in. */
  isUntold = false;

  /** Grows when `current` has more to tell. */
  get revision(): number {
    return this.revised;
  }

  /** Percent of the messages that are analysed. */
  get percent(): number {
    const analysis = this.past ?? this.whole;
    const done = this.past === undefined ? this.wholeDone : this.pastDone;
    const share = Math.floor((analysis?.share ?? 0) * 100);
    // In a live capture, everything that has come so far is all there is.
    return done || (share === 100 && this.session.isLive) ? 100 : Math.min(99, share);
  }

  /**
   * The state that is shown is neither that of the end, nor that of the present or of the time that was asked for:
   * messages that were read still have to be analysed.
   */
  get isBehind(): boolean {
    const { ended, isLive } = this.session;
    return isLive && !ended ? this.percent < 99 : !ended || this.percent < 100;
  }

  /**
   * Frames will have to make room soon, and many of their messages are not analysed yet: to do all of that at
   * once would hold up the screen.
   */
  get isLate(): boolean {
    const { spool, tables } = this.session;
    if (spool.fill < LATE) return false;
    return tables.order.length - (this.whole?.position ?? 0) > MOST_BEHIND;
  }

  /** Shows the state of a time from now on. */
  show(time: number | undefined): void {
    if (time === this.time) return;
    this.time = time;
    if (time === undefined) this.past = undefined;
    // For a later time, the analysis of the earlier one goes on.
    else if (this.past?.extend(time) !== true) this.past = new Analysis(this.session, { until: time });
    this.pastDone = false;
    this.revised++;
  }

  /**
   * Analyses for about `budget` milliseconds; true if there is nothing left to do. `isQuiet`: nothing more is about
   * to come in.
   */
  advance(budget: number, isQuiet = false): boolean {
    if (this.past !== undefined && !this.pastDone) {
      if (!this.mayBegin) return true;
      this.pastDone = this.past.advance(budget) === 'end';
      if (this.pastDone) this.revised++;
      return false;
    }
    return this.advanceWhole(budget, isQuiet || this.session.ended ? 0 : this.margin);
  }

  private advanceWhole(budget: number, margin: number): boolean {
    const { session } = this;
    if (!this.mayBegin) return true;
    if (this.whole !== undefined && this.isOutdated(this.whole)) {
      this.before ??= this.whole;
      this.whole = undefined;
    }
    this.whole ??= this.begin();
    const from = this.whole.position;
    const done = this.whole.advance(budget, margin) === 'end';
    if (done || this.whole.position >= (this.before?.position ?? 0)) this.before = undefined;
    const ended = done && session.ended;
    if (ended !== this.wholeDone) this.revised++;
    else if (this.whole.position !== from || this.isUntold) this.refresh();
    this.wholeDone = ended;
    return done;
  }

  private begin(): Analysis {
    this.directory = this.session.tables.nodes.revision;
    this.begunAt = performance.now();
    this.restartAt = this.begunAt + LEAST_RUN;
    this.wholeDone = false;
    return new Analysis(this.session);
  }

  /**
   * Messages were put in between those that were taken, the clocks were aligned, or addresses turned out
   * to be nodes: all must be seen again. While more is read, not too often.
   */
  private isOutdated(analysis: Analysis): boolean {
    const { session } = this;
    if (session.hasForgotten) return false;
    if (analysis.isInOrder && session.tables.nodes.revision === this.directory) return false;
    return session.ended || analysis.position <= FEW_MESSAGES || performance.now() >= this.restartAt;
  }

  /** The first rows of a screen do not wait. */
  private get margin(): number {
    return Math.max(0, Math.min(MARGIN, this.session.tables.order.length - FEW_MESSAGES));
  }

  private refresh(): void {
    const now = performance.now();
    this.isUntold = now < this.refreshAt;
    if (this.isUntold) return;
    this.refreshAt = now + Math.min(REFRESH, Math.max(FIRST_REFRESH, now - this.begunAt));
    this.revised++;
  }

  /** Clocks of several sources are compared when all is read: before, their order means little. */
  private get mayBegin(): boolean {
    const { ended, sources, isLive } = this.session;
    return ended || isLive || sources.length === 1;
  }
}
