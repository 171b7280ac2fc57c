import type { SourceId } from '../../ids.ts';
import type { CaptureGaps } from '../coverage/capture-gaps.ts';
import type { Coverage } from '../coverage/coverage.ts';
import type { SyncExchange } from './sync-exchange.ts';
import type { SyncReason, SyncVerdict } from './sync-model.ts';
import { SYNC_TIMEOUT } from './sync-times.ts';

/** What the captures can prove. */
export interface Witnesses {
  readonly coverage: Coverage;
  readonly gaps: CaptureGaps;
  /** The time of an observer's last frame; undefined if it has none. */
  until(source: SourceId): number | undefined;
}

export interface Judgement {
  readonly verdict: SyncVerdict;
  readonly reason?: SyncReason;
}

/**
 * Nanoseconds. A gap is noticed when the next bytes of its connection come, and nodes ping each other every
 * few seconds.
 */
const NOTICED_AFTER = 5e9;

const COMPLETE: Judgement = { verdict: 'complete' };

/** Applies the rules of `SyncVerdict`, in order of precedence. */
export function judge(exchange: SyncExchange, witnesses: Witnesses): Judgement {
  const { end, announced, missing, packets, lost } = exchange;
  if (end !== undefined && announced !== undefined && missing === 0) {
    // Data of an answer whose end was missed, followed by data of the next answer.
    const isMore = exchange.chunks > announced;
    return isMore ? { verdict: 'not captured', reason: 'more chunks than announced' } : COMPLETE;
  }
  if (end !== undefined && announced === undefined) {
    const missed = requestMissed(exchange) ?? missedSomething(exchange, end, witnesses);
    return missed === undefined ? COMPLETE : { verdict: 'not captured', reason: missed };
  }
  const deadline = exchange.lastSeen + SYNC_TIMEOUT;
  const missed =
    (end === undefined ? undefined : requestMissed(exchange)) ??
    answerMissed(exchange) ??
    missedSomething(exchange, deadline, witnesses) ??
    endedEarly(exchange, Math.min(deadline, lost?.time ?? deadline), witnesses);
  if (missed !== undefined) return { verdict: 'not captured', reason: missed };
  if (end !== undefined) return { verdict: 'short', reason: 'fewer chunks than announced' };
  return { verdict: packets === 0 ? 'unanswered' : 'aborted', reason: lost?.why ?? 'no packet for 15 s' };
}

function requestMissed({ requested }: SyncExchange): SyncReason | undefined {
  return requested === undefined ? 'request not captured' : undefined;
}

function answerMissed({ end, gotUnseen }: SyncExchange): SyncReason | undefined {
  return end === undefined && gotUnseen !== undefined ? 'bytes missing in the capture' : undefined;
}

/** Undefined if all of the answer that was sent until then was seen. */
function missedSomething(
  exchange: SyncExchange,
  until: number,
  { coverage, gaps }: Witnesses,
): SyncReason | undefined {
  const { cluster, donor, receiver, sources, firstSeen, damaged } = exchange;
  if (damaged > 0) return 'packets cut or damaged';
  if (!coverage.covers(cluster, donor) && !coverage.covers(cluster, receiver))
    return 'nodes captured in part';
  const within = until === exchange.end ? until : until + NOTICED_AFTER;
  if (within > gaps.knownUntil) return 'bytes missing in the capture';
  const lacking = new Set([...sources].filter((source) => gaps.wasOut(source, firstSeen, within)));
  for (const gap of gaps.in(cluster)) {
    if (gap.time < firstSeen || gap.time > within) continue;
    if (gap.sentBy === donor || gap.receivedBy === receiver) lacking.add(gap.source);
  }
  return [...sources].every((source) => lacking.has(source)) ? 'bytes missing in the capture' : undefined;
}

function endedEarly(
  { sources }: SyncExchange,
  deadline: number,
  { until }: Witnesses,
): SyncReason | undefined {
  const isThere = [...sources].some((source) => (until(source) ?? Number.NEGATIVE_INFINITY) >= deadline);
  return isThere ? undefined : 'capture ends before';
}
