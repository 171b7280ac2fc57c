import type { TimeBase } from '../../capture/time-base.ts';
import type { SyncReport } from '../../cluster/syncs/sync-model.ts';
import type { MessageNumbers } from '../../engine/message-numbers.ts';
import { rfc3339 } from '../../view/text/times.ts';
import { jsonLine } from './json-line.ts';

/** One sync as a line of NDJSON. An absent member is unknown; null means known not to exist. */
export function syncJson(report: SyncReport, base: TimeBase, numbers: MessageNumbers): string {
  const { requested, started, ended, duration, chunksSent, requests, repeatedEnds, refused, reason } = report;
  const isOver = report.verdict === 'unanswered' || report.verdict === 'aborted';
  const time = (name: string, at: number | undefined) => {
    if (at !== undefined) return { [name]: rfc3339(base, at) };
    return isOver && name !== 'requested' ? { [name]: null } : {};
  };
  return jsonLine({
    v: 1,
    cluster: report.cluster,
    capability: report.capability,
    donor: report.donor,
    receiver: report.receiver,
    ...time('requested', requested),
    ...time('started', started),
    ...time('ended', ended),
    ...(duration === undefined ? {} : { durationMs: Math.round(duration) / 1e6 }),
    packets: report.packets,
    bytes: report.bytes,
    ...(chunksSent === undefined ? {} : { chunksSent }),
    chunksSeen: report.chunksSeen,
    records: Object.fromEntries(report.records),
    queued: report.queued,
    ...(requests > 1 ? { requests } : {}),
    ...(repeatedEnds > 0 ? { repeatedEnds } : {}),
    ...(refused > 0 ? { refused } : {}),
    verdict: report.verdict,
    ...(reason === undefined ? {} : { reason }),
    messages: report.messages.map((message) => numbers.of(message)),
  });
}
