import { quoted } from '../../filter/quoted.ts';

/** The display filter for the messages about an AOR, at a node or at all of them. */
export function aorFilter(aor: string, node: number | undefined): string {
  return `aor:${quoted(aor)}${node === undefined ? '' : ` node:${node}`}`;
}
