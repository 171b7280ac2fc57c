import { worstLag } from '../engine/flow-timing.ts';
import type { Flow } from '../flows/flow.ts';
import type { FlowTexts } from './flow-table.ts';
import type { LadderInput } from './ladder.ts';

export type FlowColumn = keyof FlowTexts;

/** In which order flows are listed. */
export interface FlowOrder {
  readonly column: FlowColumn;
  readonly descending: boolean;
}

export const FIRST_FLOWS_FIRST: FlowOrder = { column: 'id', descending: false };

/** Flows in an order; those of which the column says nothing come last, equals as they began. */
export function orderFlows(
  flows: readonly Flow[],
  { column, descending }: FlowOrder,
  input: LadderInput,
  now: number,
): readonly Flow[] {
  if (column === 'id' || column === 'start') return descending ? flows.toReversed() : flows;
  const valued = flows.map((flow) => ({ flow, value: sortValue(flow, column, input, now) }));
  const sign = descending ? -1 : 1;
  valued.sort((a, b) => {
    if (a.value === undefined || b.value === undefined) return missingLast(a.value, b.value);
    return sign * compare(a.value, b.value) || a.flow.serial - b.flow.serial;
  });
  return valued.map(({ flow }) => flow);
}

type SortValue = number | string;

function missingLast(a: SortValue | undefined, b: SortValue | undefined): number {
  return Number(a === undefined) - Number(b === undefined);
}

function compare(a: SortValue, b: SortValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return a < b ? -1 : a > b ? 1 : 0;
}

function sortValue(flow: Flow, column: FlowColumn, input: LadderInput, now: number): SortValue | undefined {
  switch (column) {
    case 'id':
    case 'start':
      return flow.start;
    case 'kind':
      return flow.kind;
    case 'from':
      return flow.summary(now).from || undefined;
    case 'to':
      return flow.summary(now).to || undefined;
    case 'state':
      return flow.summary(now).state;
    case 'nodes':
      return flow.nodes.length;
    case 'messages':
      return flow.messages.length;
    case 'packets':
      return flow.replication.length;
    case 'times': {
      const { talkTime, setupTime } = flow.summary(now);
      return talkTime ?? setupTime;
    }
    case 'lag':
      return worstLag(input.places, flow)?.total;
    case 'resent':
      return flow.retransmissions;
  }
}
