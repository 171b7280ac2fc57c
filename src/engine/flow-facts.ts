import type { RowFacts } from '../filter/row-filter.ts';
import type { Flow } from '../flows/flow.ts';

/** A flow, as far as a display filter asks. Nodes and messages are listed for filters that want them: most do not. */
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
