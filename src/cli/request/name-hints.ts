import type { Session } from '../../engine/session.ts';
import { SessionVocabulary } from '../../engine/session-vocabulary.ts';
import { type FilterNode, forEachTerm, type KeyName, plainText } from '../../filter/ast.ts';
import type { Vocabulary } from '../../filter/key-entry.ts';
import { nearest } from '../../filter/suggestion.ts';

/**
 * Filter keys that take a name. A name that no capture has is no mistake in the filter, but may be a typing
 * error.
 */
const NAMED: Partial<
  Record<
    KeyName,
    { readonly what: string; readonly words: keyof Vocabulary & ('capabilities' | 'types' | 'methods') }
  >
> = {
  cap: { what: 'capability', words: 'capabilities' },
  type: { what: 'packet type', words: 'types' },
  method: { what: 'SIP method', words: 'methods' },
};

/** For a filter that selected nothing: its names that occur nowhere, each with the name that may have been meant. */
export function nameHints(filter: FilterNode, session: Session): readonly string[] {
  const vocabulary = new SessionVocabulary(session);
  const hints: string[] = [];
  forEachTerm(filter, (term) => {
    const named = term.kind === 'key' ? NAMED[term.key] : undefined;
    if (term.kind !== 'key' || named === undefined) return;
    for (const value of term.values) {
      const text = plainText(value);
      const words = vocabulary[named.words];
      if (value.pieces.length > 1 || /^\d+$/.test(text)) continue;
      if (isKnown(text, words, term.key === 'method')) continue;
      const meant = nearest(text, words) ?? nearestPart(text, words);
      hints.push(`no ${named.what} is called "${text}"${meant === undefined ? '' : ` (${meant}?)`}`);
    }
  });
  return hints;
}

/** A filter matches parts of names, except those of methods. */
function isKnown(text: string, words: readonly string[], whole: boolean): boolean {
  const wanted = text.toLowerCase();
  return words
    .map((word) => word.toLowerCase())
    .some((word) => (whole ? word === wanted : word.includes(wanted)));
}

/** Also of parts of a name, which may be mistyped as well: `uslroc` of `usrloc-contact-repl`, or `UCONTACT_INSRT`. */
function nearestPart(text: string, words: readonly string[]): string | undefined {
  const parts = new Map<string, string>();
  for (const word of words) {
    for (const { index } of word.matchAll(/[^-_]+/g)) parts.set(word.slice(index), word);
    for (const [part] of word.matchAll(/[^-_]+/g)) parts.set(part, word);
  }
  const part = nearest(text, parts.keys());
  return part === undefined ? undefined : parts.get(part);
}
