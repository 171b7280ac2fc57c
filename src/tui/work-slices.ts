import type { Session } from '../engine/session.ts';
import type { FilterTrial } from './filter/filter-trial.ts';
import type { Model } from './model.ts';
import type { ProgramStage } from './program-stage.ts';
import type { Prompter } from './prompt/prompter.ts';
import type { View } from './views/view.ts';
import type { Views } from './views/views.ts';

/** `more`: there is more to do at once; `wait`: the sources have nothing yet; `end`: everything is done. */
export type Progress = 'more' | 'wait' | 'end';

/** What the work is done for, and on. */
interface WorkHost {
  readonly session: Session;
  readonly stage: ProgramStage;
  readonly views: Views;
  readonly trial: FilterTrial;
  readonly prompter: Prompter;
  /** Align the clocks of the observers once all is read. */
  readonly align: boolean;
  model(): Model;
  /** The view on the screen. */
  view(): View;
  /** Keys have been pressed a moment ago, and more of them may follow. */
  areKeysComing(): boolean;
  /** Views are to take in what is new. */
  tell(change: 'analysis' | 'findings'): void;
}

/**
 * The work that goes on between two keys: reading, filtering, analysis, the rows of the view, the search for findings.
 * It is done in slices of a few milliseconds, and everything gets a share of each, so that nothing holds up the rest.
 */
export class WorkSlices {
  private readonly host: WorkHost;
  /** Revision of the analysis that views were last told of. */
  private revision = 0;

  constructor(host: WorkHost) {
    this.host = host;
  }

  /** Goes on for about `budget` milliseconds; `isForKey`: see `View.work`. */
  work(budget: number, isForKey = false): Progress {
    const { session, stage, views, trial, prompter, align } = this.host;
    const { filter, settings, paused } = this.host.model();
    // Reading of files can pause. Of a live capture, nothing may be lost.
    const rests = paused && isOnFiles(session);
    // An idle interface does not hold back the others.
    const share = stage.analyses.isLate ? CATCHING_UP : READING_SHARE;
    const read = rests ? 'end' : session.read(budget * share, session.isLive);
    const tried = trial.work(filter.edit, settings.internal, budget * JUDGING_SHARE);
    const searched = prompter.work(budget * JUDGING_SHARE) && tried;
    if (this.host.model().paused) return this.showPaused(budget, read, isForKey) && searched ? read : 'more';
    if (read === 'end' && align) session.align();
    const judged = views.messages.judge(budget * JUDGING_SHARE);
    if (!judged) return 'more';
    const analysed = this.analyse(
      budget * ANALYSIS_SHARE[read === 'more' && share === READING_SHARE ? 'reading' : 'read'],
      read !== 'more',
    );
    const shown = this.show(budget, read, isForKey);
    return read !== 'more' && !(analysed && shown && searched) ? 'more' : read;
  }

  /** What comes in is not looked at. What is there goes through a filter that was typed meanwhile. */
  private showPaused(budget: number, read: Progress, isForKey: boolean): boolean {
    const { messages } = this.host.views;
    const judged = !messages.isFiltering || messages.judge(budget * JUDGING_SHARE);
    return this.show(budget, read, isForKey) && judged;
  }

  /** True if the view on the screen has nothing left to do. */
  private show(budget: number, read: Progress, isForKey: boolean): boolean {
    const shown = this.host.view().work?.(budget * VIEW_SHARE, isForKey) ?? true;
    return this.check(budget * CHECK_SHARE, read === 'more') && shown;
  }

  /** True if there are no findings to be searched for right now. */
  private check(budget: number, isFlooded: boolean): boolean {
    const { findings } = this.host.stage;
    const { revision } = findings;
    const haste = isFlooded ? (this.host.areKeysComing() ? 'flooded with keys' : 'flooded') : 'none';
    const done = findings.goOn(budget, this.host.view().needsFindings === true, haste);
    if (findings.revision !== revision) this.host.tell('findings');
    return done;
  }

  /** True if there is nothing left to analyse. */
  private analyse(budget: number, isQuiet: boolean): boolean {
    const { analyses, findings } = this.host.stage;
    const done = analyses.advance(budget, isQuiet);
    if (analyses.revision !== this.revision) {
      this.revision = analyses.revision;
      findings.outdate();
      this.host.tell('analysis');
    }
    return done;
  }
}

function isOnFiles({ progress }: Session): boolean {
  return progress.bytesTotal !== undefined;
}

/** Share of a slice of time in which captures are read. */
const READING_SHARE = 0.45;
/**
 * As `READING_SHARE`, if analysis has to catch up: packets then wait, and the kernel counts those that it cannot
 * hold.
 */
const CATCHING_UP = 0.15;
const JUDGING_SHARE = 0.25;
const ANALYSIS_SHARE = { reading: 0.3, read: 0.75 };
const VIEW_SHARE = 0.25;
const CHECK_SHARE = 0.2;
