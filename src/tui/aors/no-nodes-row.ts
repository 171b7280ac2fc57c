import { type Row, span } from '../../view/text/styled-row.ts';
import type { Stage } from '../views/view.ts';

type NodesStage = Pick<Stage, 'analyses' | 'keyOf'>;

/** Was any node of a cluster seen? */
export function knowsNodes({ analyses: { current } }: NodesStage): boolean {
  return current !== undefined && current.nodes.reports(current.time).length > 0;
}

/** Of SIP alone, nothing is known of what nodes hold: the registrations are elsewhere. */
export function noNodesRow(stage: NodesStage): Row {
  return [
    span('No node of a cluster was seen: replication tells what each holds.  ', 'dim'),
    stage.keyOf('view-flows'),
    span(' flows', 'dim'),
  ];
}
