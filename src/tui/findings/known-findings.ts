import { KnownAorStates } from '../../cluster/contacts/reports/known-aor-states.ts';
import type { Analysis } from '../../engine/analysis/analysis.ts';
import { BackgroundEvidence } from '../../engine/analysis/background-evidence.ts';
import { clusterEvidence } from '../../engine/analysis/evidence.ts';
import {
  type EvidencePart,
  evidenceInSteps,
  MOST_WHILE_READING,
} from '../../engine/analysis/evidence-in-steps.ts';
import type { Session } from '../../engine/session.ts';
import { checkInSteps } from '../../findings/check.ts';
import type { Evidence, Finding } from '../../findings/finding.ts';
import { FlowFindings } from '../../view/flows/flow-findings.ts';
import type { Analyses } from '../views/analyses.ts';

/**
 * A round is followed by a rest that is so many times as long: while findings are on the screen, and while they are
 * not.
 */
const REST = { watched: 4, elsewhere: 20, flooded: 10 };
/** Milliseconds between two rounds at least, where nobody looks at them. */
const LEAST_REST = 2000;
/** Milliseconds after which the results of a round are no longer those of the present. */
const LATE = 30_000;

/** How busy the program is: packets come in faster than they are read, and even keys are pressed meanwhile. */
export type Haste = 'none' | 'flooded' | 'flooded with keys';

/** A part that has too many for every round, and the session time that it was last looked at for. */
export interface LatePart {
  readonly part: EvidencePart;
  readonly count: number;
  /** Undefined: not yet. */
  readonly time: number | undefined;
}

/** The latest findings. */
export interface FoundOut {
  /** Worst first. */
  readonly findings: readonly Finding[];
  readonly late: readonly LatePart[];
  /** All rules had all that they look at, but what is late. */
  readonly isWhole: boolean;
}

type Round = Generator<FoundOut, FoundOut | undefined, void>;

/**
 * The findings of `check` in what is analysed so far, for all views. They are searched for in steps between frames:
 * along with the analysis while they are on the screen, otherwise in a small part of the time.
 */
export class KnownFindings {
  /** Grows when there is something else to tell. */
  revision = 0;
  private readonly session: Session;
  private readonly analyses: Analyses;
  private found: { readonly out: FoundOut; readonly asOf: number | undefined } | undefined;
  private round: { readonly steps: Round; readonly asOf: number | undefined } | undefined;
  /** More is known than the last round rests on, or the one that is running. */
  private isStale = true;
  private spent = 0;
  private restsFrom = Number.NEGATIVE_INFINITY;
  /** States of AORs, which are kept for the next round of the same analysis. */
  private known: { readonly analysis: Analysis; readonly states: KnownAorStates } | undefined;
  /** Evidence that is quick to collect, as of the last round. */
  private cheap: Evidence | undefined;
  private readonly late: BackgroundEvidence;
  private readonly byFlow = new WeakMap<FoundOut, FlowFindings>();

  constructor(session: Session, analyses: Analyses) {
    this.session = session;
    this.analyses = analyses;
    this.late = new BackgroundEvidence(session);
  }

  /** As of the time whose state is shown; undefined while nothing is known of that. */
  get current(): FoundOut | undefined {
    return this.found?.asOf === this.analyses.time ? this.found?.out : undefined;
  }

  /** The findings of each flow; made on demand, once for all callers. */
  get ofFlows(): FlowFindings | undefined {
    const { current } = this;
    if (current === undefined) return undefined;
    let made = this.byFlow.get(current);
    if (made === undefined) {
      made = new FlowFindings(current.findings);
      this.byFlow.set(current, made);
    }
    return made;
  }

  /** Some messages are not analysed yet, or some results not looked at. */
  get isBehind(): boolean {
    const isLate = this.isStale && performance.now() > this.restsFrom + LATE;
    return this.analyses.isBehind || this.current?.isWhole !== true || isLate;
  }

  /** There is something to be done somewhat later, also if nothing comes in. */
  get isUnfinished(): boolean {
    return this.round !== undefined || this.isStale || this.late.isUnfinished;
  }

  /** More is analysed. */
  outdate(): void {
    this.isStale = true;
    this.late.outdate();
  }

