/**
 * The list with one text more. Flows are many and such lists short, mostly of one: neither `push` nor spreading, which
 * make room for sixteen more.
 */
export function withText(list: readonly string[], text: string): readonly string[] {
  return list.length === 0 ? [text] : list.concat(text);
}
