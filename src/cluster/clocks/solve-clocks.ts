import type { SourceId } from '../../ids.ts';
import type { ClockStep } from './clock-evidence.ts';
import { apply, type ClockMap, compose, inverse, sameClock } from './clock-map.ts';
import { collectSamples, type SharedMessage } from './clock-samples.ts';
import { type ClockUnit, ClockUnits } from './clock-units.ts';
import type { FoundSteps } from './find-steps.ts';
import { estimatePair, type PairEstimate } from './pair-estimate.ts';

/** What is known of an observer's clock. */
export interface SourceClock {
  /**
   * Nanoseconds by which it is ahead of the reference, in the middle of the time that they have in common.
   */
  readonly offset: number;
  /** Parts per million by which it runs faster. */
  readonly driftPpm: number;
  /** Possible error of the offset in nanoseconds. */
  readonly uncertainty: number;
  /** Number of messages shared with the observers from which the offset was derived. */
  readonly pairs: number;
  /** `unlinked`: shares no message with any other observer, so its times are left as they are. */
  readonly role: 'reference' | 'linked' | 'unlinked';
  /** The source whose clock its times are converted to; itself if it is a reference or unlinked. */
  readonly reference: SourceId;
}

export interface ClockSolution {
  /**
   * Nanoseconds, whole, to subtract from a time of this source; the number of a frame tells whether the time is before
   * or after a step.
   */
  offsetAt(source: SourceId, time: number, frame?: number): number;
  /** By source id; of a clock that was set, what is known of it for the longest time. */
  readonly perSource: readonly SourceClock[];
  /** In the order of sources and frames. */
  readonly steps: readonly ClockStep[];
  /** Perhaps steps, or packets that waited: times are not corrected for them. */
  readonly doubtful: readonly ClockStep[];
}

/** Times of an observer's first and last frame, by its own clock. */
export interface ClockSpan {
  readonly from: number;
  readonly to: number;
}

/**
 * Aligns the clocks of several observers by messages that more than one of them saw. Observers without common
 * messages are linked through others, along the most certain pairs. In each linked group, the clock with the
 * median offset is the reference, so that the order of the sources does not matter. A clock that was set is another
 * one from then on; if nobody else tells how it is related to the one before, the step does.
 */
export function solveClocks(
  messages: Iterable<SharedMessage>,
  sourceCount: number,
  spans: readonly (ClockSpan | undefined)[] = [],
  { steps, doubtful }: FoundSteps = { steps: [], doubtful: [] },
): ClockSolution {
  const units = new ClockUnits(sourceCount, steps);
  const spanOf = (unit: number) => (units.hasSteps(sourceOf(unit)) ? undefined : spans[unit]);
  const sourceOf = (unit: number) => (units.list[unit] as ClockUnit).source;
  const shared = steps.length === 0 ? messages : units.split(messages);
  const estimates = collectSamples(shared).flatMap(
    (pair) => estimatePair(pair, areApart(spanOf(pair.first), spanOf(pair.second))) ?? [],
  );
  const count = units.list.length;
  const links = mostCertain([...estimates, ...stepLinks(units)], count);
  const middle = middleOf(estimates);
  const clocks: SolvedClock[] = [];
  for (let unit = 0; unit < count; unit++) {
    if (clocks[unit] !== undefined) continue;
    const members = reach(unit as SourceId, links, middle);
    const sources = new Set(members.map(({ source }) => sourceOf(source)));
    const own = sourceOf(unit);
    const root = sources.size === 1 ? longestOf(units, own, spans[own]) : medianMember(members);
    for (const member of reach(root, links, middle)) {
      const clock = solved(member, root, sources.size);
      clocks[member.source] = { ...clock, reference: sourceOf(clock.reference) };
    }
  }
  return {
    perSource: units.list.slice(0, sourceCount).map(({ source }) => {
      const { toReference: _, ...clock } = clocks[longestOf(units, source, spans[source])] as SolvedClock;
      return clock;
    }),
    offsetAt: (source, time, frame) => {
      const map = clocks[units.unitOf(source, time, frame)]?.toReference;
      return map === undefined ? 0 : Math.round(time - apply(map, time));
    },
    steps,
    doubtful,
  };
}

/** Nanoseconds by which the size of a step may be wrong, as senders' clocks tell it: ticks of theirs, and delays. */
const STEP_ERROR = 4e6;

