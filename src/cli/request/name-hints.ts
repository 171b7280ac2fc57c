import type { Session } from '../../engine/session.ts';
import { SessionVocabulary } from '../../engine/session-vocabulary.ts';
import { type FilterNode, type FilterValue, forEachTerm, type KeyName, plainText } from '../../filter/ast.ts';
import type { Vocabulary } from '../../filter/key-entry.ts';
import { nearest } from '../../filter/suggestion.ts';
import { matchesPieces } from '../../filter/wildcard.ts';
import type { StringId } from '../../ids.ts';
import { cutText } from '../../view/text/display-width.ts';
import { printable } from '../../view/text/printable.ts';

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

/** Nodes that are listed, at most. */
const MOST_NODES = 20;
/** Width of a Call-ID, at most. */
const WIDEST = 60;

/**
 * For a filter that selected nothing: its names that occur nowhere, each with what may have been meant; nodes with those
 * that there are.
 */
export function nameHints(filter: FilterNode, session: Session): readonly string[] {
  const vocabulary = new SessionVocabulary(session);
  const hints: string[] = [];
  forEachTerm(filter, (term) => {
    if (term.kind !== 'key') return;
    if (term.key === 'node') hints.push(...nodeHints(term.values, vocabulary));
    if (term.key === 'callid') hints.push(...callIdHints(term.values, session));
    const named = NAMED[term.key];
    if (named === undefined) return;
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

/** Of ids only: an address may be one that is no node's. */
function nodeHints(values: readonly FilterValue[], { nodes }: Vocabulary): readonly string[] {
  const unknown = values.map(plainText).filter((text) => /^\d+$/.test(text) && !nodes.includes(text));
  if (unknown.length === 0) return [];
  const listed = nodes.slice(0, MOST_NODES).join(', ');
  const more = nodes.length > MOST_NODES ? `, and ${nodes.length - MOST_NODES} more` : '';
  const there = nodes.length === 0 ? 'no address is known as that of a node' : `nodes are ${listed}${more}`;
  return [`there is no node ${unknown.slice(0, MOST_NODES).join(', ')}: ${there}`];
}

/** Not where a live capture has forgotten messages: one of them may have named what was asked for. */
function callIdHints(values: readonly FilterValue[], session: Session): readonly string[] {
  const { callIds } = session.tables;
  if (session.hasForgotten) return [];
  const isNamed = ({ pieces }: FilterValue) => {
    for (let id = 1; id < callIds.size; id++) {
      if (matchesPieces(pieces, callIds.text(id as StringId))) return true;
    }
    return false;
  };
  const unknown = values.filter((value) => !isNamed(value)).map((value) => plainText(value));
  return unknown.map((text) => `no message names the Call-ID ${cutText(printable(text), WIDEST)}`);
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
