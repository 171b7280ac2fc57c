import type { Flow } from '../../flows/flow.ts';

/** Tells flows apart across analyses of the same messages. */
export function nameOf({ name, start }: Flow): string {
  return `${start} ${name}`;
}

/** Position of the flow that began last; 0 if there are no flows. */
export function newestOf(flows: readonly Flow[]): number {
  let newest = 0;
  for (const [at, { serial }] of flows.entries()) if (serial > (flows[newest]?.serial ?? 0)) newest = at;
  return newest;
}

/**
 * Position of the same flow in another analysis or order, undefined if it is not there. `guess` is its former
 * position.
 */
export function placeOf(flows: readonly Flow[], { name, start }: Flow, guess: number): number | undefined {
  const isSame = (flow: Flow | undefined): boolean => flow?.start === start && flow.name === name;
  if (isSame(flows[guess])) return guess;
  const at = flows.findIndex(isSame);
  return at < 0 ? undefined : at;
}
