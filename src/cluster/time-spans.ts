/** A span of session time, including both ends; infinite if it has no beginning or no end. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** The spans in order; those that overlap or touch become one. */
export function joined(lapses: readonly TimeSpan[]): readonly TimeSpan[] {
  const all: TimeSpan[] = [];
  for (const lapse of lapses.toSorted((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last === undefined || last.to < lapse.from) all.push(lapse);
    else all[all.length - 1] = { from: last.from, to: Math.max(last.to, lapse.to) };
  }
  return all;
}

/** Does one of the spans overlap the time between the two, ends included? */
export function isWithin(spans: readonly TimeSpan[], from: number, to: number): boolean {
  return spans.some((one) => one.from <= to && one.to >= from);
}

/**
 * The times that are in both lists, in order and without overlaps. (Pairing each span with each other one would give
 * quadratically many for observers that miss the same again and again.)
 */
export function overlaps(some: readonly TimeSpan[], others: readonly TimeSpan[]): readonly TimeSpan[] {
  const both: TimeSpan[] = [];
  if (some.length === 0 || others.length === 0) return both;
  const [ones, twos] = [joined(some), joined(others)];
  for (let [one, two] = [0, 0]; ; ) {
    const [a, b] = [ones[one], twos[two]];
    if (a === undefined || b === undefined) return both;
    const [from, to] = [Math.max(a.from, b.from), Math.min(a.to, b.to)];
    if (from <= to) both.push({ from, to });
    if (a.to < b.to) one++;
    else two++;
  }
}
