import { hex, utf8 } from '../../../decoders/bytes/text.ts';
import { type FieldOperator, type FieldTerm, type FilterValue, plainText } from '../ast.ts';
import type { FieldTree } from '../message-facts.ts';
import { containsPieces, matchesPieces } from '../wildcard.ts';

/** Groups inside groups beyond this depth are not looked into. */
const DEEPEST = 32;

type Visit = (value: FieldTree) => boolean;

/**
 * What `field:` asks, as a question about decoded fields. Lists on the way are walked: one element
 * that satisfies it is enough. `!=` holds where the field is there and no element equals a value.
 */
export function fieldMatcher(term: FieldTerm): (fields: FieldTree) => boolean {
  const { path, operator } = term;
  const present: Visit = (value) => value !== undefined;
  if (operator === 'present') return (fields) => reach(fields, path, 0, 0, present);
  const literals = term.values.map(readLiteral);
  if (operator === '!=') {
    const equal = leafTest('==', literals);
    return (fields) => reach(fields, path, 0, 0, present) && !reach(fields, path, 0, 0, equal);
  }
  const test = leafTest(operator, literals);
  return (fields) => reach(fields, path, 0, 0, test);
}

/** Does `visit` hold for one of the values that path[at...] leads to? */
function reach(value: FieldTree, path: readonly string[], at: number, depth: number, visit: Visit): boolean {
  const name = path[at];
  if (name === undefined) return visit(value);
  if (depth > DEEPEST || !isContainer(value))
    return name === '**' && reach(value, path, at + 1, depth, visit);
  if (name === '**') {
    if (reach(value, path, at + 1, depth, visit)) return true;
    return childrenOf(value).some((child) => reach(child, path, at, depth + 1, visit));
  }
  if (name === '*') {
    if (childrenOf(value).some((child) => reach(child, path, at + 1, depth + 1, visit))) return true;
  } else if (Object.hasOwn(value, name) && (!Array.isArray(value) || name !== 'length')) {
    const child = (value as { readonly [name: string]: FieldTree })[name];
    if (reach(child, path, at + 1, depth + 1, visit)) return true;
  }
  return Array.isArray(value) && value.some((child) => reach(child, path, at, depth + 1, visit));
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

/** Whole and fractional decimal numbers and 0x hexadecimal ones, exact at any size. */
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

/** Numbers by value; text as it is written, so that 0100 and 100 are two users. */
function equals(value: Leaf, literal: Literal): boolean {
  const numeric = typeof value === 'number' || typeof value === 'bigint';
  if (numeric && literal.number !== undefined) return compareNumbers(value, literal.number) === 0;
  return textsOf(value).some((text) => matchesPieces(literal.pieces, text));
}

/** Less than, equal to or greater than 0; NaN where the two cannot be compared. */
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

/** Bytes are compared as hex and as the text that they may be. */
function textsOf(value: Leaf): readonly string[] {
  if (value === undefined) return [];
  if (!(value instanceof Uint8Array)) return [String(value)];
  return [hex(value, 0, value.length), utf8(value, 0, value.length)];
}
