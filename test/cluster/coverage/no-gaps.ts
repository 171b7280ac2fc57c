import type { CaptureGaps } from '../../../src/cluster/coverage/capture-gaps.ts';

/** Captures that missed nothing. */
export const NO_GAPS: CaptureGaps = {
  in: () => [],
  knownUntil: Number.POSITIVE_INFINITY,
  span: () => undefined,
  wasOut: () => false,
  outages: () => [],
  drops: () => [],
  longestPause: () => 0,
};
