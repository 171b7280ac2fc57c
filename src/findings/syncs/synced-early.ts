import type { NodeReport } from '../../cluster/nodes/node-model.ts';
import type { SyncReport } from '../../cluster/syncs/sync-model.ts';
import { type Evidence, type Finding, NOTHING_NAMED, type Rule } from '../finding.ts';

/** A node declared itself synced before the end of the answer that it had requested. */
export const syncedEarly: Rule = {
  name: 'synced-early',
  find: ({ nodes, syncs }) => nodes.flatMap((report) => early(report, syncs)),
};

function early({ cluster, node, capabilities }: NodeReport, syncs: Evidence['syncs']): readonly Finding[] {
  return [...capabilities].flatMap(([capability, { early: interval, state, message }]) => {
    if (interval?.isShown !== true || state !== 'ok') return [];
    const { donor, to } = interval;
    const sync = syncs.findLast(
      (one) =>
        one.cluster === cluster &&
        one.receiver === node &&
        one.donor === donor &&
        one.capability === capability &&
        (one.requested ?? Number.NEGATIVE_INFINITY) <= to,
    );
    return [
      {
        ...NOTHING_NAMED,
        rule: 'synced-early',
        severity: sync?.verdict === 'complete' ? 'warning' : 'error',
        title: `synced too early: node ${node}, ${capability}, ${whenText(sync, to)}`,
        detail:
          `It had asked node ${donor} for the data and announced to have them before the end of the answer. ` +
          'Until that comes it is taken for a donor that has all, and for one whose answers are right.',
        cluster,
        nodes: [node],
        capabilities: [capability],
        messages: [message],
        confidence: 'certain',
        reference:
          'https://blog.opensips.org/2024/12/19/opensips-cluster-hardening-in-large-dataset-scenarios',
      },
    ];
  });
}

function whenText(sync: SyncReport | undefined, time: number): string {
  if (sync?.started === undefined || sync.started > time) return 'before anything came';
  if (sync.ended === undefined) return 'and the sync has not ended';
  return `${((sync.ended - time) / 1e9).toFixed(1)} s before the end of the sync`;
}
