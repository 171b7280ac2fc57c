import { Analysis, type AnalysisPart } from '../../src/engine/analysis.ts';
import type { Session } from '../../src/engine/session.ts';

/**
 * The state of a session at one time after the other. Going on to a later time tells the same as beginning anew for it
 * (test/engine/analysis-extend.test.ts), and each message is analysed once.
 */
export class SteppingAnalysis {
  private readonly session: Session;
  private readonly parts: readonly AnalysisPart[];
  private analysis: Analysis | undefined;

  constructor(session: Session, parts: readonly AnalysisPart[]) {
    this.session = session;
    this.parts = parts;
  }

  /** `until` is session time. What was told before is out of date then. */
  at(until: number): Analysis {
    if (this.analysis?.extend(until) !== true)
      this.analysis = new Analysis(this.session, { until, parts: this.parts });
    while (this.analysis.advance(1000) === 'more');
    return this.analysis;
  }
}
