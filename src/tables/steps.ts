/** Work in small steps: between two of them, the caller may look at the clock and continue later. */
export type Steps<Value> = Generator<undefined, Value, void>;

/** Does all steps at once. */
export function inOneGo<Value>(steps: Steps<Value>): Value {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Items per step: a fraction of a millisecond, if there is little work for each. */
export const ITEMS_OF_STEP = 256;

/** As `Array.filter`, in steps. */
export function* filterInSteps<Item>(
  items: Iterable<Item>,
  isWanted: (item: Item) => boolean,
): Steps<Item[]> {
  const wanted: Item[] = [];
  let looked = 0;
  for (const item of items) {
    if (isWanted(item)) wanted.push(item);
    if (++looked % ITEMS_OF_STEP === 0) yield;
  }
  return wanted;
}

/** As `Array.toSorted`, in steps; stable. Cheap if the items are almost sorted already. */
export function* sortInSteps<Item>(
  items: readonly Item[],
  compare: (a: Item, b: Item) => number,
): Steps<Item[]> {
  let runs: Item[][] = [];
  for (let at = 0; at < items.length; at += ITEMS_OF_STEP) {
    runs.push(items.slice(at, at + ITEMS_OF_STEP).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const longer: Item[][] = [];
    for (let at = 0; at < runs.length; at += 2) {
      const [a = [], b = []] = [runs[at], runs[at + 1]];
      longer.push(yield* mergeInSteps(a, b, compare));
    }
    runs = longer;
  }
  return runs[0] ?? [];
}

function* mergeInSteps<Item>(a: Item[], b: Item[], compare: (a: Item, b: Item) => number): Steps<Item[]> {
  if (b.length === 0) return a;
  yield;
  if (compare(a.at(-1) as Item, b[0] as Item) <= 0) return a.concat(b);
  const merged: Item[] = [];
  let [inA, inB] = [0, 0];
  while (inA < a.length && inB < b.length) {
    const isA = compare(a[inA] as Item, b[inB] as Item) <= 0;
    merged.push(isA ? (a[inA++] as Item) : (b[inB++] as Item));
    if (merged.length % ITEMS_OF_STEP === 0) yield;
  }
  for (const rest of [a.slice(inA), b.slice(inB)]) for (const item of rest) merged.push(item);
  return merged;
}

/** Makes something else of each of the results, one in each step, when all of them are there. */
export function* mapInSteps<From, To>(
  found: Steps<readonly From[]>,
  map: (one: From) => To,
): Steps<readonly To[]> {
  const made: To[] = [];
  for (const one of yield* found) {
    made.push(map(one));
    yield;
  }
  return made;
}
