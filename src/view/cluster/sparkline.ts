const BARS = '▁▂▃▄▅▆▇█';

/** A bar a value, the longest for the greatest: `▁▂▇`. Values are 0 or more; the last `width` are shown. */
export function sparkline(values: readonly number[], width: number): string {
  const shown = width <= 0 ? [] : values.slice(-width);
  const greatest = Math.max(0, ...shown);
  return shown.map((value) => BARS[barOf(value, greatest)] ?? '').join('');
}

function barOf(value: number, greatest: number): number {
  if (greatest === 0) return 0;
  return Math.min(BARS.length - 1, Math.floor((Math.max(0, value) / greatest) * BARS.length));
}

/** `███··` of `width` columns; full only where `done` has reached `of`. */
export function progressBar(done: number, of: number, width: number): string {
  const share = of <= 0 ? 1 : Math.min(1, Math.max(0, done / of));
  const full = Math.floor(share * width);
  return '█'.repeat(full) + '·'.repeat(Math.max(0, width - full));
}
