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

/** Where both have something, in no order. */
export function overlaps(some: readonly TimeSpan[], others: readonly TimeSpan[]): readonly TimeSpan[] {
  return some.flatMap((a) =>
    others.flatMap((b) => {
      const [from, to] = [Math.max(a.from, b.from), Math.min(a.to, b.to)];
      return from <= to ? [{ from, to }] : [];
    }),
  );
}
