/** Statistics that a minority of outliers cannot distort. */

/** For an even number, the mean of the middle two; 0 if empty. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const { length } = sorted;
  if (length === 0) return 0;
  const upper = sorted[length >>> 1] as number;
  return length % 2 === 1 ? upper : ((sorted[(length >>> 1) - 1] as number) + upper) / 2;
}

/** A standard deviation from the median absolute deviation (exact for a normal distribution). */
export function spread(values: readonly number[]): number {
  const middle = median(values);
  return 1.4826 * median(values.map((value) => Math.abs(value - middle)));
}

export interface Weighted {
  readonly value: number;
  readonly weight: number;
}

/** The item at half of the total weight; undefined if there are none. */
export function weightedMedian<Item extends Weighted>(items: readonly Item[]): Item | undefined {
  const sorted = [...items].sort((a, b) => a.value - b.value || a.weight - b.weight);
  const half = sorted.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let sum = 0;
  for (const item of sorted) {
    sum += item.weight;
    if (sum >= half) return item;
  }
  return undefined;
}
