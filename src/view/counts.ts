/**
 * `1,234,567`: a whole number, not negative. By hand, since Intl.NumberFormat reads its tables as soon as there
 * is one: a tenth of the start of the program.
 */
export function grouped(count: number): string {
  // From 10^21 on, which damaged counters add up to, a number is written with an exponent.
  const digits = count < 1e21 || !Number.isFinite(count) ? String(count) : String(BigInt(count));
  let from = digits.length % 3;
  let text = digits.slice(0, from);
  for (; from < digits.length; from += 3) text += `${text && ','}${digits.slice(from, from + 3)}`;
  return text;
}

/** `1 message`, `2 messages`. */
export function counted(count: number, one: string, more = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : more}`;
}

/** `node 2`, `nodes 2, 4`. */
export function nodesText(nodes: readonly number[]): string {
  return `${nodes.length === 1 ? 'node' : 'nodes'} ${nodes.join(', ')}`;
}
