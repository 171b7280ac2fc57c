/** Durations for people: from nanoseconds to text. */

/** `0.571 ms`, `12.4 ms`, `307 ms`, `5.01 s`. */
export function milliseconds(nanoseconds: number): string {
  const value = nanoseconds / 1e6;
  if (Math.abs(value) >= 1000) return seconds(nanoseconds);
  return `${significant(value)} ms`;
}

/** `1.46 s`, `12.0 s`, `4 min 10 s`, `2 h 5 min`. */
export function seconds(nanoseconds: number): string {
  const value = nanoseconds / 1e9;
  if (Math.abs(value) < 1) return milliseconds(nanoseconds);
  if (Math.abs(value) < 60) return `${significant(value)} s`;
  const whole = Math.round(value);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** Three significant digits, but nothing below a microsecond. */
function significant(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude >= 100) return value.toFixed(0);
  if (magnitude >= 10) return value.toFixed(1);
  return magnitude >= 1 ? value.toFixed(2) : value.toFixed(3);
}

/** Short form for cells: `51us`, `12ms`, `4.7s`, `38s`, `4m38s`, `1h02m`, `3d04h`. */
export function shortDuration(nanoseconds: number): string {
  const value = nanoseconds / 1e9;
  if (value < 0.001) return `${Math.floor(nanoseconds / 1e3)}us`;
  if (value < 1) return `${Math.floor(value * 1e3)}ms`;
  const whole = Math.floor(value);
  if (whole < 10) return `${value.toFixed(1)}s`;
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m${two(whole % 60)}s`;
  if (whole < 24 * 3600) return `${Math.floor(whole / 3600)}h${two(Math.floor((whole % 3600) / 60))}m`;
  return `${Math.floor(whole / (24 * 3600))}d${two(Math.floor((whole % (24 * 3600)) / 3600))}h`;
}

function two(part: number): string {
  return String(part).padStart(2, '0');
}
