import type { FieldNode } from '../../decoders/bytes/field-node.ts';
import { displayWidth, fitText } from './display-width.ts';
import { fieldValue } from './field-rows.ts';
import { printable } from './printable.ts';
import { type Row, span } from './styled-row.ts';

/** A field of two messages; undefined where one of them does not have it. */
export interface ComparedField {
  /** Names from the outermost field inwards. */
  readonly path: string;
  readonly left: string | undefined;
  readonly right: string | undefined;
}

/** All fields with values of their own, in the order of the left message; then what only the right has. */
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

/** Of fields with the same name, the second and further ones are numbered. */
function collect(nodes: readonly FieldNode[], prefix: string, values: Map<string, string>): void {
  const seen = new Map<string, number>();
  for (const node of nodes) {
    if (values.size >= MOST_FIELDS) return;
    const twin = seen.get(node.name) ?? 0;
    seen.set(node.name, twin + 1);
    const path = `${prefix}${printable(node.name)}${twin === 0 ? '' : `#${twin}`}`;
    const value = fieldValue(node);
    if (value !== undefined) values.set(path, value);
    if (value === undefined) collect(node.children ?? [], `${path}/`, values);
  }
}

/** Differences first catch the eye: what is the same on both sides is dim and stands once. */
export function comparisonRows(fields: readonly ComparedField[], width: number): readonly Row[] {
  const name = Math.min(22, Math.max(4, ...fields.map(({ path }) => displayWidth(path))));
  const half = Math.max(8, Math.floor((width - name - 4) / 2));
  return fields.map(({ path, left, right }): Row => {
    const label = span(`${fitText(path, name)} `, 'name');
    if (left === right) return [span('  '), label, span(left ?? '', 'dim')];
    return [
      span('≠ ', 'warning'),
      label,
      span(fitText(left ?? '—', half), left === undefined ? 'dim' : 'problem'),
      span(' '),
      span(fitText(right ?? '—', half), right === undefined ? 'dim' : 'success'),
    ];
  });
}
