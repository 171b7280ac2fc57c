import type { SourceId } from '../ids.ts';
import type { SeenMessage } from './seen-message.ts';

/**
 * Which nodes' traffic was captured whole, so that something can be said about what they hold. A
 * capture on a host shows the packets to and from that host only: of the other hosts it shows one
 * link each, and what else they received stays unknown. "Not captured" is never "not sent".
 *
 * A node is covered where an observer stands on its host, where an observer sees links that have no
 * host in common (a bridge, a mirror port), or where its links with every other node were captured
 * by somebody.
 */
export class Coverage {
  private readonly clusters = new Map<number, ClusterLinks>();

  push(message: SeenMessage): void {
    if (message.protocol !== 'bin') return;
    const { cluster, sentBy, receivedBy } = message;
    if (sentBy === undefined || receivedBy === undefined || cluster <= 0) return;
    let links = this.clusters.get(cluster);
    if (links === undefined) {
      links = new ClusterLinks();
      this.clusters.set(cluster, links);
    }
    for (const sight of message.sights) links.add(sight.source, sentBy, receivedBy);
  }

  /** Who saw packets between the two. */
  observersOf(cluster: number, a: number, b: number): readonly SourceId[] {
    return this.clusters.get(cluster)?.observersOf(a, b) ?? [];
  }

  covers(cluster: number, node: number): boolean {
    return this.clusters.get(cluster)?.covered().has(node) ?? false;
  }

  /** Nodes between which packets were seen, by id. */
  nodes(cluster: number): readonly number[] {
    return this.clusters.get(cluster)?.nodes() ?? [];
  }

  get clusterIds(): readonly number[] {
    return [...this.clusters.keys()].sort((a, b) => a - b);
  }
}

/** Links of one cluster on which packets were seen, whichever way. */
class ClusterLinks {
  /** By observer: to each node, the nodes at the other ends of its links. */
  private readonly bySource = new Map<SourceId, Map<number, Set<number>>>();
  private readonly all = new Map<number, Set<number>>();
  private known: ReadonlySet<number> | undefined;

  add(source: SourceId, a: number, b: number): void {
    if (a === b) return;
    let links = this.bySource.get(source);
    if (links === undefined) {
      links = new Map();
      this.bySource.set(source, links);
    }
    if (links.get(a)?.has(b) === true) return;
    for (const into of [links, this.all]) {
      connect(into, a, b);
      connect(into, b, a);
    }
    this.known = undefined;
  }

  nodes(): readonly number[] {
    return [...this.all.keys()].sort((a, b) => a - b);
  }

  observersOf(a: number, b: number): readonly SourceId[] {
    return [...this.bySource].filter(([, links]) => links.get(a)?.has(b) === true).map(([source]) => source);
  }

  covered(): ReadonlySet<number> {
    this.known ??= this.judge();
    return this.known;
  }

  private judge(): ReadonlySet<number> {
    const covered = new Set<number>();
    for (const links of this.bySource.values()) for (const node of inView(links)) covered.add(node);
    for (const [node, others] of this.all) if (others.size === this.all.size - 1) covered.add(node);
    return covered;
  }
}

function connect(links: Map<number, Set<number>>, from: number, to: number): void {
  const others = links.get(from);
  if (others === undefined) links.set(from, new Set([to]));
  else others.add(to);
}

/** The nodes that one observer sees whole: the one that all links have in common, or else all. */
function inView(links: ReadonlyMap<number, ReadonlySet<number>>): readonly number[] {
  const count = [...links.values()].reduce((sum, others) => sum + others.size, 0) / 2;
  const common = [...links].filter(([, others]) => others.size === count).map(([node]) => node);
  return common.length > 0 ? common : [...links.keys()];
}
