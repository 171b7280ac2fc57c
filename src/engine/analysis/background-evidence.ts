import type { KnownAorStates } from '../../cluster/contacts/reports/known-aor-states.ts';
import type { Evidence } from '../../findings/finding.ts';
import type { Steps } from '../../tables/steps.ts';
import type { Session } from '../session.ts';
import type { Analysis } from './analysis.ts';
import { type EvidencePart, type LeftOut, partInSteps } from './evidence-in-steps.ts';

/** After so many milliseconds without anything new, a round can begin without slowing down the reading. */
const PAUSE = 1000;
/** The result for one part, and the session time that it describes. */
interface Found {
  readonly evidence: Partial<Evidence>;
  readonly time: number;
}

/**
 * Finds out, in the background, the parts of evidence that take too long to be found out anew for each frame
 * of the screen. While more is read, they describe a time a little in the past. Once nothing more comes in,
 * they are brought up to date as soon as possible.
 */
export class BackgroundEvidence {
  /** While more is read, a round is followed by a rest that is so many times as long. */
  rest = 4;
  private readonly session: Session;
  private analysis: Analysis | undefined;
  private wanted: readonly EvidencePart[] = [];
  private readonly found = new Map<EvidencePart, Found>();
  private round: Generator<boolean, void, void> | undefined;
  /** More was read since the last round began. */
  private isStale = false;
  private outdatedAt = Number.NEGATIVE_INFINITY;
  private spent = 0;
  private restsFrom = Number.NEGATIVE_INFINITY;

  constructor(session: Session) {
    this.session = session;
  }

  /** The latest results for the parts that were left out. Forgets all other parts. */
  of(analysis: Analysis, leftOut: readonly LeftOut[]): ReadonlyMap<EvidencePart, Found> {
    if (analysis !== this.analysis) this.forget();
    this.analysis = analysis;
    this.wanted = leftOut.map(({ part }) => part);
    for (const part of this.found.keys()) if (!this.wanted.includes(part)) this.found.delete(part);
    if (this.wanted.length === 0) this.forget();
    else if (this.round === undefined && this.found.size < this.wanted.length) this.isStale = true;
    return this.found;
  }

  /** The evidence, completed by the parts that were left out, as far as these are known. */
  complete(evidence: Evidence): Evidence {
    let all = evidence;
    for (const one of this.found.values()) all = { ...all, ...one.evidence };
    return all;
  }

  /** To be called when more was read. */
  outdate(): void {
    this.isStale = this.wanted.length > 0;
    this.outdatedAt = performance.now();
  }

  /** A round is running, or one will begin after the rest even if nothing more comes in. */
  get isUnfinished(): boolean {
    return this.round !== undefined || this.isStale;
  }

  /** `goOn` has something to do right now. */
  get isDue(): boolean {
    const now = performance.now();
    const rests = now < this.restsFrom + this.rest * this.spent && now < this.outdatedAt + PAUSE;
    return this.round !== undefined || (this.isStale && !rests);
  }

  /**
   * Works for about `budget` milliseconds, but at least one step; `cluster` and `aors` are as for `evidenceInSteps`.
   * Returns true if there is something new to show.
   */
  goOn(budget: number, cluster: Evidence, aors: KnownAorStates): boolean {
    if (!this.isDue) return false;
    const begun = performance.now();
    if (this.round === undefined) {
      this.isStale = false;
      this.spent = 0;
      this.round = this.steps(cluster, aors);
    }
    let isNews = false;
    do {
      const step = this.round.next();
      if (step.done === true) this.round = undefined;
      else isNews ||= step.value;
    } while (this.round !== undefined && performance.now() < begun + budget);
    const now = performance.now();
    this.spent += now - begun;
    if (this.round === undefined) this.restsFrom = now;
    return isNews;
  }

  /** One step; true if it completed a part. */
  private *steps(cluster: Evidence, aors: KnownAorStates): Generator<boolean, void, void> {
    const { analysis, session } = this;
    if (analysis === undefined) return;
    for (const part of this.wanted) {
      const { time } = analysis;
      const evidence = yield* quietly(partInSteps(part, session, analysis, cluster, aors));
      this.found.set(part, { evidence, time });
      yield true;
    }
  }

  private forget(): void {
    this.found.clear();
    this.round = undefined;
    this.isStale = false;
  }
}

function* quietly<Value>(steps: Steps<Value>): Generator<boolean, Value, void> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    yield false;
  }
}
