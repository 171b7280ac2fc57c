import type { Membership } from '../cluster/identity/node-directory.ts';

/** At most so many lists are shared. A cluster needs a few dozen of them, but hostile traffic any number. */
const MOST_SHARED = 4096;

/**
 * The nodes that a flow has touched. There are many flows and few nodes, so nearly all flows share a few
 * equal lists. Each list is made once, from the one with a node less.
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
