import type { FieldNode } from '../../decoders/bytes/field-node.ts';

/**
 * What raw values of a packet mean (flags, enumerations, dates), by the name of the field. Only of
 * the packet's own fields: inside the chunks of a sync there would be thousands.
 */
export function fieldMeanings(nodes: readonly FieldNode[]): Readonly<Record<string, string>> {
  const meanings: Record<string, string> = {};
  for (const node of nodes) {
    if (node.shown !== undefined && node.value !== undefined && node.name !== 'frame')
      meanings[node.name] = node.shown;
  }
  return meanings;
}
