import type { FieldNode } from '../../../decoders/bytes/field-node.ts';
import { fieldText } from '../../engine/lookup/message-text.ts';
import { counted } from '../text/counts.ts';
import { printable } from '../text/printable.ts';
import { type Row, type Span, span } from '../text/styled-row.ts';

/** A field tree as rows: what is open shows its members below it. */
export interface FieldRow {
  /** Names from the outermost field inwards; the same for the like field of another message. */
  readonly path: string;
  readonly node: FieldNode;
  readonly depth: number;
  /** Undefined if there is nothing to open. */
  readonly open: boolean | undefined;
  /** Row of the field that it is a member of; -1 at the top. */
  readonly parent: number;
  /** Width of the column of names, so that the values of neighbouring fields are aligned. */
  readonly nameWidth: number;
}

/** Groups of at most so many members are open from the start. */
const SMALL_GROUP = 16;
/** Names that are longer push their values to the right. */
const WIDEST_NAME = 18;
/** Characters of a value that a row shows at most. */
const LONGEST_VALUE = 1000;

/** The visible rows. `toggled` holds the paths that are not as they were at the start. */
export function fieldRows(nodes: readonly FieldNode[], toggled: ReadonlySet<string>): readonly FieldRow[] {
  const rows: FieldRow[] = [];
  addRows(nodes, '', 0, -1, toggled, rows);
  return rows;
}

function addRows(
  nodes: readonly FieldNode[],
  prefix: string,
  depth: number,
  parent: number,
  toggled: ReadonlySet<string>,
  rows: FieldRow[],
): void {
  const seen = new Map<string, number>();
  const nameWidth = widestName(nodes);
  for (const node of nodes) {
    const twin = seen.get(node.name) ?? 0;
    seen.set(node.name, twin + 1);
    const path = `${prefix}/${node.name}${twin === 0 ? '' : `#${twin}`}`;
    const members = node.children ?? [];
    const open = members.length === 0 ? undefined : toggled.has(path) !== openAtFirst(node, nodes.length);
    const at = rows.push({ path, node, depth, open, parent, nameWidth }) - 1;
    if (open === true) addRows(members, path, depth + 1, at, toggled, rows);
  }
}

function widestName(nodes: readonly FieldNode[]): number {
  let widest = 0;
  for (const { name } of nodes) if (name.length > widest && name.length <= WIDEST_NAME) widest = name.length;
  return widest;
}

/** A group without a text of its own says nothing while it is closed. */
function openAtFirst(node: FieldNode, siblings: number): boolean {
  return (
    node.value === undefined &&
    node.shown === undefined &&
    (node.children?.length ?? 0) <= SMALL_GROUP &&
    siblings <= 4 * SMALL_GROUP
  );
}

export function fieldRow({ node, depth, open, nameWidth }: FieldRow): Row {
  const sign = open === undefined ? '  ' : open ? '▾ ' : '▸ ';
  const row: Span[] = [
    span('  '.repeat(depth)),
    span(sign, 'dim'),
    span(printable(node.name).padEnd(nameWidth), 'name'),
  ];
  const value = fieldValue(node);
  if (value !== undefined) row.push(span(' '), span(value));
  if (node.shown !== undefined && printable(node.shown) !== value)
    row.push(span(` (${printable(node.shown)})`, 'dim'));
  if (value === undefined && open === false)
    row.push(span(` ${counted(node.children?.length ?? 0, 'field')}`, 'dim'));
  if (node.problem !== undefined) row.push(span(` !! ${printable(node.problem)}`, 'problem'));
  return row;
}

/** The value on one line; undefined for a group. */
export function fieldValue(node: FieldNode): string | undefined {
  if (node.value === undefined) return undefined;
  const { value } = node;
  const some = value instanceof Uint8Array ? value.subarray(0, LONGEST_VALUE) : value;
  const text = fieldText(some).slice(0, LONGEST_VALUE);
  return text === '' ? '""' : printable(text);
}
