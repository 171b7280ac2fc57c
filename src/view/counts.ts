const GROUPED = new Intl.NumberFormat('en-US');

/** `1,234,567`. */
export function grouped(count: number): string {
  return GROUPED.format(count);
}

/** `1 message`, `2 messages`. */
export function counted(count: number, one: string, more = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : more}`;
}
