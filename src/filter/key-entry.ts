import type { FilterValue, KeyName } from './ast.ts';
import type { Problem } from './filter-error.ts';
import type { MessageFacts } from './message-facts.ts';
import type { Predicate } from './predicates/predicate.ts';
import type { Reading } from './readings/reading.ts';

/** Lists that depend on the session and the decoders; the caller of completion provides them. */
export interface Vocabulary {
  readonly capabilities: readonly string[];
  /** Names of packet types. */
  readonly types: readonly string[];
  readonly methods: readonly string[];
  /** Node ids. */
  readonly nodes: readonly string[];
  /** Dotted paths of fields. */
  readonly fields: readonly string[];
  readonly aors: readonly string[];
  readonly callIds: readonly string[];
}

/** A word that a key takes. */
export interface KeyWord {
  readonly word: string;
  readonly doc: string;
}

/** What people need to know about a key; help, completion and error messages are derived from it. */
export interface KeyDoc<Name extends string = KeyName | 'field'> {
  readonly name: Name;
  readonly aliases: readonly string[];
  /** The values that it takes, in a few words. */
  readonly value: string;
  /** Completes "messages that ...". */
  readonly doc: string;
  readonly example: string;
  /** The words that it takes, or the vocabulary that has them. */
  readonly words?: readonly KeyWord[] | keyof Vocabulary;
  /** Takes comparisons; in front of one, the colon may be left out: `len>1000`. */
  readonly compares?: boolean;
}

/** A key of `key:value` terms. */
export interface FilterKey extends KeyDoc<KeyName> {
  /** Why the value cannot be used; undefined if it can. */
  problem(value: FilterValue): Problem | undefined;
  /** Holds if the message matches one of the values; unusable values match none. */
  predicate(values: readonly FilterValue[], facts: MessageFacts): Predicate;
}

interface KeyDefinition<Meaning> extends KeyDoc<KeyName> {
  read(value: FilterValue): Reading<Meaning>;
  /** Holds if the message matches one of the meanings, of which there may be none. */
  compile(meanings: readonly Meaning[], facts: MessageFacts): Predicate;
}

/** Makes a key from its documentation, a reader for its values and a predicate for what they mean. */
export function defineKey<Meaning>(definition: KeyDefinition<Meaning>): FilterKey {
  const { read, compile, ...doc } = definition;
  return {
    ...doc,
    problem(value) {
      const reading = read(value);
      return reading.ok ? undefined : reading.problem;
    },
    predicate(values, facts) {
      const meanings: Meaning[] = [];
      for (const value of values) {
        const reading = read(value);
        if (reading.ok) meanings.push(reading.meaning);
      }
      return compile(meanings, facts);
    },
  };
}
