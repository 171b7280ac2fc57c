/** Things of one kind about one node. */
export interface OfNode<Item> {
  readonly cluster: number;
  readonly node: number;
  readonly items: Item[];
}

/** Collects what rules find of each node, to tell of it together. */
export class ByNode<Item> {
  private readonly found = new Map<string, OfNode<Item>>();

  add(cluster: number, node: number, item: Item): void {
    const key = `${cluster} ${node}`;
    const known = this.found.get(key);
    if (known === undefined) this.found.set(key, { cluster, node, items: [item] });
    else known.items.push(item);
  }

  of(cluster: number, node: number): readonly Item[] {
    return this.found.get(`${cluster} ${node}`)?.items ?? [];
  }

  /** By cluster and node. */
  get sorted(): readonly OfNode<Item>[] {
    return [...this.found.values()].sort((a, b) => a.cluster - b.cluster || a.node - b.node);
  }
}
