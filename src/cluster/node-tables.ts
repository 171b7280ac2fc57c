/** Values of nodes, by cluster; as ids come from the wire, there are only so many. */
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

  /** The value of the node, or else the fresh one; undefined where the table is full. */
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

/** Values of one node and another, in this order, by cluster; only so many, too. */
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

  /** By the first node, then by the second one. */
  all(cluster: number): ReadonlyMap<number, ReadonlyMap<number, Value>> {
    return this.nodes.of(cluster);
  }

  /** By the second node. */
  of(cluster: number, from: number): ReadonlyMap<number, Value> {
    return this.nodes.get(cluster, from) ?? NONE;
  }

  /** The value of the pair, or else the fresh one; undefined where the table is full. */
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
