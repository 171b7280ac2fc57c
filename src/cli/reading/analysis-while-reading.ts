import type { AnalysisState } from '../../engine/analysis/analysis.ts';
import type { MessageKeeper } from '../../engine/analysis/forgetting.ts';
import type { LimitsReached } from '../../engine/limits-reached.ts';
import type { Session } from '../../engine/session.ts';

/** Milliseconds for which the work may run between two slices of reading. */
const SLICE = 25;
/**
 * So many of the newest messages are not worked on yet: earlier ones may still arrive and be sorted in before
 * them.
 */
const MARGIN = 1024;
/** The work begins when this share of the spool is in use. */
const BEGIN = 0.5;

/** Work that can go on while more is read. */
export interface ResumableAnalysis extends MessageKeeper {
  advance(budget: number, margin?: number): AnalysisState;
  /** Which limits were reached, and how much was given up for them. */
  readonly limitsReached: LimitsReached;
}

/**
 * Runs an analysis beside the reading where it has to. Normally it begins when everything is read, because
 * only then can clocks be aligned by all messages. But a spool that fills up will soon drop its first frames,
 * and they have to be analysed before they are gone.
 */
export class AnalysisWhileReading<Work extends ResumableAnalysis> {
  private readonly session: Session;
  private readonly begin: () => Work;
  private begun: Work | undefined;

  constructor(session: Session, begin: () => Work) {
    this.session = session;
    this.begin = begin;
  }

  /** The work, begun now if it was not begun before. */
  work(): Work {
    if (this.begun === undefined) {
      this.begun = this.begin();
      this.session.forgetting.keepers.add(this.begun);
    }
    return this.begun;
  }

  /** Does a slice of the work if the spool is filling up. Always false: reading must go on (see `readToEnd`). */
  goOn(): false {
    if (this.begun !== undefined || this.session.spool.fill >= BEGIN) this.work().advance(SLICE, MARGIN);
    return false;
  }
}
