/** A stretch of session time, both ends included; one that has no end, or no beginning, is infinite there. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** In order, those that touch as one. */
export function joined(lapses: readonly TimeSpan[]): readonly TimeSpan[] {
  const all: TimeSpan[] = [];
  for (const lapse of lapses.toSorted((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last === undefined || last.to < lapse.from) all.push(lapse);
    else all[all.length - 1] = { from: last.from, to: Math.max(last.to, lapse.to) };
  }
  return all;
}

/** Does one of them have a moment in common with the time between two moments? */
export function isWithin(spans: readonly TimeSpan[], from: number, to: number): boolean {
  return spans.some((one) => one.from <= to && one.to >= from);
}

/**
 * Where both have something, in order, each moment once: of many observers who miss the same again and again, the
 * combinations would be without number.
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
