import { UsageError } from '../usage-error.ts';

/** Port numbers; each text has one, or several separated by commas. Throws a UsageError. */
export function portList(option: string, texts: readonly string[]): readonly number[] {
  const ports = texts.flatMap((text) => text.split(',')).map((text) => portOf(option, text.trim()));
  return [...new Set(ports)];
}

function portOf(option: string, text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65535) return port;
  throw new UsageError(`${option} ${JSON.stringify(text)}: a port is a number from 1 to 65535`);
}
