import type { LagReport } from '../../engine/flows/replication-lags.ts';
import type { MessageNumbers } from '../../engine/message-numbers.ts';
import { jsonLine } from './json-line.ts';

/** How long replication from one node to another took, as a line of NDJSON. */
export function lagJson(report: LagReport, numbers: MessageNumbers): string {
  const { cluster, from, to, capability, packets, left, median, percentile95, longest, end, unacknowledged } =
    report;
  return jsonLine({
    v: 1,
    cluster,
    from,
    to,
    capability,
    packets,
    ...(unacknowledged === 0 ? {} : { unacknowledged }),
    ...(left === undefined ? {} : { leftMs: ms(left) }),
    medianMs: ms(median),
    p95Ms: ms(percentile95),
    longestMs: ms(longest.lag),
    lagTo: end,
    longest: { flow: longest.flow, message: numbers.of(longest.packet) },
  });
}

function ms(nanoseconds: number): number {
  return Math.round(nanoseconds) / 1e6;
}
