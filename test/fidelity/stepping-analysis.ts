import { Analysis, type AnalysisPart } from '../../src/engine/analysis/analysis.ts';
import type { Session } from '../../src/engine/session.ts';
import type { UserTest } from '../../src/filter/asked-users.ts';

/**
 * The state of a session at one time after the other. Going on to a later time tells the same as beginning anew for it
 * (test/engine/analysis-extend.test.ts), and each message is analysed once.
 */
export class SteppingAnalysis {
  private readonly session: Session;
  private readonly parts: readonly AnalysisPart[];
  private readonly users: UserTest | undefined;
  private analysis: Analysis | undefined;

  /** With `users`, only the contacts of AORs that pass are followed. */
  constructor(session: Session, parts: readonly AnalysisPart[], users?: UserTest) {
    this.session = session;
    this.parts = parts;
    this.users = users;
  }

  /** `until` is session time. What was told before is out of date then. */
  at(until: number): Analysis {
    if (this.analysis?.extend(until) !== true)
      this.analysis = new Analysis(this.session, { until, parts: this.parts, users: this.users });
    while (this.analysis.advance(1000) === 'more');
    return this.analysis;
  }
}

/** Asks for states, of one time after the other, and comes to a result. Each state is out of date when the next one is asked for. */
export type Comparing<Result> = Generator<number, Result, Analysis>;

/** Of all that is read: the time of the last state that can be asked for. */
export const AT_THE_END = Number.POSITIVE_INFINITY;

/** Runs all of them on one analysis: whoever asks for the earliest time has his answer first. */
export function compareTogether<Results extends readonly unknown[]>(
  session: Session,
  parts: readonly AnalysisPart[],
  ...all: { readonly [At in keyof Results]: Comparing<Results[At]> }
): Results {
  const stepping = new SteppingAnalysis(session, parts);
  const steps = all.map((comparing) => comparing.next());
  for (;;) {
    const asked = steps.map(({ done, value }) => (done === true ? undefined : (value as number)));
    const earliest = Math.min(...asked.map((time) => time ?? AT_THE_END));
    const next = asked.indexOf(earliest);
    const comparing = all[next];
    if (comparing === undefined) return steps.map(({ value }) => value) as unknown as Results;
    steps[next] = comparing.next(stepping.at(earliest));
  }
}
