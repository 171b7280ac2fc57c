/**
 * `1,234,567`, for a non-negative integer. Not by Intl.NumberFormat, whose first use takes a tenth of the
 * program's start-up time.
 */
export function grouped(count: number): string {
  // From 10^21 on (damaged counters can add up to that), numbers are formatted with an exponent.
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

/**
 * A number and what stands behind it: of `packet[s] with [a header|headers]`, `1 packet with a header`, `2 packets
 * with headers`.
 */
export function agreeing(count: number, text: string): string {
  const agreed = text.replace(/\[(?:([^|\]]*)\|)?([^\]]*)\]/g, (_, one = '', more = '') =>
    count === 1 ? one : more,
  );
  return `${grouped(count)} ${agreed}`;
}

/** `node 2`, `nodes 2, 4`. */
export function nodesText(nodes: readonly number[]): string {
  return `${nodes.length === 1 ? 'node' : 'nodes'} ${nodes.join(', ')}`;
}
