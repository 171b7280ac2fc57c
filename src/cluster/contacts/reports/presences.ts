/**
 * `missing`: the node is known not to have the contact. `other`: it has another registration of it.
 * `syncing`: one of these, but it waits for a sync, which may bring it.
 * `unknown`: the node was observed, but it is not known, or may have been missed, whether it has it.
 * `unseen`: nobody observed the node.
 */
export type Presence = 'held' | 'missing' | 'other' | 'syncing' | 'unknown' | 'unseen';

const ORDER: readonly Presence[] = ['held', 'missing', 'other', 'syncing', 'unknown', 'unseen'];
const NUMBERS: ReadonlyMap<Presence, number> = new Map(ORDER.map((one, number) => [one, number]));
/** Patterns that are kept. */
const MOST = 4096;

/**
 * Where contacts are, node by node. There are as many contacts as phones, but few patterns in which nodes
 * hold them; contacts of one pattern share a map.
 */
export class Presences {
  private readonly unseen: readonly number[];
  private readonly covered: readonly number[];
  private readonly known = new Map<number, ReadonlyMap<number, Presence>>();

  constructor(unseen: readonly number[], covered: readonly number[]) {
    this.unseen = unseen;
    this.covered = covered;
  }

  /** `found` has one entry per observed node, in their order. */
  of(found: readonly Presence[]): ReadonlyMap<number, Presence> {
    let pattern = 0;
    for (const one of found) pattern = pattern * ORDER.length + (NUMBERS.get(one) ?? 0);
    // With too many nodes for the pattern to be an exact number, maps are not shared.
    if (!Number.isSafeInteger(pattern)) return this.made(found);
    let presence = this.known.get(pattern);
    if (presence === undefined) {
      presence = this.made(found);
      if (this.known.size < MOST) this.known.set(pattern, presence);
    }
    return presence;
  }

  private made(found: readonly Presence[]): ReadonlyMap<number, Presence> {
    const presence = new Map<number, Presence>();
    for (const node of this.unseen) presence.set(node, 'unseen');
    for (const [at, node] of this.covered.entries()) presence.set(node, found[at] ?? 'unknown');
    return presence;
  }
}
