import type { SourceClock } from '../../cluster/clocks/solve-clocks.ts';
import type { Session } from '../../engine/session.ts';

/** `sequel`: a file that continues another one, and so has the same clock. */
export type ShownClock = Omit<SourceClock, 'role'> & { readonly role: SourceClock['role'] | 'sequel' };

/** By source; empty for a single observer, where there is nothing to compare. */
export function clocksOf(session: Session): readonly ShownClock[] {
  const { sources, clocks, succession } = session;
  const beginnings = sources.map(({ id }) => succession.rootOf(id)?.id ?? id);
  const isAlone = new Set(beginnings).size === 1;
  return beginnings.map((reference, source) => {
    if (reference !== source) return { ...NOTHING, role: 'sequel', reference };
    const known = isAlone ? undefined : clocks?.perSource[source];
    return known ?? { ...NOTHING, role: isAlone ? 'reference' : 'unlinked', reference };
  });
}

const NOTHING = { offset: 0, driftPpm: 0, uncertainty: 0, pairs: 0 };
