import type { SourceId } from '../ids.ts';
import type { TimeSpan } from './time-spans.ts';

/** Bytes of a connection between two nodes that an observer missed. */
export interface MissedBytes {
  readonly source: SourceId;
  /** Nodes at the ends of the connection, sender first, where they are known. */
  readonly sentBy: number | undefined;
  readonly receivedBy: number | undefined;
  /** When the bytes before them were seen, and when it was noticed; by the aligned clock. */
  readonly since: number;
  readonly time: number;
  readonly bytes: number;
  /** What was in them can be anything, however few they are. */
  readonly vague: boolean;
}

/** What the observers missed of TCP streams, asked for when reports are made. */
export interface CaptureGaps {
  /** All between nodes of the cluster, in no order. */
  in(cluster: number): readonly MissedBytes[];
  /** Until when all of them are known: they are not remembered without limit. */
  readonly knownUntil: number;
  /** Did an observer capture nothing at all at some time between these? */
  wasOut(source: SourceId, from: number, to: number): boolean;
  /** When an observer captured nothing at all; one that goes on has no end. */
  outages(source: SourceId): readonly TimeSpan[];
  /** When some of what an observer would have seen was dropped, as far as its capture says. */
  drops(source: SourceId): readonly TimeSpan[];
  /** The longest time in which an observer captured nothing, for nothing was sent; less than a second is none. */
  longestPause(source: SourceId): number;
  /** From the first to the last frame of an observer; undefined where it saw nothing. */
  span(source: SourceId): TimeSpan | undefined;
}
