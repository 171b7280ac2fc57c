/** First row of a window of `height` rows over `count` that shows `row` and moves as little as it can. */
export function scrollTo(top: number, row: number, height: number, count: number): number {
  const low = row - height + 1;
  return clamp(Math.min(Math.max(top, low), row), 0, Math.max(0, count - height));
}

export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

/** Rows that a command moves by; undefined where it moves nothing. */
export function rowsOf(command: string, height: number, count: number): number | undefined {
  const page = Math.max(1, height - 1);
  switch (command) {
    case 'down':
      return 1;
    case 'up':
      return -1;
    case 'page-down':
      return page;
    case 'page-up':
      return -page;
    case 'half-down':
      return Math.ceil(page / 2);
    case 'half-up':
      return -Math.ceil(page / 2);
    case 'first':
      return -count;
    case 'last':
      return count;
    default:
      return undefined;
  }
}
