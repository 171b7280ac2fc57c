import { getHeapStatistics } from 'node:v8';

/** With so large a heap there is room for the usual number of flows, contacts and dialogs: what V8 takes on large hosts. */
const USUAL_HEAP = 4 * 2 ** 30;

/** Share of that number for which the heap has room: a small host keeps less, and says so, where else V8 would give up. */
export function roomForState(heap = getHeapStatistics().heap_size_limit): number {
  return Math.min(1, heap / USUAL_HEAP);
}
