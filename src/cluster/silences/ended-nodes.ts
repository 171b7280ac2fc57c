/** When a node last sent something. Its last packet and the FIN may be in one segment. */
interface Heard {
  readonly heard: number;
}

/**
 * When nodes ended. No packet says so, but a process that ends closes its connections. So a node has ended if the last
 * thing seen of it is that it closed one, or if all other nodes have closed theirs since: then nobody is left who could
 * hear it. `last`: when each node last closed a connection before the other end did.
 */
export function endedNodes(
  lives: ReadonlyMap<number, Heard>,
  last: ReadonlyMap<number, number>,
): ReadonlyMap<number, number> {
  const ended = new Map<number, number>();
  if (last.size === 0) return ended;
  for (const [node, { heard }] of lives) {
    const at = last.get(node);
    const since = at !== undefined && at >= heard ? at : leftAlone(node, heard, lives, last);
    if (since !== undefined) ended.set(node, since);
  }
  return ended;
}

/** Since when no other node could hear this one; undefined if one still can. */
function leftAlone(
  node: number,
  heard: number,
  lives: ReadonlyMap<number, Heard>,
  last: ReadonlyMap<number, number>,
): number | undefined {
  let since: number | undefined;
  for (const [other, life] of lives) {
    if (other === node) continue;
    const at = last.get(other);
    if (at === undefined) return undefined;
    if (at > heard) since = Math.max(at, since ?? at);
    // It closed one earlier. If it was heard after that, it is still there; if not, it was gone and does not count.
    else if (at < life.heard) return undefined;
  }
  return since;
}
