/**
 * The list with one more text. There are many flows, and most such lists have one entry: `concat` makes an array of
 * exactly this length, while `push` and spreading reserve room for sixteen more.
 */
export function withText(list: readonly string[], text: string): readonly string[] {
  return list.length === 0 ? [text] : list.concat(text);
}
