import type { LimitsReached } from '../../engine/limits-reached.ts';
import type { Session } from '../../engine/session.ts';
import { warningCount } from './warning-lines.ts';

/** The number of complaints for the status line. Each frame asks for it, and it seldom changes once all is read. */
export class KeptWarningCount {
  private countedOf: readonly unknown[] = [];
  private count = 0;

  of(session: Session, reached: LimitsReached | undefined): number {
    // While more is read, nearly each frame has other counters.
    if (!session.ended) return warningCount(session, reached);
    const state = stateOf(session, reached);
    if (!isSame(state, this.countedOf)) {
      this.count = warningCount(session, reached);
      this.countedOf = state;
    }
    return this.count;
  }
}

/** All that complaints rest on and that still changes once everything is read: what cannot be read again, and limits. */
function stateOf({ sources, spool, clocks, facts }: Session, reached: LimitsReached | undefined): unknown[] {
  const { list, omitted } = spool.warnings;
  const state: unknown[] = [clocks, facts.revision, spool.bytesNotKept, list.length, omitted];
  for (const { warnings, warningsOmitted } of sources) state.push(warnings.length, warningsOmitted);
  if (reached !== undefined) state.push(...Object.values(reached));
  return state;
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((value, at) => value === other[at]);
}
