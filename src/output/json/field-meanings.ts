import type { FieldNode } from '../../../decoders/bytes/field-node.ts';
import { rfc3339OfSecond } from '../../view/text/times.ts';

/**
 * The meanings of raw values of a packet (flags, enumerations, dates as RFC 3339), by field name. Only for the packet's
 * own fields: the chunks of a sync would give thousands.
 */
export function fieldMeanings(nodes: readonly FieldNode[]): Readonly<Record<string, string>> {
  const meanings: Record<string, string> = {};
  for (const node of nodes) {
    if (node.shown !== undefined && node.value !== undefined && node.name !== 'frame')
      meanings[node.name] = meaningOf(node, node.shown);
  }
  return meanings;
}

function meaningOf({ value, quantity }: FieldNode, shown: string): string {
  return quantity === 'unix time' && typeof value === 'number' ? rfc3339OfSecond(value) : shown;
}
