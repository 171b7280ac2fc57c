import type { FieldNode, FieldValue } from '../../../decoders/bytes/field-node.ts';
import { hex, looksLikeText, losslessText } from '../../../decoders/bytes/text.ts';

/**
 * A decoded BIN packet as lines of text, one field a line, members indented: what is printed, and what
 * bare words and regular expressions of the filter search. Not yet safe for a terminal.
 */
export function fieldLines(nodes: readonly FieldNode[]): readonly string[] {
  const lines: string[] = [];
  addLines(nodes, 0, lines);
  return lines;
}

function addLines(nodes: readonly FieldNode[], depth: number, lines: string[]): void {
  const indent = '  '.repeat(depth);
  for (const node of nodes) {
    const value = node.value === undefined ? '' : ` ${fieldText(node.value)}`;
    const shown = node.shown === undefined ? '' : ` (${node.shown})`;
    const problem = node.problem === undefined ? '' : ` !! ${node.problem}`;
    lines.push(`${indent}${node.name}:${value}${shown}${problem}`);
    if (node.children !== undefined) addLines(node.children, depth + 1, lines);
  }
}

/** A value as text; opaque bytes as text if they are text, else in hex. */
export function fieldText(value: FieldValue): string {
  if (!(value instanceof Uint8Array)) return String(value);
  return looksLikeText(value, 0, value.length)
    ? losslessText(value, 0, value.length)
    : hex(value, 0, value.length);
}
