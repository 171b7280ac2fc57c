import type { FieldNode } from '../../decoders/bytes/field-node.ts';

/** The fields that a tree stands on: those with a value of their own, and groups without children. */
export function leaves(nodes: readonly FieldNode[]): readonly FieldNode[] {
  return nodes.flatMap((node) =>
    node.value !== undefined || node.children === undefined ? [node] : leaves(node.children),
  );
}

/** Where the leaves do not lie side by side over bytes[from..to): each gap or overlap as a text. */
export function untiled(nodes: readonly FieldNode[], from: number, to: number): readonly string[] {
  const wrong: string[] = [];
  let at = from;
  for (const leaf of leaves(nodes)) {
    if (leaf.from !== at) wrong.push(`${leaf.name} begins at ${leaf.from}, not at ${at}`);
    at = leaf.to;
  }
  if (at !== to) wrong.push(`the last leaf ends at ${at}, not at ${to}`);
  return wrong;
}

/** Nodes outside bytes[from..to), and children outside their parents. */
export function misplaced(nodes: readonly FieldNode[], from: number, to: number): readonly string[] {
  return nodes.flatMap((node) => [
    ...(node.from >= from && node.from <= node.to && node.to <= to
      ? []
      : [`${node.name}: [${node.from}, ${node.to}) is not in [${from}, ${to})`]),
    ...misplaced(node.children ?? [], node.from, node.to),
  ]);
}

export function countNodes(nodes: readonly FieldNode[]): number {
  return nodes.reduce((sum, node) => sum + 1 + countNodes(node.children ?? []), 0);
}
