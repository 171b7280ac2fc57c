/** The nodes of a cluster at a time, and which of them would show us what they are told. */
export interface Audience {
  readonly nodes: readonly number[];
  /** Everything that the node gets was captured, and it runs. */
  readonly isWitness: (node: number) => boolean;
  /** Is the link to a witness up? */
  readonly isUp: (from: number, witness: number) => boolean;
  /** Is a link surely down? */
  readonly isDown: (from: number, to: number) => boolean;
}

/**
 * Would we notice if a node changed its mind about one of its links? It tells its neighbours, and these tell theirs
 * (spec bin-core 10.3): some way of links that may be up has to lead to a node whose traffic was captured. The last link
 * of that way was captured too, so it has to be known to be up.
 */
export function reachesWitness(from: number, { nodes, isWitness, isUp, isDown }: Audience): boolean {
  if (isWitness(from)) return true;
  const witnesses = nodes.filter(isWitness);
  const left = new Set(nodes.filter((node) => node !== from && !isWitness(node)));
  const open = [from];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const current = node;
    if (witnesses.some((witness) => isUp(current, witness))) return true;
    for (const other of left) {
      if (isDown(current, other)) continue;
      left.delete(other);
      open.push(other);
    }
  }
  return false;
}
