import { worstLag } from '../../engine/flows/flow-timing.ts';
import type { FlowValue } from '../../engine/lookup/flow-values.ts';
import type { Flow } from '../../flows/flow.ts';
import { type Steps, sortInSteps } from '../../tables/steps.ts';
import type { LadderInput } from '../ladder/ladder.ts';
import { type FlowColumn, type FlowColumnId, isOwn, type OwnColumn } from './flow-columns.ts';
import type { FlowMarks } from './flow-marks.ts';

/** The order in which flows are listed. */
export interface FlowOrder {
  readonly column: FlowColumnId;
  readonly descending: boolean;
}

export const FIRST_FLOWS_FIRST: FlowOrder = { column: 'id', descending: false };

/** The value of a flow in a column defined by the user. */
export type OwnValue = (flow: Flow, column: OwnColumn) => FlowValue | undefined;

/** Sorts flows in steps. Flows without a value come last; equal ones keep the order in which they began. */
export function* orderFlows(
  flows: readonly Flow[],
  { column, descending }: FlowOrder,
  input: LadderInput,
  marks: FlowMarks,
  now: number,
  own: OwnValue,
): Steps<readonly Flow[]> {
  if (column === 'id' || column === 'start') {
    const sorted = isInOrder(flows) ? flows : yield* sortInSteps(flows, (a, b) => a.serial - b.serial);
    return descending ? [...sorted].reverse() : sorted;
  }
  const valued: Valued[] = [];
  const step = column === 'marks' ? SMALL_STEP : STEP;
  for (const flow of flows) {
    const value = isOwn(column)
      ? ownSortValue(own(flow, column))
      : sortValue(flow, column, input, marks, now);
    if (valued.push({ flow, value }) % step === 0) yield;
  }
  const sign = descending ? -1 : 1;
  const sorted = yield* sortInSteps(valued, (a, b) => {
    if (a.value === undefined || b.value === undefined)
      return missingLast(a.value, b.value) || a.flow.serial - b.flow.serial;
    return sign * compare(a.value, b.value) || a.flow.serial - b.flow.serial;
  });
  return sorted.map(({ flow }) => flow);
}

/** Nearly always, they are in this order already. */
function isInOrder(flows: readonly Flow[]): boolean {
  let last = 0;
  for (const { serial } of flows) {
    if (serial < last) return false;
    last = serial;
  }
  return true;
}

/** Flows per step. */
const STEP = 64;
/** For orders that take long to evaluate. */
const SMALL_STEP = 8;

interface Valued {
  readonly flow: Flow;
  readonly value: SortValue | undefined;
}

type SortValue = number | string;

function missingLast(a: SortValue | undefined, b: SortValue | undefined): number {
  return Number(a === undefined) - Number(b === undefined);
}

function compare(a: SortValue, b: SortValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Numbers sort by value, before all other texts. */
function ownSortValue(value: FlowValue | undefined): SortValue | undefined {
  if (value === undefined) return undefined;
  const { text, counted } = value;
  if (counted !== undefined) return counted.value;
  return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
}

function sortValue(
  flow: Flow,
  column: FlowColumn,
  input: LadderInput,
  marks: FlowMarks,
  now: number,
): SortValue | undefined {
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
      return flow.messageCount;
    case 'packets':
      return flow.packetCount;
    case 'times': {
      const { talkTime, setupTime } = flow.summary(now);
      return talkTime ?? setupTime;
    }
    case 'lag':
      return worstLag(input.places, flow)?.total;
    case 'resent':
      return flow.retransmissions;
    case 'marks': {
      const text = marks.text(flow);
      return text === '' ? undefined : `${marks.isError(flow) ? 'error' : 'else'} ${text}`;
    }
  }
}
