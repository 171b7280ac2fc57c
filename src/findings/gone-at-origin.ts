import type { Evidence } from './finding.ts';

/** How a node came to hold something. */
interface Holding {
  readonly origin: string;
  /** Whom it has it from. */
  readonly from?: number | undefined;
  /** Session time. */
  readonly since: number;
}

/**
 * The node that all holders have it from, where that one lacks it and has lived on: it ended it, and whoever lacks it
 * then is right.
 */
export function goneAtOrigin(
  { nodes }: Evidence,
  cluster: number,
  holders: Iterable<Holding>,
  isLacking: (node: number) => boolean,
): number | undefined {
  const all = [...holders];
  const whose = all[0]?.from;
  if (whose === undefined || !isLacking(whose)) return undefined;
  const began = nodes.find((one) => one.cluster === cluster && one.node === whose)?.begun;
  const isItsOwn = all.every(
    ({ origin, from, since }) =>
      origin === 'replicated' && from === whose && (began === undefined || began < since),
  );
  return isItsOwn ? whose : undefined;
}
