/**
 * A list that mostly is empty or has one entry. Of such lists there are as many as flows and contacts, and an array costs
 * seven times what its one entry does. Entries are no arrays themselves, and not undefined.
 */
export type Few<Item> = undefined | Item | readonly Item[];

const NONE: readonly never[] = [];

export function isMany<Item>(few: Few<Item>): few is readonly Item[] {
  return Array.isArray(few);
}

/** As a list; made anew where there is one. */
export function listOf<Item>(few: Few<Item>): readonly Item[] {
  if (few === undefined) return NONE;
  return isMany(few) ? few : [few];
}

export function countOf<Item>(few: Few<Item>): number {
  if (few === undefined) return 0;
  return isMany(few) ? few.length : 1;
}

export function has<Item>(few: Few<Item>, item: Item): boolean {
  return isMany(few) ? few.includes(item) : few === item;
}

/** With one more at the end. `concat` makes an array of exactly this length, `push` room for sixteen more. */
export function withOne<Item>(few: Few<Item>, item: Item): Few<Item> {
  if (few === undefined) return item;
  return listOf(few).concat([item]);
}

/** Without the one; a list that others have is left as it is. */
export function withoutOne<Item>(few: Few<Item>, item: Item): Few<Item> {
  if (!isMany(few)) return few === item ? undefined : few;
  const left = few.filter((one) => one !== item);
  return left.length < 2 ? left[0] : left;
}
