import { UsageError } from '../usage-error.ts';

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 };
const SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** Bytes: `100MB`, `500k`, `2G`; a K is a thousand. Throws a UsageError. */
export function parseBytes(option: string, text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)([kmg]?)b?$/i.exec(text) ?? [];
  const bytes = Math.round(Number(number) * (UNITS[unit.toLowerCase()] ?? 0));
  if (number !== '' && bytes > 0) return bytes;
  throw new UsageError(`${option} ${JSON.stringify(text)}: takes a size, as 100MB or 1G`);
}

/** Seconds: `30`, `90s`, `15m`, `1h`, `1d`. Throws a UsageError. */
export function parseSeconds(option: string, text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)([smhd]?)$/i.exec(text) ?? [];
  const seconds = Number(number) * (SECONDS[unit.toLowerCase()] ?? 0);
  if (number !== '' && seconds > 0) return seconds;
  throw new UsageError(`${option} ${JSON.stringify(text)}: takes a time, as 90s, 15m, 1h or seconds`);
}
