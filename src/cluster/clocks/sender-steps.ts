import type { AddressId, EndpointId, SourceId } from '../../ids.ts';
import type { ClockDoubt } from '../../reassembly/tcp/clock-doubts.ts';
import { type ClockEvidence, type ClockStep, leapOf, SAME_STEP, type StepRange } from './clock-evidence.ts';

/** So many hosts that agree set their clocks at the same moment by chance only if the capture's clock was set. */
export const ENOUGH_HOSTS = 2;
/** If one host in so many that agree says otherwise, it is not the capture's clock. */
const MOST_DISSENT = 8;
/** So many, where nothing shows that the times of the frames went back. */
const ENOUGH_UNSEEN = 3;
/**
 * Steps of less than this, in nanoseconds, are not told by senders: what comes through a queue that fills or empties is
 * late by as much, and the clocks of others are not read exactly enough to deny it.
 */
const LEAST_BY_SENDERS = 220e6;

/** What may be a step, and who shows it. */
export interface Found extends StepRange {
  readonly shownBy: ClockStep['shownBy'];
}

type AddressOf = (endpoint: EndpointId) => AddressId;

/** What the clocks of the senders tell: where the clock of an observer was set. */
export function bySenders(
  source: SourceId,
  doubts: readonly ClockDoubt[],
  leaps: ClockEvidence['leaps'],
  addressOf: AddressOf,
): readonly Found[] {
  const believed: Found[] = [];
  for (const { range, isEnough, isLarge } of supported(source, doubts, leaps, addressOf)) {
    if (!isEnough || !isLarge) continue;
    // A stream that was idle over two steps shows their sum.
    if (believed.some((one) => one.from < range.to && range.from < one.to)) continue;
    believed.push(range);
  }
  return believed;
}

/**
 * Where it may have been set: by little, or back after a pause that was as long, which only one other host has seen.
 */
export function unsureBySenders(
  source: SourceId,
  doubts: readonly ClockDoubt[],
  leaps: ClockEvidence['leaps'],
  addressOf: AddressOf,
): readonly Found[] {
  return supported(source, doubts, leaps, addressOf)
    .filter(({ isEnough, isLarge, support }) => support >= ENOUGH_HOSTS && !(isEnough && isLarge))
    .map(({ range }) => range);
}

interface Supported {
  readonly range: Found;
  /** Number of hosts that say so. */
  readonly support: number;
  /** Are they enough? */
  readonly isEnough: boolean;
  readonly isLarge: boolean;
}

/** What nobody denies, the most believable first. */
function supported(
  source: SourceId,
  doubts: readonly ClockDoubt[],
  leaps: ClockEvidence['leaps'],
  addressOf: AddressOf,
): readonly Supported[] {
  const hosts = hostsBy(addressOf);
  const all = doubts.flatMap((doubt): readonly Supported[] => {
    const { from, to, by, toTime, denials } = doubt;
    const range: Found = { source, from, to, by, time: toTime, shownBy: 'senders' };
    const leap = leapOf(range, leaps);
    const frame = leap?.frame ?? to;
    const support = hosts(doubt.senders);
    const against = denials.filter((one) => one.from < frame && one.to >= frame);
    const dissent = hosts(against.map(({ sender }) => sender));
    if (dissent * MOST_DISSENT > support || hosts(rivals(doubt, frame, doubts)) > support) return [];
    // A clock that is set forward makes a pause. Set back, it need not show after a longer pause: but then it looks
    // as if
    // what was captured before had been held up, on the way or by a busy host.
    if (by > 0 && leap === undefined) return [];
    const goesBack = by < 0 && (leap?.by ?? 0) < 0;
    const enough = goesBack ? 1 : by < 0 ? ENOUGH_UNSEEN : ENOUGH_HOSTS;
    return [{ range, support, isEnough: support >= enough, isLarge: Math.abs(by) >= LEAST_BY_SENDERS }];
  });
  return all.sort((a, b) => b.support - a.support || a.range.to - a.range.from - (b.range.to - b.range.from));
}

/**
 * Whose clocks say that it was set by more or less in front of that frame: in a burst, each packet has waited for as
 * long.
 */
function rivals(
  { by, senders }: ClockDoubt,
  frame: number,
  doubts: readonly ClockDoubt[],
): readonly EndpointId[] {
  return doubts
    .filter((other) => other.from < frame && other.to >= frame && Math.abs(other.by - by) > SAME_STEP)
    .flatMap((other) => other.senders)
    .filter((sender) => !senders.includes(sender));
}

export function hostsBy(addressOf: (endpoint: EndpointId) => AddressId) {
  return (endpoints: readonly EndpointId[]): number => new Set(endpoints.map(addressOf)).size;
}
