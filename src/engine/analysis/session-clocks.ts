import { findSteps } from '../../cluster/clocks/find-steps.ts';
import { type ClockSolution, solveClocks } from '../../cluster/clocks/solve-clocks.ts';
import type { SourceId } from '../../ids.ts';
import type { ClockDoubt } from '../../reassembly/tcp/clock-doubts.ts';
import { sharedMessages } from '../lookup/message-sights.ts';
import type { ObserverTimes } from '../reading/observer-times.ts';
import type { SessionTables } from '../session-tables.ts';

/**
 * How the clocks of so many observers relate to each other, and where one of them was set while it captured; undefined
 * if there is only one and it was not.
 */
export function sessionClocks(
  tables: SessionTables,
  sources: readonly SourceId[],
  times: ObserverTimes,
  doubtsOf: (source: SourceId) => readonly ClockDoubt[],
): ClockSolution | undefined {
  const evidence = sources.map((source) => ({
    doubts: doubtsOf(source),
    leaps: times.leapsOf(source),
    last: times.lastOf(source),
  }));
  const isAlone = sources.length < 2;
  if (isAlone && evidence.every(({ doubts }) => doubts.length === 0)) return undefined;
  const found = findSteps(
    evidence,
    () => sharedMessages(tables),
    (one) => tables.endpoints.addressOf(one),
  );
  if (isAlone && found.steps.length + found.doubtful.length === 0) return undefined;
  const spans = sources.map((source) => times.spanOf(source));
  return solveClocks(sharedMessages(tables), sources.length, spans, found);
}
