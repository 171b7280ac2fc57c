import { memoized } from './memoized.ts';

/**
 * Returns the object with which a text came first. A message and the packets that follow it contain the same names,
 * but each text that is read from bytes is an object of its own: kept as they are, they would take several times the
 * memory.
 */
export const knownText = memoized((text) => text);