/** Each clock that was set, relative to what it was before. */
function stepLinks({ list }: ClockUnits): readonly PairEstimate[] {
  const lastOf = new Map<SourceId, number>();
  return list.flatMap(({ source, step }, unit) => {
    const before = lastOf.get(source);
    lastOf.set(source, unit);
    if (before === undefined || step === undefined) return [];
    const map = { offset: Math.round(step.by), drift: 0, centre: step.time };
    return {
      first: before as SourceId,
      second: unit as SourceId,
      map,
      uncertainty: STEP_ERROR,
      noise: STEP_ERROR,
      halfSpan: 0,
      shared: 0,
    };
  });
}

/** The unit of a source that is the longest. */
function longestOf(units: ClockUnits, source: SourceId, span: ClockSpan | undefined): SourceId {
  if (!units.hasSteps(source) || span === undefined) return source;
  const own = [...units.list.entries()].filter(([, unit]) => unit.source === source);
  let best: { readonly unit: number; readonly length: number } | undefined;
  for (const [unit, { from, to }] of own) {
    const length = Math.min(to, span.to) - Math.max(from, span.from);
    if (best === undefined || length > best.length) best = { unit, length };
  }
  return (best?.unit ?? source) as SourceId;
}

function areApart(one: ClockSpan | undefined, other: ClockSpan | undefined): boolean {
  return one !== undefined && other !== undefined && (one.to <= other.from || other.to <= one.from);
}

interface SolvedClock extends SourceClock {
  readonly toReference: ClockMap;
}

/** A source as reached from another one. */
interface Member {
  readonly source: SourceId;
  /** From the root's times to its own. */
  readonly map: ClockMap;
  readonly uncertainty: number;
  readonly noise: number;
  readonly halfSpan: number;
  readonly shared: number;
}

/** The time for which offsets are stated. */
function middleOf(estimates: readonly PairEstimate[]): number {
  const centres = estimates.map(({ map }) => map.centre);
  return estimates.length === 0 ? 0 : Math.round((Math.min(...centres) + Math.max(...centres)) / 2);
}

/** A spanning forest of the pairs with the least uncertainty. */
function mostCertain(estimates: readonly PairEstimate[], count: number): readonly PairEstimate[] {
  const tree = Array.from({ length: count }, (_, source) => source);
  const sorted = [...estimates].sort((a, b) => a.uncertainty - b.uncertainty || b.shared - a.shared);
  return sorted.filter(({ first, second }) => {
    const [from, to] = [tree[first], tree[second]];
    if (from === to) return false;
    for (const [source, of] of tree.entries()) if (of === from) tree[source] = to ?? 0;
    return true;
  });
}

/** Everything reachable from a source; itself first. */
function reach(root: SourceId, links: readonly PairEstimate[], middle: number): readonly Member[] {
  const members: Member[] = [
    { source: root, map: sameClock(middle), uncertainty: 0, noise: 0, halfSpan: 0, shared: 0 },
  ];
  const seen = new Set([root]);
  for (const from of members) {
    for (const link of links) {
      const { first, second } = link;
      const next = from.source === first ? second : from.source === second ? first : undefined;
      if (next === undefined || seen.has(next)) continue;
      seen.add(next);
      members.push({
        source: next,
        map: compose(from.map, next === second ? link.map : inverse(link.map)),
        uncertainty: from.uncertainty + link.uncertainty,
        noise: from.noise + link.noise,
        halfSpan: Math.max(from.halfSpan, link.halfSpan),
        shared: link.shared,
      });
    }
  }
  return members;
}

function medianMember(members: readonly Member[]): SourceId {
  const sorted = [...members].sort((a, b) => a.map.offset - b.map.offset || a.source - b.source);
  return (sorted[(sorted.length - 1) >>> 1] as Member).source;
}

function solved(member: Member, reference: SourceId, members: number): SolvedClock {
  const { source, uncertainty, shared } = member;
  const map = isNothing(member) ? sameClock(member.map.centre) : member.map;
  const role = members === 1 ? 'unlinked' : source === reference ? 'reference' : 'linked';
  return {
    offset: map.offset,
    driftPpm: map.drift * 1e6,
    uncertainty,
    pairs: shared,
    role,
    reference,
    toReference: inverse(map),
  };
}

/** Clocks synchronised by the same source differ by less than can be measured; they are left alone. */
function isNothing({ map, noise, halfSpan }: Member): boolean {
  const most = Math.max(noise, NO_OFFSET);
  return Math.abs(map.offset) <= most && Math.abs(map.drift) * halfSpan <= most;
}

/** Nanoseconds: too small to be measured between two hosts. */
const NO_OFFSET = 5000;
