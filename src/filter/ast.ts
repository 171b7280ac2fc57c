/**
 * A display filter as a tree. It holds what was typed, not what it means: values remain text, and the table
 * of keys (`keys.ts`) says how to read them.
 */

/** Positions [from, to) in the filter's text, in UTF-16 units; 0, 0 for a node that was not typed. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * A value, split at its wildcards: `1*@example.com` is `['1', '@example.com']`. Has at least one piece; for a
 * key without wildcards, the value is the pieces joined by `*`. Made by `filterValue`.
 */
export interface FilterValue extends Span {
  readonly pieces: readonly string[];
}

/** All children hold; without children, everything matches. Never contains an AndNode. */
export interface AndNode extends Span {
  readonly kind: 'and';
  readonly children: readonly FilterNode[];
}

/** At least one of two or more children holds. Never contains an OrNode. */
export interface OrNode extends Span {
  readonly kind: 'or';
  readonly children: readonly FilterNode[];
}

export interface NotNode extends Span {
  readonly kind: 'not';
  readonly child: FilterNode;
}

export type KeyName =
  | 'no'
  | 'aor'
  | 'callid'
  | 'cap'
  | 'type'
  | 'node'
  | 'from'
  | 'to'
  | 'ip'
  | 'port'
  | 'method'
  | 'status'
  | 'proto'
  | 'is'
  | 'cluster'
  | 'len'
  | 'time';

/** `key:value`, or `key:value,value` for any of them. */
export interface KeyTerm extends Span {
  readonly kind: 'key';
  readonly key: KeyName;
  readonly values: readonly FilterValue[];
}

export type FieldOperator = '==' | '!=' | '>' | '>=' | '<' | '<=' | '~';

/** `field:name`: the field exists. With an operator: it compares like this with at least one value. */
export interface FieldTerm extends Span {
  readonly kind: 'field';
  /** Names from the outermost field inwards; `*` stands for any one name, `**` for any number of them. */
  readonly path: readonly string[];
  readonly operator: FieldOperator | 'present';
  readonly values: readonly FilterValue[];
}

/** A substring of the message's text; letter case is ignored. */
export interface TextTerm extends Span {
  readonly kind: 'text';
  readonly text: string;
}

export interface RegexTerm extends Span {
  readonly kind: 'regex';
  /** As written between the slashes. */
  readonly source: string;
  /** Letters of `imsu`, sorted. */
  readonly flags: string;
}

export type FilterTerm = KeyTerm | FieldTerm | TextTerm | RegexTerm;
export type FilterNode = AndNode | OrNode | NotNode | FilterTerm;

const NOWHERE: Span = { from: 0, to: 0 };

/** All of these; a nested and is merged, and a single child is returned as it is. */
export function and(children: readonly FilterNode[], span: Span = covering(children)): FilterNode {
  const flat = children.flatMap((child) => (child.kind === 'and' ? child.children : [child]));
  const [only] = flat;
  if (flat.length === 1 && only !== undefined) return only;
  return { kind: 'and', children: flat, from: span.from, to: span.to };
}

/** Any of these (there must be at least one); merges and unwraps as `and` does. */
export function or(
  children: readonly [FilterNode, ...FilterNode[]],
  span: Span = covering(children),
): FilterNode {
  const flat = children.flatMap((child) => (child.kind === 'or' ? child.children : [child]));
  if (flat.length === 1) return children[0];
  return { kind: 'or', children: flat, from: span.from, to: span.to };
}

export function not(child: FilterNode, span: Span = child): NotNode {
  return { kind: 'not', child, from: span.from, to: span.to };
}

export function keyTerm(key: KeyName, values: readonly FilterValue[], span: Span = NOWHERE): KeyTerm {
  return { kind: 'key', key, values, from: span.from, to: span.to };
}

/** Adjacent wildcards count as one. */
export function filterValue(pieces: readonly [string, ...string[]], span: Span = NOWHERE): FilterValue {
  const last = pieces.length - 1;
  const kept = pieces.filter((piece, at) => piece !== '' || at === 0 || at === last);
  return { pieces: kept, from: span.from, to: span.to };
}

/** The value as one text, for keys without wildcards. */
export function plainText(value: FilterValue): string {
  return value.pieces.join('*');
}

/** Calls `visit` for every term, left to right. */
export function forEachTerm(node: FilterNode, visit: (term: FilterTerm) => void): void {
  if (node.kind === 'and' || node.kind === 'or') {
    for (const child of node.children) forEachTerm(child, visit);
  } else if (node.kind === 'not') forEachTerm(node.child, visit);
  else visit(node);
}

function covering(children: readonly Span[]): Span {
  const first = children[0];
  const last = children[children.length - 1];
  return first === undefined || last === undefined ? NOWHERE : { from: first.from, to: last.to };
}
