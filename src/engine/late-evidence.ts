import type { KnownAorStates } from '../cluster/contacts/known-aor-states.ts';
import type { Evidence } from '../findings/finding.ts';
import type { Steps } from '../tables/steps.ts';
import type { Analysis } from './analysis.ts';
import { type EvidencePart, type LeftOut, partInSteps } from './evidence-in-steps.ts';
import type { Session } from './session.ts';

/** Milliseconds without anything new after which nobody is kept from reading. */
const PAUSE = 1000;
/** Of the time, rounds that follow each other get one part in so many and one. */
const REST = 4;

/** What was found out of a part, and of which session time it is. */
interface Found {
  readonly evidence: Partial<Evidence>;
  readonly time: number;
}

/**
 * Evidence that is too much for each look at the screen while more comes in: it is found out beside it, a part after
 * the other, and then it is of a time somewhat ago. Where nothing more comes in, it is there as soon as it can be.
 */
export class LateEvidence {
  private readonly session: Session;
  private analysis: Analysis | undefined;
  private wanted: readonly EvidencePart[] = [];
  private readonly found = new Map<EvidencePart, Found>();
  private round: Generator<boolean, void, void> | undefined;
  /** More came in since the last round was begun. */
  private isStale = false;
  private outdatedAt = Number.NEGATIVE_INFINITY;
  private spent = 0;
  private restsUntil = 0;

  constructor(session: Session) {
    this.session = session;
  }

  /** What is known of the parts that were left out, by now; the others are forgotten. */
  of(analysis: Analysis, leftOut: readonly LeftOut[]): ReadonlyMap<EvidencePart, Found> {
    if (analysis !== this.analysis) this.forget();
    this.analysis = analysis;
    this.wanted = leftOut.map(({ part }) => part);
    for (const part of this.found.keys()) if (!this.wanted.includes(part)) this.found.delete(part);
    if (this.wanted.length === 0) this.forget();
    else if (this.round === undefined && this.found.size < this.wanted.length) this.isStale = true;
    return this.found;
  }

  /** Evidence with what was left out of it, as far as that is known. */
  complete(evidence: Evidence): Evidence {
    let all = evidence;
    for (const one of this.found.values()) all = { ...all, ...one.evidence };
    return all;
  }

  /** More came in. */
  outdate(): void {
    this.isStale = this.wanted.length > 0;
    this.outdatedAt = performance.now();
  }

  /** A round is begun, or will be when the last one has rested, also if nothing comes in. */
  get isUnfinished(): boolean {
    return this.round !== undefined || this.isStale;
  }

  /** There is something to be done now. */
  get isDue(): boolean {
    const now = performance.now();
    const rests = now < this.restsUntil && now < this.outdatedAt + PAUSE;
    return this.round !== undefined || (this.isStale && !rests);
  }

  /**
   * For about `budget` milliseconds, one step in any case; `cluster` and `aors` are as for `evidenceInSteps`. True
   * where there is more to be told than before.
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
    if (this.round === undefined) this.restsUntil = now + REST * this.spent;
    return isNews;
  }

  /** True after a part. */
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
