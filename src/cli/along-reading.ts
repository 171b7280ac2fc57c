import type { AnalysisState } from '../engine/analysis.ts';
import type { MessageKeeper } from '../engine/forgetting.ts';
import type { LimitsReached } from '../engine/limits-reached.ts';
import type { Session } from '../engine/session.ts';

/** Milliseconds of work between two slices of reading. */
const SLICE = 25;
/** Newest messages that are left for later: some may still come in between. */
const MARGIN = 1024;
/** The share of the spool that is used when it is time to begin. */
const BEGIN = 0.5;

/** Work that can go on while more is read. */
export interface GoingAlong extends MessageKeeper {
  advance(budget: number, margin?: number): AnalysisState;
  /** What there was too much of. */
  readonly limitsReached: LimitsReached;
}

/**
 * Work on what is read. It begins when all is read and clocks can be compared by everything; but where the
 * spool will not hold all of it, along with the reading.
 */
export class AlongReading<Work extends GoingAlong> {
  private readonly session: Session;
  private readonly begin: () => Work;
  private begun: Work | undefined;

  constructor(session: Session, begin: () => Work) {
    this.session = session;
    this.begin = begin;
  }

  /** The work, whatever has been done of it. */
  work(): Work {
    if (this.begun === undefined) {
      this.begun = this.begin();
      this.session.forgetting.keepers.add(this.begun);
    }
    return this.begun;
  }

  /** A slice of it where that is needed by now. It is never enough. */
  goOn(): false {
    if (this.begun !== undefined || this.session.spool.fill >= BEGIN) this.work().advance(SLICE, MARGIN);
    return false;
  }
}
