import type { AddressId, EndpointId, SourceId } from '../../ids.ts';
import type { ClockDoubt } from '../../reassembly/tcp/clock-doubts.ts';
import {
  type ClockEvidence,
  type ClockStep,
  isSameStep,
  leapOf,
  SAME_STEP,
  type StepRange,
} from './clock-evidence.ts';
import type { SharedMessage } from './clock-samples.ts';
import { heldUp, withoutHeldUp } from './held-up.ts';
import { asSteps, LEAST_CHANGE, type PairChange, pairChanges } from './pair-changes.ts';
import { median } from './robust.ts';
import { bySenders, ENOUGH_HOSTS, type Found, hostsBy, unsureBySenders } from './sender-steps.ts';

/** Nanoseconds by which packets are late at most where they wait on a busy host. */
const LATEST = 2e9;
/** Nanoseconds within which they are in time again. */
const ENOUGH_BEHIND = 2e9;
/** Most steps of one observer: a clock that is set more often tells nothing. */
const MOST_STEPS = 32;

export interface FoundSteps {
  readonly steps: readonly ClockStep[];
  /** What may be steps, or may be packets that waited. */
  readonly doubtful: readonly ClockStep[];
}

/**
 * Finds where the clock of an observer was set while it captured: it goes ahead of the clocks of all senders, as these
 * stand in the timestamps of their segments, or of those of the other observers who saw the same messages.
 * `evidence` is by source; the messages come in about the order of time.
 */
export function findSteps(
  evidence: readonly ClockEvidence[],
  messages: () => Iterable<SharedMessage>,
  addressOf: (endpoint: EndpointId) => AddressId,
): FoundSteps {
  const found: Found[] = evidence.flatMap(({ doubts, leaps }, source) =>
    bySenders(source as SourceId, doubts, leaps, addressOf),
  );
  let unexplained = lastingChanges(messages, found, evidence).filter(isLeftBy(found));
  while (unexplained.length > 0) {
    const best = likeliest(unexplained, evidence);
    const isDenied = areAgainst(best, evidence[best.source]?.doubts ?? [], addressOf);
    if (!isDenied) found.push({ ...narrowed(best, unexplained), shownBy: 'observers' });
    const steps = isDenied ? [best] : found;
    const left = unexplained.filter(isLeftBy(steps));
    if (left.length === unexplained.length) break;
    unexplained = left;
  }
  const steps = located(found, evidence);
  const isSettled = (step: ClockStep) => !isLate(step, evidence[step.source]?.last);
  const unsettled = steps.filter((step) => !isSettled(step));
  const unsure = evidence.flatMap(({ doubts, leaps }, source) =>
    unsureBySenders(source as SourceId, doubts, leaps, addressOf),
  );
  const others = unsure.filter(
    (one) => !steps.some((step) => step.source === one.source && isWithin(step, one)),
  );
  return { steps: steps.filter(isSettled), doubtful: [...unsettled, ...located(others, evidence)] };
}

function isWithin({ frame }: ClockStep, { from, to }: StepRange): boolean {
  return from < frame && frame <= to;
}

/** Set forward shortly before the end of the capture: packets that waited look the same, until they are in time again. */
function isLate({ by, time }: ClockStep, last = Number.POSITIVE_INFINITY): boolean {
  return by > 0 && by < LATEST && last - time < ENOUGH_BEHIND;
}

/** Of observers whose packets waited for a while, what they captured then tells nothing of clocks. */
function lastingChanges(
  messages: () => Iterable<SharedMessage>,
  known: readonly StepRange[],
  evidence: readonly ClockEvidence[],
): readonly PairChange[] {
  const changes = pairChanges(messages());
  const late = heldUp(changes, known, evidence);
  return late.length === 0 ? changes : pairChanges(withoutHeldUp(messages(), late));
}

/** Do more hosts say that the clock went on as usual than that it was set? Then packets waited on a busy host. */
function areAgainst(
  step: StepRange,
  doubts: readonly ClockDoubt[],
  addressOf: (endpoint: EndpointId) => AddressId,
): boolean {
  const hosts = hostsBy(addressOf);
  const agreeing = doubts.filter((doubt) => isDoubted(step, [doubt])).flatMap(({ senders }) => senders);
  const denying = doubts
    .flatMap(({ denials }) => denials)
    .filter(({ from, to }) => from < step.to && to >= step.to)
    .map(({ sender }) => sender);
  return hosts(denying) >= ENOUGH_HOSTS && hosts(denying) > hosts(agreeing);
}

function isExplained(change: PairChange, steps: readonly StepRange[], most = SAME_STEP): boolean {
  return asSteps(change).some((one) => steps.some((step) => isSameStep(one, step, most)));
}

/** Is a change not one of these steps? It need not be as large as they are: delays may have changed at the same time. */
function isLeftBy(steps: readonly StepRange[]): (change: PairChange) => boolean {
  return (change) => !isExplained(change, steps, LEAST_CHANGE);
}

/**
 * The step that explains most of the changes. Where there are but two observers, either may have been set: their frames
 * tell which of the two is likelier, and it matters little.
 */
function likeliest(changes: readonly PairChange[], evidence: readonly ClockEvidence[]): StepRange {
  let best: { readonly step: StepRange; readonly score: number } | undefined;
  for (const step of changes.flatMap(asSteps)) {
    const explained = changes.filter((change) => isExplained(change, [step])).length;
    const leap = leapOf(step, evidence[step.source]?.leaps ?? []);
    const isShown = step.by < 0 ? (leap?.by ?? 0) < 0 : leap !== undefined;
    const isTold = isDoubted(step, evidence[step.source]?.doubts ?? []);
    const score = explained + (isTold ? 2 : 0) + (isShown ? 0.5 : 0) + (step.by < 0 && isShown ? 0.25 : 0);
    if (best === undefined || score > best.score) best = { step, score };
  }
  return (best as { readonly step: StepRange }).step;
}

/** Does any sender's clock say the same? */
function isDoubted(step: StepRange, doubts: readonly ClockDoubt[]): boolean {
  return doubts.some(({ from, to, toTime, by }) =>
    isSameStep(step, { source: step.source, from, to, time: toTime, by }),
  );
}

/** The frames between which all changes that the step explains have it, and what most of them say of its size. */
function narrowed(step: StepRange, changes: readonly PairChange[]): StepRange {
  let narrow = step;
  const sizes: number[] = [];
  for (const one of changes.flatMap(asSteps)) {
    if (!isSameStep(one, narrow)) continue;
    const { to, time } = one.to < narrow.to ? one : narrow;
    narrow = { ...narrow, from: Math.max(one.from, narrow.from), to, time };
    sizes.push(one.by);
  }
  return { ...narrow, by: median(sizes) };
}

/** In the order of sources and frames, each at the frame at which the clock was set. */
function located(found: readonly Found[], evidence: readonly ClockEvidence[]): readonly ClockStep[] {
  const steps = found.map(({ shownBy, ...range }): ClockStep => {
    const leap = leapOf(range, evidence[range.source]?.leaps ?? []);
    const { source, by } = range;
    const { frame, time } = leap ?? { frame: range.to, time: range.time };
    return { source, frame, time, before: time - (leap?.by ?? by), by, shownBy };
  });
  const counts = new Map<SourceId, number>();
  for (const { source } of steps) counts.set(source, (counts.get(source) ?? 0) + 1);
  return steps
    .filter(({ source }) => (counts.get(source) ?? 0) <= MOST_STEPS)
    .sort((a, b) => a.source - b.source || a.frame - b.frame);
}
