import type { SyncReport } from './sync-model.ts';

/** How far an answer is that goes on. */
export interface SyncOutlook {
  /** Chunks that there will be. */
  readonly expected: number;
  /** `end`: the capture goes on until its end; `last sync`: as many as came the last time. */
  readonly from: 'end' | 'last sync';
  /** Nanoseconds until its end; undefined where nothing tells. */
  readonly left: number | undefined;
}

/** Has the answer begun, or is it waited for, and may the rest of it still come? */
export function isRunning({ verdict, reason }: SyncReport): boolean {
  return verdict === 'not captured' && reason === 'capture ends before';
}

/**
 * How much there will be is said by the end only (spec bin-core 9). Who looks at an earlier time of a
 * capture has the end in `later`, reports of the whole; else the last complete answer of the same
 * capability tells what to expect, and how fast chunks came what time that takes.
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
