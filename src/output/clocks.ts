import type { SourceClock } from '../cluster/clocks/solve-clocks.ts';
import type { Session } from '../engine/session.ts';
import type { SourceId } from '../ids.ts';
import { grouped } from '../view/text/counts.ts';
import { printable } from '../view/text/printable.ts';
import { jsonLine } from './json/json-line.ts';
import { alignedColumns } from './text/aligned-columns.ts';

/** `sequel`: a file that continues another one, and so has the same clock. */
type ShownClock = Omit<SourceClock, 'role'> & { readonly role: SourceClock['role'] | 'sequel' };

/** One line of NDJSON per observer. An offset that cannot be determined is absent. */
export function* clockJson(session: Session): Generator<string> {
  for (const [source, clock] of clocksOf(session).entries()) {
    const { offset, driftPpm, uncertainty, pairs, role, reference } = clock;
    const known = {
      offsetMs: milliseconds(offset),
      driftPpm: Math.round(driftPpm * 1000) / 1000,
      uncertaintyMs: milliseconds(uncertainty),
    };
    yield jsonLine({
      v: 1,
      capture: session.captureName(source as SourceId),
      ...(role === 'unlinked' || role === 'sequel' ? {} : known),
      pairs,
      reference: session.captureName(reference),
      role,
    });
  }
}

/** How the observers' clocks differ, for people. */
export function clockLines(session: Session): readonly string[] {
  const clocks = clocksOf(session);
  const rows = clocks.map((clock, source) => [
    printable(session.captureName(source as SourceId)),
    ...clockTexts(clock, session),
  ]);
  return alignedColumns(rows);
}

function clockTexts(clock: ShownClock, session: Session): readonly string[] {
  const { offset, driftPpm, uncertainty, pairs, role, reference } = clock;
  if (session.sources.length === 1)
    return ['the only capture: there is no other clock to compare its clock with'];
  if (role === 'reference') return ['reference'];
  if (role === 'sequel') return [`goes on from ${printable(session.captureName(reference))}: the same clock`];
  if (role === 'unlinked') return ['shares no message with another capture: its clock cannot be compared'];
  const drift = driftPpm === 0 ? '' : `${driftPpm < 0 ? '' : '+'}${driftPpm.toFixed(3)} ppm`;
  return [
    `${offset < 0 ? '' : '+'}${(offset / 1e6).toFixed(3)} ms`,
    `±${(uncertainty / 1e6).toFixed(3)} ms`,
    drift,
    `${grouped(pairs)} shared`,
    `to ${printable(session.captureName(reference))}`,
  ];
}

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

/** Rounded to the nanosecond, which removes floating-point noise. */
function milliseconds(nanoseconds: number): number {
  return Math.round(nanoseconds) / 1e6;
}
