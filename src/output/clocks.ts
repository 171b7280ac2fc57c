import type { ClockStep } from '../cluster/clocks/clock-evidence.ts';
import type { Session } from '../engine/session.ts';
import type { SourceId } from '../ids.ts';
import { clocksOf, type ShownClock } from '../view/complaints/shown-clocks.ts';
import { stepLines } from '../view/complaints/step-lines.ts';
import { grouped } from '../view/text/counts.ts';
import { printable } from '../view/text/printable.ts';
import { rfc3339 } from '../view/text/times.ts';
import { jsonLine } from './json/json-line.ts';
import { alignedColumns } from './text/aligned-columns.ts';

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
      ...stepsOf(session, source as SourceId),
    });
  }
}

/** When the clock was set while it captured; the frame is the first one by the new time. */
function stepsOf({ clocks, succession, tables }: Session, source: SourceId): object {
  const own = (all: readonly ClockStep[] = []) => all.filter((step) => step.source === source);
  const shown = (all: readonly ClockStep[]) =>
    all.map(({ frame, time, by, shownBy }) => ({
      ...succession.placeOf({ source, frame }),
      time: rfc3339(tables.base, time),
      byMs: milliseconds(by),
      shownBy,
    }));
  const [steps, doubtful] = [shown(own(clocks?.steps)), shown(own(clocks?.doubtful))];
  return {
    ...(steps.length === 0 ? {} : { steps }),
    ...(doubtful.length === 0 ? {} : { doubtfulSteps: doubtful }),
  };
}

/** How the observers' clocks differ, for people. */
export function clockLines(session: Session): readonly string[] {
  const clocks = clocksOf(session);
  const rows = clocks.map((clock, source) => [
    printable(session.captureName(source as SourceId)),
    ...clockTexts(clock, session),
  ]);
  return [...alignedColumns(rows), ...stepLines(session).map(printable)];
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

/** Rounded to the nanosecond, which removes floating-point noise. */
function milliseconds(nanoseconds: number): number {
  return Math.round(nanoseconds) / 1e6;
}
