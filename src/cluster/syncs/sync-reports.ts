import { type CaptureGaps, type MissedBytes, missedBetweenNodes } from '../coverage/capture-gaps.ts';
import { type Judgement, judge, type Witnesses } from './judge-sync.ts';
import { routeKey, type SyncExchange } from './sync-exchange.ts';
import type { SyncReport } from './sync-model.ts';

interface Judged {
  readonly sync: SyncExchange;
  readonly judgement: Judgement;
}

/** Reports about the syncs, in the order in which they began. */
export function syncReports(syncs: readonly SyncExchange[], witnesses: Witnesses): readonly SyncReport[] {
  const asked = { ...witnesses, gaps: rememberedGaps(witnesses.gaps) };
  const judged = syncs.map((sync) => ({ sync, judgement: judge(sync, asked) }));
  const repeats = repeatedRequests(judged);
  const times = new Map<SyncExchange, number>();
  for (const answered of repeats.values()) times.set(answered, (times.get(answered) ?? 0) + 1);
  return judged
    .filter(({ sync }) => !repeats.has(sync))
    .map(({ sync, judgement }) => reportOf(sync, judgement, times.get(sync) ?? 0))
    .sort((a, b) => beginOf(a) - beginOf(b));
}

/** The same gaps, computed once per cluster, without those in which nothing can be missing. */
function rememberedGaps(gaps: CaptureGaps): CaptureGaps {
  const known = new Map<number, readonly MissedBytes[]>();
  const missedIn = (cluster: number): readonly MissedBytes[] => {
    const missed = known.get(cluster) ?? missedBetweenNodes(gaps, cluster);
    known.set(cluster, missed);
    return missed;
  };
  return {
    in: missedIn,
    knownUntil: gaps.knownUntil,
    span: (source) => gaps.span(source),
    longestPause: (source) => gaps.longestPause(source),
    wasOut: (source, from, to) => gaps.wasOut(source, from, to),
    outages: (source) => gaps.outages(source),
    drops: (source) => gaps.drops(source),
  };
}

/**
 * Requests that were repeated while the answer to an earlier one was on its way, and that got no answer of
 * their own: the receiver got what it wanted. Maps each to the request that was answered.
 */
function repeatedRequests(judged: readonly Judged[]): ReadonlyMap<SyncExchange, SyncExchange> {
  const repeats = new Map<SyncExchange, SyncExchange>();
  const answered = new Map<string, SyncExchange[]>();
  for (const { sync } of judged) {
    if (sync.end === undefined) continue;
    const key = routeKey(sync);
    const known = answered.get(key);
    if (known === undefined) answered.set(key, [sync]);
    else known.push(sync);
  }
  for (const { sync, judgement } of judged) {
    const { requested } = sync;
    if (judgement.verdict !== 'unanswered' || requested === undefined) continue;
    const answer = answered
      .get(routeKey(sync))
      ?.find((one) => (one.requested ?? requested) <= requested && requested <= (one.end ?? requested));
    if (answer !== undefined) repeats.set(sync, answer);
  }
  return repeats;
}

function reportOf(sync: SyncExchange, judgement: Judgement, repeated: number): SyncReport {
  const { cluster, capability, donor, receiver, requested, announced, end, lastData } = sync;
  const started = sync.firstData === undefined ? end : Math.min(sync.firstData, end ?? sync.firstData);
  const ended = end === undefined ? undefined : Math.max(end, lastData ?? end);
  const begin = requested ?? sync.firstData;
  return {
    ...{ cluster, capability, donor, receiver, requested, started, ended },
    duration: ended === undefined || begin === undefined ? undefined : ended - begin,
    packets: sync.packets,
    bytes: sync.bytes,
    chunksSent: announced,
    chunksSeen: sync.chunks,
    records: sync.records,
    queued: sync.queued,
    requests: sync.requests + repeated,
    repeatedEnds: sync.repeatedEnds,
    refused: sync.refused,
    verdict: judgement.verdict,
    reason: judgement.reason,
    messages: sync.messages,
  };
}

function beginOf({ requested, started }: SyncReport): number {
  return requested ?? started ?? 0;
}
