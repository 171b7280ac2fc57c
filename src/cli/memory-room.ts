import { getHeapStatistics } from 'node:v8';

/** A heap of this size has room for the usual limits of flows, contacts and dialogs. V8's default on large hosts. */
const USUAL_HEAP = 4 * 2 ** 30;

/**
 * The share of the usual limits for which our heap has room: on a small host less is kept (and said), or V8
 * would abort.
 */
export function roomForState(heap = getHeapStatistics().heap_size_limit): number {
  return Math.min(1, heap / USUAL_HEAP);
}
