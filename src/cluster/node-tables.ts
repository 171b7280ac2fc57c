/**
 * A value for each node, by cluster and id. Ids come from the wire, and broken or forged packets may name any number of
 * them: the table is limited, and nodes beyond the limit get no value.
 */
export class NodeTable<Value> {
  private readonly clusters = new Map<number, Map<number, Value>>();
  private readonly most: number;
  private count = 0;

  constructor(most: number) {
    this.most = most;
  }

  get(cluster: number, node: number): Value | undefined {
    return this.clusters.get(cluster)?.get(node);
  }

  of(cluster: number): ReadonlyMap<number, Value> {
    return this.clusters.get(cluster) ?? NONE;
  }

  *values(): Generator<Value> {
    for (const nodes of this.clusters.values()) yield* nodes.values();
  }

  /** The value of the node. If it has none, `fresh` makes one; undefined if the table is full. */
  add(cluster: number, node: number, fresh: () => Value): Value | undefined {
    let nodes = this.clusters.get(cluster);
    const known = nodes?.get(node);
    if (known !== undefined || this.count >= this.most) return known;
    if (nodes === undefined) {
      nodes = new Map();
      this.clusters.set(cluster, nodes);
    }
    const value = fresh();
    nodes.set(node, value);
    this.count++;
    return value;
  }
}

/** A value for each ordered pair of nodes of a cluster, up to a limit as in `NodeTable`. */
export class NodePairs<Value> {
  private readonly nodes: NodeTable<Map<number, Value>>;
  private readonly most: number;
  private count = 0;

  constructor(most: number) {
    this.nodes = new NodeTable(most);
    this.most = most;
  }

  get(cluster: number, from: number, to: number): Value | undefined {
    return this.nodes.get(cluster, from)?.get(to);
  }

  /** All values, by first node and then by second node. */
  all(cluster: number): ReadonlyMap<number, ReadonlyMap<number, Value>> {
    return this.nodes.of(cluster);
  }

  /** The values of pairs that begin with `from`, by second node. */
  of(cluster: number, from: number): ReadonlyMap<number, Value> {
    return this.nodes.get(cluster, from) ?? NONE;
  }

  /** The value of the pair. If it has none, `fresh` makes one; undefined if the table is full. */
  add(cluster: number, from: number, to: number, fresh: () => Value): Value | undefined {
    const others = this.nodes.get(cluster, from);
    const known = others?.get(to);
    if (known !== undefined || this.count >= this.most) return known;
    const value = fresh();
    (others ?? this.nodes.add(cluster, from, () => new Map()))?.set(to, value);
    this.count++;
    return value;
  }
}

const NONE: ReadonlyMap<number, never> = new Map<number, never>();
