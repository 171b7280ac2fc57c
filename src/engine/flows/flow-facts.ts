import type { RowFacts } from '../../filter/row-filter.ts';
import type { Flow } from '../../flows/flow.ts';

/**
 * A flow as display filters see it. Nodes and messages are listed on demand, because most filters do not ask for
 * them.
 */
export function flowFacts(flow: Flow): RowFacts {
  return {
    aors: flow.aors,
    callIds: flow.callIds,
    get nodes() {
      return flow.nodes;
    },
    get messages() {
      return [...flow.messages, ...flow.replication];
    },
  };
}
