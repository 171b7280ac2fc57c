import type { SyncReport } from './sync-model.ts';

/** The progress of a sync. */
export interface SyncOutlook {
  /** Expected number of chunks. */
  readonly expected: number;
  /** `end`: known from its end, later in the capture. `last sync`: as many as the last time. */
  readonly from: 'end' | 'last sync';
  /** Nanoseconds until its end; undefined if there is no basis for an estimate. */
  readonly left: number | undefined;
}

/** Has the sync been requested or begun, and may the rest of the answer still come? */
export function isRunning({ verdict, reason }: SyncReport): boolean {
  return verdict === 'not captured' && reason === 'capture ends before';
}

/**
 * Only the end tells the number of chunks (spec bin-core 9). When looking at an earlier time of a capture,
 * the end is known from `later`, the reports of the whole capture. Otherwise, the last complete answer of the
 * same capability tells what to expect, and the rate so far how long it will take.
 */
export function syncOutlook(
  sync: SyncReport,
  reports: readonly SyncReport[],
  later: readonly SyncReport[],
  now: number,
): SyncOutlook | undefined {
  if (!isRunning(sync)) return undefined;
  const whole = later.find((one) => isSame(one, sync) && one.ended !== undefined);
  if (whole?.ended !== undefined && whole.ended > now) {
    return { expected: whole.chunksSent ?? whole.chunksSeen, from: 'end', left: whole.ended - now };
  }
  const before = reports.filter((one) => isLike(one, sync) && one.verdict === 'complete');
  const last = before.findLast(({ donor }) => donor === sync.donor) ?? before.at(-1);
  if (last === undefined || last.chunksSeen < sync.chunksSeen) return undefined;
  return { expected: last.chunksSeen, from: 'last sync', left: timeLeft(sync, last.chunksSeen, now) };
}

function timeLeft({ started, chunksSeen }: SyncReport, expected: number, now: number): number | undefined {
  if (started === undefined || chunksSeen === 0 || now <= started) return undefined;
  return ((expected - chunksSeen) * (now - started)) / chunksSeen;
}

function isLike(one: SyncReport, other: SyncReport): boolean {
  return one.cluster === other.cluster && one.capability === other.capability;
}

function isSame(one: SyncReport, other: SyncReport): boolean {
  const sameNodes = one.donor === other.donor && one.receiver === other.receiver;
  return (
    isLike(one, other) &&
    sameNodes &&
    one.requested === other.requested &&
    (one.requested !== undefined || one.started === other.started)
  );
}
