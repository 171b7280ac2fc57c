/** The display filter for the messages about an AOR, at a node or at all of them. */
export function aorFilter(aor: string, node: number | undefined): string {
  return `aor:${quoted(aor)}${node === undefined ? '' : ` node:${node}`}`;
}

/** As a value of the display filter. */
function quoted(aor: string): string {
  return /^[\w.@+-]+$/.test(aor) ? aor : `"${aor.replaceAll(/["\\]/g, '\\$&')}"`;
}
