import type { FilterValue, KeyName } from './ast.ts';
import type { Problem } from './filter-error.ts';
import type { MessageFacts } from './message-facts.ts';
import type { Predicate } from './predicates/predicate.ts';
import type { Reading } from './readings/reading.ts';

/** Lists that depend on the session and the decoders; whoever completes a filter brings them. */
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

/** What people need to know about a key: help, completion and messages are made from it. */
export interface KeyDoc<Name extends string = KeyName | 'field'> {
  readonly name: Name;
  readonly aliases: readonly string[];
  /** The values that it takes, in a few words. */
  readonly value: string;
  /** One line: messages that ... */
  readonly doc: string;
  readonly example: string;
  /** The words that it takes, or the vocabulary in which they are. */
  readonly words?: readonly KeyWord[] | keyof Vocabulary;
  /** Takes comparisons, so that the colon may be left out before one: `len>1000`. */
  readonly compares?: boolean;
}

/** A key of `key:value` terms. */
export interface FilterKey extends KeyDoc<KeyName> {
  /** Why the value cannot be used; undefined where it can. */
  problem(value: FilterValue): Problem | undefined;
  /** Holds where the message goes with one of the values; unusable values go with none. */
  predicate(values: readonly FilterValue[], facts: MessageFacts): Predicate;
}

interface KeyDefinition<Meaning> extends KeyDoc<KeyName> {
  read(value: FilterValue): Reading<Meaning>;
  /** One of the meanings (there may be none) goes with the message. */
  compile(meanings: readonly Meaning[], facts: MessageFacts): Predicate;
}

/** A key whose values mean something of one type. */
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
