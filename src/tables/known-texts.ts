/** Slots of the table; a power of two. A message and its packets follow each other closely: some thousands are plenty. */
const PLACES = 4096;
/** A longer text is no name, and not remembered. */
const LONGEST = 512;

const known: string[] = new Array(PLACES).fill('');

/**
 * Returns the object with which a text came first, if that was not long ago. A message and the packets that follow it
 * contain the same names, but each text that is read from bytes is an object of its own: kept as they are, they would
 * take several times the memory. Most names are new, so there is no Map that would have to grow with each of them.
 */
export function knownText(text: string): string {
  // Half of what a packet could say of a contact is left empty.
  if (text === '' || text.length > LONGEST) return text;
  const place = placeOf(text);
  const before = known[place] as string;
  if (before === text) return before;
  known[place] = text;
  return text;
}

function placeOf(text: string): number {
  let hash = text.length;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash, 31) + text.charCodeAt(at);
  return (hash ^ (hash >>> 12)) & (PLACES - 1);
}
