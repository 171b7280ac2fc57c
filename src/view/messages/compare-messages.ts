import type { FieldNode } from '../../../decoders/bytes/field-node.ts';
import { printable } from '../text/printable.ts';
import { fieldValue } from './field-rows.ts';

/** A field in two messages; undefined if one of them does not have it. */
export interface ComparedField {
  /** Names from the outermost field inwards. */
  readonly path: string;
  readonly left: string | undefined;
  readonly right: string | undefined;
}

/**
 * All fields that have values: first in the order of the left message, then those that only the right one
 * has.
 */
export function compareMessages(
  left: readonly FieldNode[],
  right: readonly FieldNode[],
): readonly ComparedField[] {
  const [ours, theirs] = [valuesOf(left), valuesOf(right)];
  const compared: ComparedField[] = [];
  for (const [path, value] of ours) compared.push({ path, left: value, right: theirs.get(path) });
  for (const [path, value] of theirs)
    if (!ours.has(path)) compared.push({ path, left: undefined, right: value });
  return compared;
}

/** Fields of one message that are compared; a sync has thousands. */
const MOST_FIELDS = 5000;

function valuesOf(nodes: readonly FieldNode[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  collect(nodes, '', values);
  return values;
}

/** The second and further fields of one name are numbered. */
function collect(nodes: readonly FieldNode[], prefix: string, values: Map<string, string>): void {
  const seen = new Map<string, number>();
  for (const node of nodes) {
    if (values.size >= MOST_FIELDS) return;
    const twin = seen.get(node.name) ?? 0;
    seen.set(node.name, twin + 1);
    const path = `${prefix}${printable(node.name)}${twin === 0 ? '' : `#${twin}`}`;
    const value = fieldValue(node);
    if (value !== undefined) values.set(path, withMeaning(value, node.shown));
    if (value === undefined) collect(node.children ?? [], `${path}/`, values);
  }
}

/** `1795426411 (2026-11-23 09:33:31 UTC)`. */
function withMeaning(value: string, shown: string | undefined): string {
  const meaning = shown === undefined ? value : printable(shown);
  return meaning === value ? value : `${value} (${meaning})`;
}
