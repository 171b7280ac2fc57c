import { valueText } from './explain.ts';
import { findKey, KEY_DOCS } from './key-docs.ts';
import type { KeyDoc, KeyWord, Vocabulary } from './key-entry.ts';
import { lex } from './lexer.ts';
import type { FieldToken, KeyToken, Token } from './tokens.ts';

/** What could stand at the cursor: a suggestion replaces text[from..to). */
export interface Completion {
  readonly from: number;
  readonly to: number;
  /** Best first. */
  readonly suggestions: readonly Suggestion[];
}

export interface Suggestion {
  /** As it has to be typed: quoted if necessary. */
  readonly text: string;
  readonly doc: string;
}

const OPERATORS: readonly Suggestion[] = [
  { text: 'or', doc: 'one of both sides' },
  { text: 'not', doc: 'the opposite; also a leading -' },
];

/** Suggestions for the word that ends at or surrounds `cursor` (UTF-16 units from the start). */
export function complete(text: string, cursor: number, vocabulary: Vocabulary): Completion {
  const token = lex(text).tokens.find(({ from, to }) => from < cursor && cursor <= to);
  switch (token?.kind) {
    case 'key':
      return completeTerm(text, cursor, token, vocabulary);
    case 'field':
      return completeField(text, cursor, token, vocabulary);
    case 'word':
      return text[token.from] === '"' ? nothing(cursor) : completeStart(text, cursor, token);
    case 'regex':
      return nothing(cursor);
    default:
      return { from: cursor, to: cursor, suggestions: keySuggestions('') };
  }
}

function nothing(cursor: number): Completion {
  return { from: cursor, to: cursor, suggestions: [] };
}

/** The beginning of a term: a key, or an operator. */
function completeStart(text: string, cursor: number, { from, to }: Token): Completion {
  const typed = text.slice(from, cursor);
  return {
    from,
    to,
    suggestions: [...keySuggestions(typed), ...ranked(typed, OPERATORS, (one) => one.text)],
  };
}

function completeTerm(text: string, cursor: number, token: KeyToken, vocabulary: Vocabulary): Completion {
  const { name, values } = token;
  if (cursor <= name.to) return completeKey(text, cursor, token);
  const value = values.find(({ from, to }) => from <= cursor && cursor <= to);
  const key = findKey(name.text);
  if (value === undefined || key === undefined) return nothing(cursor);
  const typed = text.slice(value.from, cursor).replace(/^"/, '');
  const words = ranked(typed, wordsOf(key, vocabulary), ({ word }) => word);
  return { from: value.from, to: value.to, suggestions: words.map(valueSuggestion) };
}

function completeField(text: string, cursor: number, token: FieldToken, vocabulary: Vocabulary): Completion {
  const { path } = token;
  if (cursor < path.from) return completeKey(text, cursor, token);
  if (cursor > path.to) return nothing(cursor);
  const names = ranked(text.slice(path.from, cursor), vocabulary.fields, (name) => name);
  return { from: path.from, to: path.to, suggestions: names.map((name) => ({ text: name, doc: '' })) };
}

/** The key of a term that already has one; its colon is replaced, too. */
function completeKey(text: string, cursor: number, { from }: Token): Completion {
  const colon = text.indexOf(':', from);
  return { from, to: colon < 0 ? cursor : colon + 1, suggestions: keySuggestions(text.slice(from, cursor)) };
}

/** An alias is offered once somebody has begun to type it, unless the name itself matches as well. */
function keySuggestions(typed: string): readonly Suggestion[] {
  const begun = typed.toLowerCase();
  const names = KEY_DOCS.flatMap((key) => {
    const isNamed = begun === '' || key.name.startsWith(begun);
    const aliases = isNamed ? [] : key.aliases.filter((alias) => alias.startsWith(begun));
    return [key.name, ...aliases].map((name) => ({ text: `${name}:`, doc: key.doc }));
  });
  return ranked(typed, names, ({ text }) => text);
}

function wordsOf(key: KeyDoc, vocabulary: Vocabulary): readonly KeyWord[] {
  if (typeof key.words !== 'string') return key.words ?? [];
  return vocabulary[key.words].map((word) => ({ word, doc: '' }));
}

function valueSuggestion({ word, doc }: KeyWord): Suggestion {
  return { text: valueText({ pieces: [word] }), doc };
}

/** First those that begin with what was typed, then those that contain it; otherwise in their order. */
function ranked<One>(typed: string, all: readonly One[], textOf: (one: One) => string): readonly One[] {
  const wanted = typed.toLowerCase();
  const begin: One[] = [];
  const hold: One[] = [];
  for (const one of all) {
    const text = textOf(one).toLowerCase();
    if (text.startsWith(wanted)) begin.push(one);
    else if (text.includes(wanted)) hold.push(one);
  }
  return [...begin, ...hold];
}

/** As `complete`, at the end of a text; `from` is where the suggestions begin. */
export function lastWordOf(text: string, vocabulary: Vocabulary): Pick<Completion, 'from' | 'suggestions'> {
  return complete(text, text.length, vocabulary);
}
