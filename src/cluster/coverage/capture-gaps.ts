import type { SourceId } from '../../ids.ts';
import type { GapKind } from '../../reassembly/carried-message.ts';
import type { TimeSpan } from '../time-spans.ts';

/** Bytes of a connection between two nodes that an observer missed. */
export interface MissedBytes {
  readonly source: SourceId;
  /** The nodes at the ends of the connection, as far as known, sender first. */
  readonly sentBy: number | undefined;
  readonly receivedBy: number | undefined;
  /** When the bytes before the gap were seen, and when the gap was noticed; by the aligned clock. */
  readonly since: number;
  readonly time: number;
  readonly bytes: number;
  readonly kind: GapKind;
}

/** What observers missed of TCP streams; asked for when reports are made. */
export interface CaptureGaps {
  /** All gaps between nodes of the cluster, in no particular order. */
  in(cluster: number): readonly MissedBytes[];
  /** Gaps are known up to this time: only a limited number is kept. */
  readonly knownUntil: number;
  /** Did an observer capture nothing at all at some time in this span? */
  wasOut(source: SourceId, from: number, to: number): boolean;
  /** Times in which an observer captured nothing at all; the last one may be endless. */
  outages(source: SourceId): readonly TimeSpan[];
  /** Times in which packets were dropped at an observer, as far as its capture tells. */
  drops(source: SourceId): readonly TimeSpan[];
  /**
   * The longest time without a frame at an observer that is explained by silence on the network; below a
   * second it counts as none.
   */
  longestPause(source: SourceId): number;
  /** From an observer's first frame to its last; undefined if it has none. */
  span(source: SourceId): TimeSpan | undefined;
}

/**
 * The gaps between nodes of the cluster in which something may be missing. An observer that misses nothing otherwise
 * would have captured what an idle connection carried after all before its first segment.
 */
export function missedBetweenNodes(gaps: CaptureGaps, cluster: number): readonly MissedBytes[] {
  const all = gaps.in(cluster);
  const lossy = new Set(all.filter(({ kind }) => kind !== 'beginning').map(({ source }) => source));
  return all.filter(
    ({ source, kind }) => kind !== 'beginning' || lossy.has(source) || gaps.drops(source).length > 0,
  );
}
