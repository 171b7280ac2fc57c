import { memoized } from './memoized.ts';

/**
 * Returns the object with which a text came first. A message and the packets that follow it contain the same names,
 * but each text that is read from bytes is an object of its own: kept as they are, they would take several times the
 * memory.
 */
export function knownText(text: string): string {
  // Half of what a packet could say of a contact is left empty.
  return text === '' ? text : known(text);
}

const known = memoized((text) => text);
