import { memoized } from './memoized.ts';

/**
 * The same text, as the object that it was when it came first. A message and the packets that follow it name the same
 * things, and each text that is read from bytes is an object of its own, of which those that are kept would be kept
 * several times.
 */
export const knownText = memoized((text) => text);
