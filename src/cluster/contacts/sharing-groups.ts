/** Nodes of a cluster that are followed. */
const MOST_NODES = 512;

/**
 * Which nodes of a cluster share contacts: in full sharing all do, in a federation only those that have
 * the same SIP address (spec bin-capabilities 4.1). Nothing on the wire names the mode, but packets go
 * only where they are wanted.
 */
export class SharingGroups {
  /** By cluster: nodes that have sent or got packets, to the group that they are in. */
  private readonly clusters = new Map<number, Map<number, Set<number>>>();
  private changes = 0;

  /** Grows with what `isSharing` and `mayShare` tell. */
  get revision(): number {
    return this.changes;
  }

  /** By cluster: nodes that have told others of their contacts. */
  private readonly tellers = new Map<number, Set<number>>();

  /** The node tells others of what is registered at it. */
  tells(cluster: number, node: number): boolean {
    return this.tellers.get(cluster)?.has(node) === true;
  }

  /** A packet about a registration went from one node to another. */
  told(cluster: number, source: number, destination: number): void {
    const tellers = this.tellers.get(cluster);
    if (tellers === undefined) this.tellers.set(cluster, new Set([source]));
    else if (tellers.size < MOST_NODES) tellers.add(source);
    this.exchanged(cluster, source, destination);
  }

  /** A packet of the one was for the other. */
  exchanged(cluster: number, a: number, b: number): void {
    if (a === b || a <= 0 || b <= 0) return;
    let groups = this.clusters.get(cluster);
    const one = groups?.get(a);
    const other = groups?.get(b);
    if (one !== undefined && one === other) return;
    if (groups === undefined) {
      groups = new Map();
      this.clusters.set(cluster, groups);
    }
    if (groups.size >= MOST_NODES) return;
    this.changes++;
    const all = new Set([...(one ?? [a]), ...(other ?? [b])]);
    for (const node of all) groups.set(node, all);
  }

  /** Does anybody in the cluster send contacts to anybody? In a cachedb mode nobody does. */
  isSharing(cluster: number): boolean {
    return this.clusters.has(cluster);
  }

  /** False where the two are known to be in different groups. */
  mayShare(cluster: number, a: number, b: number): boolean {
    const groups = this.clusters.get(cluster);
    const [one, other] = [groups?.get(a), groups?.get(b)];
    return one === undefined || other === undefined || one === other;
  }
}
