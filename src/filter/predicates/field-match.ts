import { hex, utf8 } from '../../../decoders/bytes/text.ts';
import { type FieldOperator, type FieldTerm, type FilterValue, plainText } from '../ast.ts';
import type { FieldTree } from '../message-facts.ts';
import { containsPieces, matchesPieces } from '../wildcard.ts';

/** Groups nested deeper than this are not searched. */
const DEEPEST = 32;

const START = [0];

type Visit = (value: FieldTree) => boolean;

/**
 * What a `field:` term asks of decoded fields. Lists on the path are searched: one matching element is
 * enough. `!=` holds if the field exists and no element equals a value.
 */
export function fieldMatcher(term: FieldTerm): (fields: FieldTree) => boolean {
  const { path, operator } = term;
  const present: Visit = (value) => value !== undefined;
  if (operator === 'present') return (fields) => reach(fields, path, START, 0, present);
  const literals = term.values.map(readLiteral);
  if (operator === '!=') {
    const equal = leafTest('==', literals);
    return (fields) => reach(fields, path, START, 0, present) && !reach(fields, path, START, 0, equal);
  }
  const test = leafTest(operator, literals);
  return (fields) => reach(fields, path, START, 0, test);
}

/**
 * Does `visit` hold for a value that the path leads to? All current positions in the path are followed
 * together, so each value is visited once, however many `**` there are.
 */
function reach(
  value: FieldTree,
  path: readonly string[],
  from: readonly number[],
  depth: number,
  visit: Visit,
): boolean {
  const places = withSkipped(path, from);
  if (places.includes(path.length) && visit(value)) return true;
  if (depth > DEEPEST || !isContainer(value)) return false;
  return keysOnWay(value, path, places).some((key) => {
    const next = places.flatMap((at) => placesAfter(value, key, path, at));
    return next.length > 0 && reach(childOf(value, key), path, [...new Set(next)], depth + 1, visit);
  });
}

/** `**` may stand for nothing. */
function withSkipped(path: readonly string[], from: readonly number[]): readonly number[] {
  const places = new Set<number>();
  for (let at of from) {
    places.add(at);
    while (path[at] === '**') places.add(++at);
  }
  return [...places];
}

function keysOnWay(value: Container, path: readonly string[], places: readonly number[]): readonly string[] {
  const names = new Set(places.flatMap((at) => path[at] ?? []));
  if (Array.isArray(value) || names.has('*') || names.has('**')) return Object.keys(value);
  return [...names].filter((name) => Object.hasOwn(value, name));
}

/** Elements of lists need not be named in the path. */
function placesAfter(value: Container, key: string, path: readonly string[], at: number): readonly number[] {
  const name = path[at];
  if (name === undefined) return [];
  const after = name !== '**' && (name === '*' || name === key) ? [at + 1] : [];
  return name === '**' || Array.isArray(value) ? [at, ...after] : after;
}

function childOf(value: Container, key: string): FieldTree {
  return (value as { readonly [name: string]: FieldTree })[key];
}

type Container = readonly FieldTree[] | { readonly [name: string]: FieldTree };

function isContainer(value: FieldTree): value is Container {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
}

function childrenOf(value: Container): readonly FieldTree[] {
  return Array.isArray(value) ? value : Object.values(value);
}

interface Literal {
  readonly pieces: readonly string[];
  readonly lowerPieces: readonly string[];
  readonly text: string;
  readonly number: number | bigint | undefined;
}

function readLiteral(value: FilterValue): Literal {
  const text = plainText(value);
  const lowerPieces = value.pieces.map((piece) => piece.toLowerCase());
  return { pieces: value.pieces, lowerPieces, text, number: readNumber(text) };
}

/** Decimal integers and fractions, and 0x hexadecimal numbers; exact at any size. */
function readNumber(text: string): number | bigint | undefined {
  if (/^(?:-?\d{1,15}|-?\d{0,15}\.\d{1,15})$/.test(text)) return Number(text);
  if (/^(?:0x[0-9a-f]{1,40}|\d{1,40})$/i.test(text)) return BigInt(text);
  return /^-\d{1,40}$/.test(text) ? -BigInt(text.slice(1)) : undefined;
}

function leafTest(operator: FieldOperator, literals: readonly Literal[]): Visit {
  const compare = COMPARISONS[operator];
  const test = (value: FieldTree, depth: number): boolean => {
    if (!isContainer(value)) return literals.some((literal) => compare(value, literal));
    if (depth > DEEPEST) return false;
    const searched = Array.isArray(value) || operator === '~';
    return searched && childrenOf(value).some((child) => test(child, depth + 1));
  };
  return (value) => test(value, 0);
}

type Leaf = Exclude<FieldTree, Container>;

const COMPARISONS: Readonly<Record<FieldOperator, (value: Leaf, literal: Literal) => boolean>> = {
  '==': equals,
  '!=': (value, literal) => !equals(value, literal),
  '>': (value, literal) => order(value, literal) > 0,
  '>=': (value, literal) => order(value, literal) >= 0,
  '<': (value, literal) => order(value, literal) < 0,
  '<=': (value, literal) => order(value, literal) <= 0,
  '~': (value, literal) =>
    textsOf(value).some((text) => containsPieces(literal.lowerPieces, text.toLowerCase())),
};

/** Compares numbers by value, and text as written: 0100 and 100 are two users. */
function equals(value: Leaf, literal: Literal): boolean {
  const numeric = typeof value === 'number' || typeof value === 'bigint';
  if (numeric && literal.number !== undefined) return compareNumbers(value, literal.number) === 0;
  return textsOf(value).some((text) => matchesPieces(literal.pieces, text));
}

/** Less than, equal to or greater than 0; NaN if the two cannot be compared. */
function order(value: Leaf, literal: Literal): number {
  const number = typeof value === 'string' ? readNumber(value) : value;
  const numeric = typeof number === 'number' || typeof number === 'bigint';
  if (literal.number !== undefined) return numeric ? compareNumbers(number, literal.number) : Number.NaN;
  if (typeof value !== 'string') return Number.NaN;
  return value < literal.text ? -1 : value > literal.text ? 1 : 0;
}

function compareNumbers(a: number | bigint, b: number | bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Bytes are compared as hex, and as the text that they may be. */
function textsOf(value: Leaf): readonly string[] {
  if (value === undefined) return [];
  if (!(value instanceof Uint8Array)) return [String(value)];
  return [hex(value, 0, value.length), utf8(value, 0, value.length)];
}
