import type { FieldNode } from '../../../decoders/bytes/field-node.ts';

/**
 * The meanings of raw values of a packet (flags, enumerations, dates), by field name. Only for the packet's own
 * fields: the chunks of a sync would give thousands.
 */
export function fieldMeanings(nodes: readonly FieldNode[]): Readonly<Record<string, string>> {
  const meanings: Record<string, string> = {};
  for (const node of nodes) {
    if (node.shown !== undefined && node.value !== undefined && node.name !== 'frame')
      meanings[node.name] = node.shown;
  }
  return meanings;
}
