/** The same names stand in message after message; the last few thousand are known by heart. */
const REMEMBERED = 4096;
/** Longer texts are no names. */
const LONGEST = 512;

/** The same function, which need not look twice at what it was asked lately. */
export function remembering<Result>(read: (text: string) => Result): (text: string) => Result {
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
