import type { SourceId } from '../../ids.ts';
import { type ClockEvidence, isSameStep, type Leap, type StepRange } from './clock-evidence.ts';
import type { SharedMessage } from './clock-samples.ts';
import { asSteps, type Excursion, type FrameRange, type PairChange } from './pair-changes.ts';

/** Frames of an observer that were captured late: packets waited on a busy host, and then came in a burst. */
export interface HeldUp {
  readonly source: SourceId;
  /** The last frame before, and the first one afterwards. */
  readonly from: number;
  readonly to: number;
}

/**
 * Where a capture was late for a while, by the messages that others saw too. A clock that had been set would have been
 * set back afterwards by as much, and then the times of its frames go back, or the clocks of its senders tell.
 */
export function heldUp(
  changes: readonly PairChange[],
  known: readonly StepRange[],
  evidence: readonly ClockEvidence[],
): readonly HeldUp[] {
  const lasting = changes.filter(({ excursion }) => excursion === undefined).flatMap(asSteps);
  const seen = new Set<Excursion>();
  return changes.flatMap((change) => {
    const { first, second, excursion } = change;
    // Others are within it, or its end.
    if (excursion === undefined || seen.has(excursion)) return [];
    seen.add(excursion);
    const { late, frames } = excursion;
    const sources = [first, second] as const;
    const goesBack = frames.some((range, at) =>
      goesBackIn(range, evidence[sources[at as 0 | 1]]?.leaps ?? []),
    );
    if (goesBack || asSteps(change).some((one) => isAmong(one, known))) return [];
    const step = asSteps(change)[late];
    const followed = { ...step, source: sources[late === 0 ? 1 : 0], ...frames[late === 0 ? 1 : 0] };
    // The clocks of both were set by as much, one after the other, as a third observer tells.
    if (isAmong(step, lasting) && isAmong(followed, lasting)) return [];
    return [{ source: sources[late], ...frames[late] }];
  });
}

function goesBackIn({ from, to }: FrameRange, leaps: readonly Leap[]): boolean {
  return leaps.some(({ frame, by }) => by < 0 && frame > from && frame <= to);
}

function isAmong(step: StepRange, others: readonly StepRange[]): boolean {
  return others.some((other) => isSameStep(step, other));
}

/** The messages without what observers captured late. */
export function* withoutHeldUp(
  messages: Iterable<SharedMessage>,
  late: readonly HeldUp[],
): Generator<SharedMessage> {
  for (const message of messages) {
    const sights = message.sights.filter(
      ({ source, frame }) => !late.some((one) => one.source === source && frame > one.from && frame < one.to),
    );
    if (sights.length > 1) yield { ...message, sights };
  }
}
