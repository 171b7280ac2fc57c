import type { SourceId } from '../../ids.ts';
import { apply, type ClockMap, compose, inverse, sameClock } from './clock-map.ts';
import { collectSamples, type SharedMessage } from './clock-samples.ts';
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
  /** Nanoseconds, whole, to subtract from a time of this source. */
  offsetAt(source: SourceId, time: number): number;
  /** By source id. */
  readonly perSource: readonly SourceClock[];
}

/** Times of an observer's first and last frame, by its own clock. */
export interface ClockSpan {
  readonly from: number;
  readonly to: number;
}

/**
 * Aligns the clocks of several observers by messages that more than one of them saw. Observers without common
 * messages are linked through others, along the most certain pairs. In each linked group, the clock with the
 * median offset is the reference, so that the order of the sources does not matter.
 */
export function solveClocks(
  messages: Iterable<SharedMessage>,
  sourceCount: number,
  spans: readonly (ClockSpan | undefined)[] = [],
): ClockSolution {
  const estimates = collectSamples(messages).flatMap(
    (pair) => estimatePair(pair, areApart(spans[pair.first], spans[pair.second])) ?? [],
  );
  const links = mostCertain(estimates, sourceCount);
  const middle = middleOf(estimates);
  const clocks: SolvedClock[] = [];
  for (let source = 0; source < sourceCount; source++) {
    if (clocks[source] !== undefined) continue;
    const members = reach(source as SourceId, links, middle);
    const root = medianMember(members);
    for (const member of reach(root, links, middle))
      clocks[member.source] = solved(member, root, members.length);
  }
  return {
    perSource: clocks.map(({ toReference: _, ...clock }) => clock),
    offsetAt: (source, time) => {
      const map = clocks[source]?.toReference;
      return map === undefined ? 0 : Math.round(time - apply(map, time));
    },
  };
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
