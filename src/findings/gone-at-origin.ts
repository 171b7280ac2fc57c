import type { Evidence } from './finding.ts';

/** A node's copy of something, and how it got it. */
interface Holding {
  readonly origin: string;
  /** The node that sent it. */
  readonly from?: number | undefined;
  /** Session time. */
  readonly since: number;
}

/**
 * If all copies come from one node, which does not have it any more though it has been running since: it
 * ended it, and the nodes that lack it are right.
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
