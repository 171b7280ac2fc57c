/** When a node last sent something. */
interface Heard {
  readonly heard: number;
}

/**
 * Nodes that have ended a connection since they were heard, or were left alone by all others, and when. `last`: when
 * nodes were last the first to end a connection.
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

/** Since when nobody was left to hear the node; undefined where somebody was. */
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
    // Others had gone before.
    else if (at <= life.heard) return undefined;
  }
  return since;
}
