import { CapabilityName } from '../../decoders/bin/capability-names.ts';
import { and, type FilterNode, filterValue, forEachTerm, keyTerm, not } from './ast.ts';
import { matchesName } from './readings/name-pattern.ts';

/**
 * Adds `-is:internal`, unless everything is wanted or the filter itself is about internal messages: with
 * `is:internal` or a `cap:` that matches clusterer-internal, negated or not, or by asking for one message's
 * number.
 */
export function withDefaults(filter: FilterNode, options: { readonly all: boolean }): FilterNode {
  if (options.all || mentionsInternal(filter) || asksForOne(filter)) return filter;
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

/** `no:286` asks for that one message, even if it is internal; a range is a filter like any other. */
function asksForOne(filter: FilterNode): boolean {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.children.some(asksForOne);
  if (filter.kind !== 'key' || filter.key !== 'no') return false;
  return filter.values.some(({ pieces }) => /^#?\d+$/.test(pieces.join('*')));
}

/** `*` alone asks for BIN in general. */
function namesInternal(pieces: readonly string[]): boolean {
  if (pieces.every((piece) => piece === '')) return false;
  const pattern = { pieces: pieces.map((piece) => piece.toLowerCase()) };
  return matchesName(pattern, CapabilityName.Internal, () => false);
}
