/** How many entries (of arrays of numbers: bytes) the containers below an object have, all those of one place together. */
export type Census = ReadonlyMap<string, number>;

/** What ways to arrays of numbers end with. */
export const BYTES = ' bytes';

/**
 * Counts what is in every array, map and set that can be reached from `root`, by the way that leads there:
 * `index.flows[].messages`; of arrays of numbers `index.ids bytes`. What only a closure holds is not seen.
 */
export function census(root: object): Census {
  const counts = new Map<string, number>();
  const seen = new Set<object>();
  const open: { readonly value: object; readonly way: string }[] = [{ value: root, way: '' }];
  const visit = (value: unknown, way: string): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    open.push({ value, way });
  };
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    const { value, way } = one;
    if (ArrayBuffer.isView(value)) {
      add(counts, `${way}${BYTES}`, value.byteLength);
      continue;
    }
    const size = sizeOf(value);
    if (size !== undefined) add(counts, way, size);
    // Written once for all that is in a container: most of it are numbers and texts, which lead nowhere.
    const inside = `${way}[]`;
    if (Array.isArray(value)) {
      for (const entry of value) visit(entry, inside);
      continue;
    }
    if (value instanceof Map) {
      const keys = `${way}{}`;
      for (const key of value.keys()) visit(key, keys);
    }
    if (value instanceof Map || value instanceof Set)
      for (const entry of value.values()) visit(entry, inside);
    for (const [name, property] of Object.entries(value)) {
      if (typeof property === 'object') visit(property, `${way}.${name}`);
    }
  }
  return counts;
}

function sizeOf(value: object): number | undefined {
  if (Array.isArray(value)) return value.length;
  return value instanceof Map || value instanceof Set ? value.size : undefined;
}

function add(counts: Map<string, number>, way: string, size: number): void {
  counts.set(way, (counts.get(way) ?? 0) + size);
}
