import type { LatePong, RoundTrip } from '../../cluster/nodes/links/ping-times.ts';
import type { NodeReport } from '../../cluster/nodes/node-model.ts';
import type { SyncReport } from '../../cluster/syncs/sync-model.ts';
import { type Evidence, type Finding, howMany, NOTHING_NAMED, named, type Rule } from '../finding.ts';

/** PONGs take longer than a node waits for them, so that links go down although both nodes are running. */
export const pongLate: Rule = {
  name: 'pong-late',
  find: (evidence) =>
    evidence.nodes.flatMap((report) =>
      report.links.flatMap(({ to, roundTrip }) =>
        roundTrip === undefined || roundTrip.lateCount === 0
          ? []
          : [finding(report, to, roundTrip, evidence)],
      ),
    ),
};

function finding({ cluster, node }: NodeReport, to: number, trip: RoundTrip, { syncs }: Evidence): Finding {
  const { late, lateCount, longest } = trip;
  const sending = syncs.filter(
    (sync) => sync.cluster === cluster && sync.donor === to && sync.receiver === node && sync.bytes > 0,
  );
  const behind = late.filter((pong) => sending.some((sync) => overlaps(pong, sync)));
  return {
    ...NOTHING_NAMED,
    rule: 'pong-late',
    severity: 'warning',
    title:
      `PONG late: node ${to} answered node ${node} ${howMany(lateCount, 'time')} after more than a second, at most ` +
      `${(longest / 1e9).toFixed(1)} s`,
    detail:
      behind.length > 0
        ? `${behind.length} of them came while node ${to} sent node ${node} a sync of ${bytesOf(behind, sending)} on the same ` +
          'connection: they waited behind it, and the network is not to blame.'
        : `Node ${to} sent node ${node} no sync at that time: its process was busy, or the network was slow.`,
    cluster,
    nodes: [node, to],
    messages: named(late.map(({ message }) => message)),
    confidence: 'likely',
    reference:
      behind.length > 0
        ? 'https://github.com/OpenSIPS/opensips/commit/7d74f3dc62'
        : 'https://github.com/OpenSIPS/opensips/issues/3542',
  };
}

function overlaps({ asked, answered }: LatePong, { started, ended }: SyncReport): boolean {
  return started !== undefined && started <= answered && (ended ?? Number.POSITIVE_INFINITY) >= asked;
}

function bytesOf(late: readonly LatePong[], syncs: readonly SyncReport[]): string {
  const sent = syncs.filter((sync) => late.some((pong) => overlaps(pong, sync)));
  return `${Math.ceil(sent.reduce((sum, { bytes }) => sum + bytes, 0) / 1000)} kB`;
}