  /**
   * Goes on for about `budget` milliseconds; true if there is nothing to do right now. While keys are pressed under a
   * flood, they go before findings that nobody looks at, until these are old: then a step is made at a time.
   */
  goOn(budget: number, isWatched: boolean, haste: Haste): boolean {
    const keysFirst = haste === 'flooded with keys' && !isWatched;
    if (keysFirst && performance.now() < this.restsFrom + LATE) return true;
    return this.goOnFor(keysFirst ? 0 : budget, isWatched, haste);
  }

  private goOnFor(budget: number, isWatched: boolean, haste: Haste): boolean {
    this.late.rest = isWatched ? REST.watched : REST.elsewhere;
    if (this.round !== undefined && this.round.asOf !== this.analyses.time) this.round = undefined;
    if (this.isDue(isWatched, haste)) {
      this.advance(budget);
      return false;
    }
    const { late, cheap, known } = this;
    if (cheap === undefined || known === undefined || !late.isDue) return true;
    if (late.goOn(budget, cheap, known.states)) this.isStale = true;
    return false;
  }

  private isDue(isWatched: boolean, haste: Haste): boolean {
    if (this.round !== undefined) return true;
    const { analyses, session } = this;
    if (analyses.current === undefined) return false;
    const isOther = this.found?.asOf !== analyses.time;
    if (!this.isStale && !isOther) return false;
    const goesOn = session.isLive ? !session.ended : analyses.isBehind;
    if (!goesOn) return true;
    // A file is read in a moment: until then, its findings would be of a part of it.
    if (!isWatched && session.progress.bytesTotal !== undefined) return false;
    const rest = isWatched
      ? REST.watched * this.spent
      : Math.max(LEAST_REST, REST[haste === 'none' ? 'elsewhere' : 'flooded'] * this.spent);
    return isOther || performance.now() >= this.restsFrom + rest;
  }

  private advance(budget: number): void {
    const begun = performance.now();
    this.round ??= this.begin();
    const { steps, asOf } = this.round;
    let now = begun;
    do {
      const step = steps.next();
      now = performance.now();
      if (step.done === true) {
        this.round = undefined;
        this.restsFrom = now;
        if (step.value !== undefined) this.put(step.value, asOf);
        break;
      }
      // First findings are better than none, but not than all those of a moment ago.
      if (this.current?.isWhole !== true) this.put(step.value, asOf);
    } while (now < begun + budget);
    this.spent += now - begun;
  }

  private put(out: FoundOut, asOf: number | undefined): void {
    if (this.found?.out === out) return;
    this.found = { out, asOf };
    this.revision++;
  }

  private begin(): { readonly steps: Round; readonly asOf: number | undefined } {
    this.isStale = false;
    this.spent = 0;
    return { steps: this.steps(), asOf: this.analyses.time };
  }

  private *steps(): Round {
    const { session } = this;
    const analysis = this.analyses.current;
    if (analysis === undefined) return undefined;
    let first = this.current ?? { findings: [], late: [], isWhole: false };
    const syncs = analysis.syncs.reports();
    yield first;
    const reports = analysis.nodes.reports(analysis.time);
    yield first;
    const cheap = clusterEvidence(analysis, reports, syncs);
    if (!first.isWhole) {
      const findings = yield* meanwhile(checkInSteps(cheap), first);
      first = { findings, late: [], isWhole: false };
    }
    const most = session.ended ? undefined : MOST_WHILE_READING;
    const states = this.statesOf(analysis);
    const looked = yield* meanwhile(evidenceInSteps(session, analysis, cheap, states, most), first);
    const late = this.late.of(analysis, looked.leftOut);
    this.cheap = cheap;
    const findings = yield* meanwhile(checkInSteps(this.late.complete(looked.evidence)), first);
    return {
      findings,
      late: looked.leftOut.map((one) => ({ ...one, time: late.get(one.part)?.time })),
      isWhole: true,
    };
  }

  private statesOf(analysis: Analysis): KnownAorStates {
    if (this.known?.analysis !== analysis) {
      this.known = { analysis, states: new KnownAorStates(analysis.contacts, analysis.context) };
    }
    return this.known.states;
  }
}

/** Runs steps during which the state does not change. */
function* meanwhile<Value>(
  steps: Generator<unknown, Value, void>,
  known: FoundOut,
): Generator<FoundOut, Value, void> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    yield known;
  }
}
