import { INTERNAL_CAPABILITY } from '../../decoders/bin/registry.ts';
import { and, type FilterNode, filterValue, forEachTerm, keyTerm, not } from './ast.ts';
import { matchesName } from './readings/name-pattern.ts';

/**
 * Adds `-is:internal` unless everything is wanted or the filter itself speaks of internal messages:
 * by `is:internal` or by a `cap:` that goes with clusterer-internal, negated or not.
 */
export function withDefaults(filter: FilterNode, options: { readonly all: boolean }): FilterNode {
  if (options.all || mentionsInternal(filter)) return filter;
  return and([filter, not(keyTerm('is', [filterValue(['internal'])]))]);
}

function mentionsInternal(filter: FilterNode): boolean {
  let mentioned = false;
  forEachTerm(filter, (term) => {
    if (term.kind !== 'key') return;
    for (const value of term.values) {
      if (term.key === 'is') mentioned ||= value.pieces.join('*').toLowerCase() === 'internal';
      if (term.key === 'cap') mentioned ||= namesInternal(value.pieces);
    }
  });
  return mentioned;
}

/** `*` alone asks for BIN, not for what is internal. */
function namesInternal(pieces: readonly string[]): boolean {
  if (pieces.every((piece) => piece === '')) return false;
  const pattern = { pieces: pieces.map((piece) => piece.toLowerCase()) };
  return matchesName(pattern, INTERNAL_CAPABILITY, () => false);
}
