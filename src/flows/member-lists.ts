import type { Membership } from '../cluster/node-directory.ts';

/** Lists that are shared; a cluster has some dozens of them, hostile traffic any number. */
const MOST_SHARED = 4096;

/**
 * The nodes that a flow has touched. Flows are many and clusters small, so that nearly all of these lists are
 * the same few: they are made once, each from the one with a node less.
 */
export class MemberList {
  readonly members: readonly Membership[];
  private readonly shared: { count: number };
  private readonly longer: MemberList[] = [];

  private constructor(members: readonly Membership[], shared: { count: number }) {
    this.members = members;
    this.shared = shared;
  }

  /** The list of no nodes, from which all others come. */
  static empty(): MemberList {
    return new MemberList([], { count: 0 });
  }

  has(cluster: number, node: number): boolean {
    for (const known of this.members) if (known.node === node && known.cluster === cluster) return true;
    return false;
  }

  /** The list with one node more, which is not in it yet. */
  with(cluster: number, node: number): MemberList {
    for (const list of this.longer) {
      const last = list.members[list.members.length - 1];
      if (last?.node === node && last.cluster === cluster) return list;
    }
    const list = new MemberList([...this.members, { cluster, node }], this.shared);
    if (this.shared.count < MOST_SHARED) {
      this.shared.count++;
      this.longer.push(list);
    }
    return list;
  }
}
