/** What several runs gave. */
export interface Sample {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly count: number;
}

/** Throws where there is nothing to sum up. */
export function summarise(values: readonly number[]): Sample {
  const sorted = [...values].sort((a, b) => a - b);
  const [least] = sorted;
  const most = sorted.at(-1);
  if (least === undefined || most === undefined) throw new Error('no values');
  const upper = sorted[sorted.length >> 1] ?? most;
  const lower = sorted[(sorted.length - 1) >> 1] ?? least;
  return { median: (lower + upper) / 2, least, most, count: sorted.length };
}

/** Half the distance between the extremes, as a share of the median. */
export function spread({ median, least, most }: Sample): number {
  return median === 0 ? 0 : (most - least) / 2 / median;
}
