import { groupsOf, numberOf, textOf } from '../field-values.ts';
import { NodeTable } from '../node-tables.ts';
import type { SeenBin } from '../seen-message.ts';

/** Most nodes that are kept: clusters have a handful, hostile traffic names any number. */
const MOST_NODES = 4096;

interface Holding {
  /** False if the node announced its capabilities and this one was not among them. */
  has: boolean;
}

/** Which nodes have a capability. A node without it drops the packets of it. */
export class CapabilityHolders {
  private readonly capability: string;
  private readonly nodes = new NodeTable<Holding>(MOST_NODES);
  /** Clusters in which at least one node has it. */
  private readonly carrying = new Set<number>();

  constructor(capability: string) {
    this.capability = capability;
  }

  /** True if this is the first sign that the cluster uses the capability. */
  push(message: SeenBin): boolean {
    const { packet, cluster, source } = message;
    const carried = this.carrying.size;
    if (packet.capability === this.capability) this.learn(cluster, source, true);
    else if (packet.name === 'CLUSTERER_CAP_UPDATE') this.announced(message);
    else if (packet.name === 'CLUSTERER_SYNC' || packet.name === 'CLUSTERER_SYNC_REQ') {
      if (packet.fields.capability === this.capability) this.learn(cluster, source, true);
    }
    return this.carrying.size > carried;
  }

  /** Undefined if unknown. */
  has(cluster: number, node: number): boolean | undefined {
    return this.nodes.get(cluster, node)?.has;
  }

  isCarriedBy(cluster: number): boolean {
    return this.carrying.has(cluster);
  }

  /** A record with a single capability may list only what has changed (spec bin-core 6.7). */
  private announced({ packet, cluster }: SeenBin): void {
    for (const record of groupsOf(packet.fields, 'nodes')) {
      const node = numberOf(record, 'node_id');
      if (node === undefined) continue;
      const names = groupsOf(record, 'caps').map((one) => textOf(one, 'capability'));
      if (names.includes(this.capability)) this.learn(cluster, node, true);
      else if (names.length > 1) this.learn(cluster, node, false);
    }
  }

  private learn(cluster: number, node: number, has: boolean): void {
    if (cluster <= 0 || node <= 0) return;
    const known = this.nodes.get(cluster, node) ?? this.nodes.add(cluster, node, () => ({ has }));
    if (known === undefined || !has) return;
    known.has = true;
    this.carrying.add(cluster);
  }
}
