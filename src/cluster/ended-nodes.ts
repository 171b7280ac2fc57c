/** When a node last sent something. */
interface Heard {
  readonly heard: number;
}

/**
 * When nodes ended: those that have closed a connection since they were last heard, or whose connections all others
 * have closed. `last`: when each node was last the first to close a connection.
 */
export function endedNodes(
  lives: ReadonlyMap<number, Heard>,
  last: ReadonlyMap<number, number>,
): ReadonlyMap<number, number> {
  const ended = new Map<number, number>();
  if (last.size === 0) return ended;
  for (const [node, { heard }] of lives) {
    const at = last.get(node);
    const since = at !== undefined && at > heard ? at : leftAlone(node, heard, lives, last);
    if (since !== undefined) ended.set(node, since);
  }
  return ended;
}

/** Since when no other node could hear this one; undefined if one could. */
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
    // The other node was gone before.
    else if (at <= life.heard) return undefined;
  }
  return since;
}
