import type { AorState } from '../../cluster/contacts/reports/aor-state.ts';
import type { Analysis } from '../../engine/analysis/analysis.ts';
import { ITEMS_OF_STEP, type Steps } from '../../tables/steps.ts';
import type { MatrixNode } from '../../view/aors/aor-matrix.ts';

/** The nodes of which something is said. */
export function* nodesOf(analysis: Analysis, states: readonly AorState[]): Steps<readonly MatrixNode[]> {
  const reports = analysis.nodes.reports(analysis.time);
  const away = new Set(
    reports.filter((one) => one.away !== undefined).map(({ cluster, node }) => `${cluster} ${node}`),
  );
  const found: MatrixNode[] = [];
  for (const [cluster, nodes] of yield* nodesByCluster(states)) {
    for (const node of nodes) found.push({ cluster, node, isAway: away.has(`${cluster} ${node}`) });
  }
  return found.sort((a, b) => a.cluster - b.cluster || a.node - b.node);
}

/** A row has a cell for each node of its cluster that can hold contacts: states of one time all have the same. */
function* nodesByCluster(states: readonly AorState[]): Steps<ReadonlyMap<number, readonly number[]>> {
  const found = new Map<number, readonly number[]>();
  for (const [at, { cluster, rows }] of states.entries()) {
    if (at % ITEMS_OF_STEP === 0) yield;
    const [first] = rows;
    if (first !== undefined && !found.has(cluster)) found.set(cluster, [...first.presence.keys()]);
  }
  return found;
}
