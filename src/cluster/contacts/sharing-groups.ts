/** Clusters, and nodes of one, that are followed; ids come from the wire. */
const MOST_CLUSTERS = 256;
const MOST_NODES = 512;

/**
 * Which nodes of a cluster share contacts: in full sharing, all of them; in a federation, those with the same
 * SIP address (spec bin-capabilities 4.1). The mode is not on the wire, but packets are only sent to nodes
 * that share.
 */
export class SharingGroups {
  /** By cluster: the group of each node that has sent or received packets. */
  private readonly clusters = new Map<number, Map<number, Set<number>>>();
  private changes = 0;

  /** Increases whenever answers of `isSharing` and `mayShare` may change. */
  get revision(): number {
    return this.changes;
  }

  /** By cluster: nodes that have replicated contacts to others. */
  private readonly tellers = new Map<number, Set<number>>();

  /** The node replicates its registrations. */
  tells(cluster: number, node: number): boolean {
    return this.tellers.get(cluster)?.has(node) === true;
  }

  /** A packet about a registration went from one node to another. */
  told(cluster: number, source: number, destination: number): void {
    const tellers = this.tellers.get(cluster);
    if (tellers !== undefined) {
      if (tellers.size < MOST_NODES) tellers.add(source);
    } else if (this.tellers.size < MOST_CLUSTERS) this.tellers.set(cluster, new Set([source]));
    this.exchanged(cluster, source, destination);
  }

  /** A packet of one node was addressed to the other. */
  exchanged(cluster: number, a: number, b: number): void {
    if (a === b || a <= 0 || b <= 0) return;
    let groups = this.clusters.get(cluster);
    const one = groups?.get(a);
    const other = groups?.get(b);
    if (one !== undefined && one === other) return;
    if (groups === undefined) {
      if (this.clusters.size >= MOST_CLUSTERS) return;
      groups = new Map();
      this.clusters.set(cluster, groups);
    }
    const areBothKnown = one !== undefined && other !== undefined;
    if (groups.size >= MOST_NODES && !areBothKnown) return;
    this.changes++;
    const all = new Set([...(one ?? [a]), ...(other ?? [b])]);
    for (const node of all) groups.set(node, all);
  }

  /** Does any node of the cluster replicate contacts? In the cachedb modes, none does. */
  isSharing(cluster: number): boolean {
    return this.clusters.has(cluster);
  }

  /** False if the two are known to be in different groups. */
  mayShare(cluster: number, a: number, b: number): boolean {
    const groups = this.clusters.get(cluster);
    const [one, other] = [groups?.get(a), groups?.get(b)];
    return one === undefined || other === undefined || one === other;
  }
}
