import type { Flow } from '../../flows/flow.ts';

/** Tells flows apart across analyses of the same messages. */
export function nameOf({ name, start }: Flow): string {
  return `${start} ${name}`;
}

/** Where the flow is that began last; 0 where there is none. */
export function newestOf(flows: readonly Flow[]): number {
  let newest = 0;
  for (const [at, { serial }] of flows.entries()) if (serial > (flows[newest]?.serial ?? 0)) newest = at;
  return newest;
}

/** Where the same flow is in another analysis or order; `guess` is where it was. Undefined: nowhere. */
export function placeOf(flows: readonly Flow[], { name, start }: Flow, guess: number): number | undefined {
  const isSame = (flow: Flow | undefined): boolean => flow?.start === start && flow.name === name;
  if (isSame(flows[guess])) return guess;
  const at = flows.findIndex(isSame);
  return at < 0 ? undefined : at;
}
