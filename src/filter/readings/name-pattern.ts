import { type FilterValue, plainText } from '../ast.ts';
import { matchesPieces } from '../wildcard.ts';
import { meaning, type Reading, unreadable } from './reading.ts';

/**
 * A name of a capability or packet type. With wildcards it must match the whole name. Without, it may be any
 * part of a name, unless it is itself the full name of something.
 */
export interface NamePattern {
  readonly pieces: readonly string[];
}

export function readName(value: FilterValue, fold: (text: string) => string): Reading<NamePattern> {
  if (plainText(value) === '') return unreadable('The name is empty', 'Write a name or a part of it');
  return meaning({ pieces: value.pieces.map(fold) });
}

/** `isWhole` tells whether a text is the full name of anything. Both texts are in the same letter case. */
export function matchesName(pattern: NamePattern, name: string, isWhole: (text: string) => boolean): boolean {
  if (matchesPieces(pattern.pieces, name)) return true;
  const [only] = pattern.pieces;
  if (pattern.pieces.length > 1 || only === undefined) return false;
  return name.includes(only) && !isWhole(only);
}
