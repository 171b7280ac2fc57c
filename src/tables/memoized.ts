/** Number of cached results: the same few thousand names occur in message after message. */
const REMEMBERED = 4096;
/** A longer text is no name, and not cached. */
const LONGEST = 512;

/** The same function with a cache of recent arguments. */
export function memoized<Result>(read: (text: string) => Result): (text: string) => Result {
  const known = new Map<string, { readonly result: Result }>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before.result;
    const result = read(text);
    if (text.length > LONGEST) return result;
    if (known.size >= REMEMBERED) known.clear();
    known.set(text, { result });
    return result;
  };
}
