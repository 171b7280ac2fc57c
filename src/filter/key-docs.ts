import type { KeyDoc } from './key-entry.ts';
import { KEYS } from './keys.ts';

/** `field:` has a grammar of its own (a path, optionally a comparison), but belongs in every list of keys. */
export const FIELD_KEY: KeyDoc<'field'> = {
  name: 'field',
  aliases: [],
  value: 'name, or name and == != > >= < <= ~ and a value',
  doc: 'messages with a decoded field; ~ is "contains", dots go inwards, ** is any depth',
  example: 'field:expires>0',
  words: 'fields',
};

/** Every key, for help, completion and the manual. */
export const KEY_DOCS: readonly KeyDoc[] = [...Object.values(KEYS), FIELD_KEY];

const BY_NAME: ReadonlyMap<string, KeyDoc> = new Map(
  KEY_DOCS.flatMap((doc) => [doc.name, ...doc.aliases].map((name) => [name, doc] as const)),
);

/** The key of this name or alias; letter case is ignored. */
export function findKey(name: string): KeyDoc | undefined {
  return BY_NAME.get(name.toLowerCase());
}

/** All names and aliases. */
export function keyNames(): Iterable<string> {
  return BY_NAME.keys();
}
