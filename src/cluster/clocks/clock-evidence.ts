import type { SourceId } from '../../ids.ts';
import type { ClockDoubt } from '../../reassembly/tcp/clock-doubts.ts';

/** A pause of a capture, or a frame that is earlier than the one before it. */
export interface Leap {
  /** Number of the frame behind it. */
  readonly frame: number;
  /** When that frame was captured; nanoseconds since the session's base. */
  readonly time: number;
  /** Nanoseconds since the frame before it; negative if time went back. */
  readonly by: number;
}

/** What an observer's own frames say of its clock. */
export interface ClockEvidence {
  readonly doubts: readonly ClockDoubt[];
  readonly leaps: readonly Leap[];
  /** When its last frame was captured; undefined if it has none. */
  readonly last?: number | undefined;
}

/** A clock was set while it was captured. */
export interface ClockStep {
  readonly source: SourceId;
  /** Number of the first frame by the new time, and when that was; nanoseconds since the session's base. */
  readonly frame: number;
  readonly time: number;
  /** When the frame before that one was captured, by the time before. */
  readonly before: number;
  /** Nanoseconds by which it was set forward; negative if it was set back. */
  readonly by: number;
  /** Of the observer, whose senders' clocks or whose messages, seen by others too, tell it. */
  readonly shownBy: 'senders' | 'observers';
}

/** Between these two frames of an observer its clock seems to have been set; the time is that of the second one. */
export interface StepRange {
  readonly source: SourceId;
  readonly from: number;
  readonly to: number;
  readonly time: number;
  readonly by: number;
}

/** Two measurements of one step differ by less, in nanoseconds. */
export const SAME_STEP = 60e6;

/** Can both be the same step? Their sizes differ by at most so many nanoseconds. */
export function isSameStep(one: StepRange, other: StepRange, most = SAME_STEP): boolean {
  return (
    one.source === other.source &&
    one.from < other.to &&
    other.from < one.to &&
    Math.abs(one.by - other.by) <= most
  );
}

/** Pauses are no longer than the step by more than this, in nanoseconds, if a step was among them. */
const BUSY = 50e6;

/** The leap at which the clock was set; undefined if none in the range can have been. */
export function leapOf({ from, to, by }: StepRange, leaps: readonly Leap[]): Leap | undefined {
  let best: Leap | undefined;
  for (const leap of leaps) {
    const isWithin = leap.frame > from && leap.frame <= to;
    // Time itself does not go back, so the frame is later by at least as much.
    if (!isWithin || leap.by < by - BUSY) continue;
    if (best === undefined || Math.abs(leap.by - by) < Math.abs(best.by - by)) best = leap;
  }
  return best;
}
