/**
 * A list that is mostly empty or has one item, without the array. There are as many such lists as flows and contacts,
 * and an array of one item takes seven times the memory of the item itself. Items must be neither arrays nor undefined.
 */
export type ShortList<Item> = undefined | Item | readonly Item[];

const NONE: readonly never[] = [];

export function isMany<Item>(list: ShortList<Item>): list is readonly Item[] {
  return Array.isArray(list);
}

/** The items as an array, which is made anew for a single item. */
export function itemsOf<Item>(list: ShortList<Item>): readonly Item[] {
  if (list === undefined) return NONE;
  return isMany(list) ? list : [list];
}

export function countOf<Item>(list: ShortList<Item>): number {
  if (list === undefined) return 0;
  return isMany(list) ? list.length : 1;
}

export function has<Item>(list: ShortList<Item>, item: Item): boolean {
  return isMany(list) ? list.includes(item) : list === item;
}

/** With the item added at the end. `concat` makes an array of exactly this length; `push` would reserve sixteen places. */
export function withItem<Item>(list: ShortList<Item>, item: Item): ShortList<Item> {
  if (list === undefined) return item;
  return itemsOf(list).concat([item]);
}

/** Without the item; an array that others hold is left as it is. */
export function withoutItem<Item>(list: ShortList<Item>, item: Item): ShortList<Item> {
  if (!isMany(list)) return list === item ? undefined : list;
  const left = list.filter((one) => one !== item);
  return left.length < 2 ? left[0] : left;
}
