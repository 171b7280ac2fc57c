import { textBytes } from '../../decoders/bytes/text.ts';
import { unescapedText } from '../../decoders/sip/uri.ts';
import type { FilterNode, FilterValue, KeyTerm } from './ast.ts';
import { readAorPattern, splitAor } from './readings/aor-pattern.ts';
import { matchesPieces } from './wildcard.ts';

/** Is the user of this AOR one of those asked for? */
export type UserTest = (aor: string) => boolean;

/**
 * The users to whose AORs a filter confines rows; undefined if it does not. Hosts, letter case and escapes
 * are ignored: SIP and usrloc may write the same AOR in different ways, and all of them are needed.
 */
export function askedUsers(filter: FilterNode): UserTest | undefined {
  const parts = filter.kind === 'and' ? filter.children : [filter];
  for (const part of parts) {
    const terms = part.kind === 'or' ? part.children : [part];
    if (terms.every(isAorTerm)) return testOf(terms.flatMap(({ values }) => values));
  }
  return undefined;
}

/** The same for a single AOR. */
export function sameUser(aor: string): UserTest {
  const wanted = plainUser(aor);
  return (other) => plainUser(other) === wanted;
}

function isAorTerm(term: FilterNode): term is KeyTerm {
  return term.kind === 'key' && term.key === 'aor';
}

function testOf(values: readonly FilterValue[]): UserTest {
  const patterns = values.flatMap((value) => {
    const pattern = readAorPattern(value);
    return pattern.ok ? [pattern.meaning.user.map(plain)] : [];
  });
  return (aor) => {
    const user = plainUser(aor);
    return patterns.some((pieces) => matchesPieces(pieces, user));
  };
}

function plainUser(aor: string): string {
  return plain(splitAor(aor).user);
}

function plain(text: string): string {
  if (!text.includes('%')) return text.toLowerCase();
  const bytes = textBytes(text);
  return unescapedText(bytes, 0, bytes.length).toLowerCase();
}
