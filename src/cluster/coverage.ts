import type { SourceId } from '../ids.ts';
import { numbersOf } from './field-values.ts';
import type { SeenBin, SeenMessage } from './seen-message.ts';
import type { TimeSpan } from './time-spans.ts';

/** On which node's host an observer stands, where all that it sees has one end in common. */
export interface ObserverHosts {
  nodeAt(source: SourceId, cluster: number): number | undefined;
  /** Did BIN of the node go over ports that are not read? */
  hasUnread(cluster: number, node: number): boolean;
}

const NOT_KNOWN: ObserverHosts = { nodeAt: () => undefined, hasUnread: () => false };
/** Nanoseconds in which nodes that are there ping each other, and answer. */
const UNANSWERED = 10e9;
/** In which all copies of what is for all leave a node. */
const BROADCAST = 1e9;
/** Mostly nothing else of the capability goes over a link, and nobody passes it on. */
const HEARTBEATS: ReadonlySet<string> = new Set(['CLUSTERER_PING', 'CLUSTERER_PONG']);
/** Bytes of a pong that lists no nodes (spec bin-core 6.2). */
const EMPTY_PONG = 46;
/** Nodes of a cluster; ids come from the wire. */
const MOST_NODES = 1024;

/**
 * Which nodes' traffic was captured whole, so that something can be said about what they hold. A
 * capture on a host shows the packets to and from that host only: of the other hosts it shows one
 * link each, and what else they received stays unknown. "Not captured" is never "not sent".
 *
 * A node is covered where an observer stands on its host, where an observer sees links that have no
 * host in common (a bridge, a mirror port), or where its links with every other node were captured
 * by somebody. Nodes are members as soon as anybody passes on what they said (spec bin-core 10.4): the
 * end of a chain shows one link, and the node at its other end has further ones.
 */
export class Coverage {
  private readonly clusters = new Map<number, ClusterLinks>();
  private readonly hosts: ObserverHosts;

  constructor(hosts: ObserverHosts = NOT_KNOWN) {
    this.hosts = hosts;
  }

  push(message: SeenMessage): void {
    if (message.protocol !== 'bin') return;
    const { cluster, sentBy, receivedBy } = message;
    if (sentBy === undefined || receivedBy === undefined || cluster <= 0) return;
    let links = this.clusters.get(cluster);
    if (links === undefined) {
      links = new ClusterLinks(cluster, this.hosts);
      this.clusters.set(cluster, links);
    }
    if (message.source !== sentBy) links.hear(message);
    if (message.packet.name === 'CLUSTERER_PONG' && message.packet.length > EMPTY_PONG) links.list(message);
    if (message.packet.capability === 'clusterer-internal') links.pass(message);
    if (message.destination > 0 && message.source === sentBy) links.tell(message);
    if (message.packet.name !== 'CLUSTERER_UNKNOWN_ID') links.speak(sentBy, receivedBy, message.time);
    for (const sight of message.sights) links.add(sight.source, sentBy, receivedBy);
  }

  /** Who saw packets between the two. */
  observersOf(cluster: number, a: number, b: number): readonly SourceId[] {
    return this.clusters.get(cluster)?.observersOf(a, b) ?? [];
  }

  /** Who would have seen packets between the two, had there been any while he was there. */
  standingBy(cluster: number, a: number, b: number): readonly SourceId[] {
    return this.clusters.get(cluster)?.standingBy(a, b) ?? [];
  }

  /**
   * When the one must have sent something to the other that nobody captured: each sends over a connection of its own
   * (spec bin-core 1), here that of the other one was seen, and for long nothing on the way back, which answers its pings.
   */
  oneSided(cluster: number, from: number, to: number): TimeSpan | undefined {
    return this.clusters.get(cluster)?.oneSided(from, to);
  }

  covers(cluster: number, node: number): boolean {
    if (this.clusters.get(cluster)?.covered().has(node) !== true) return false;
    return !this.hasUnread(cluster, node);
  }

  /** What it told over ports that are not read may be anything. */
  hasUnread(cluster: number, node: number): boolean {
    return this.hosts.hasUnread(cluster, node);
  }

  /** Nodes between which packets were seen, by id. */
  nodes(cluster: number): readonly number[] {
    return this.clusters.get(cluster)?.nodes() ?? [];
  }

  get clusterIds(): readonly number[] {
    return [...this.clusters.keys()].sort((a, b) => a - b);
  }
}

/** By node: others. */
type Links = Map<number, Set<number>>;

/** Links of one cluster on which packets were seen. */
class ClusterLinks {
  /** By observer: to each node, those to which it sent something. */
  private readonly bySource = new Map<SourceId, Links>();
  /** The nodes that each observer sees whole, as far as its links tell; made when it is asked for. */
  private readonly views = new Map<SourceId, readonly number[]>();
  /** Whichever way. */
  private readonly all: Links = new Map();
  /** Whose packets others passed on: members, whether or not a link of theirs was seen. */
  private readonly heardOf = new Set<number>();
  /** From each node to others: links over which packets came before, whether or not they were seen there. */
  private readonly passed: Links = new Map();
  /** Whom somebody knows, be it reachable or not. */
  private readonly listed = new Set<number>();
  /** By node: when it first sent something to others over a connection of its own. */
  private readonly spoken = new Map<number, Map<number, number>>();
  /** By node: when it last told another one something, and each that it last told something over others. */
  private readonly told = new Map<number, number>();
  private readonly routed = new Map<number, Map<number, number>>();
  private known: ReadonlySet<number> | undefined;
  private readonly cluster: number;
  private readonly hosts: ObserverHosts;

  constructor(cluster: number, hosts: ObserverHosts) {
    this.cluster = cluster;
    this.hosts = hosts;
  }

  /** A packet that its sender passed on. Over a bridge the originator is of another cluster (spec bin-core 5). */
  hear({ source, destination, packet }: SeenBin): void {
    if (source <= 0 || this.heardOf.has(source) || this.heardOf.size >= MOST_NODES) return;
    const isBridged = destination <= 0 && packet.capability !== 'clusterer-internal';
    if (isBridged || packet.status !== 'decoded') return;
    this.heardOf.add(source);
    this.known = undefined;
  }

  /** The nodes over which a flooded packet came: each has sent it to the next one. */
  pass({ packet }: SeenBin): void {
    if (packet.name !== undefined && HEARTBEATS.has(packet.name)) return;
    const path = numbersOf(packet.fields, 'path');
    for (const [at, to] of path.entries()) {
      const from = path[at - 1];
      if (from === undefined || from <= 0 || to <= 0 || from === to) continue;
      if (this.passed.get(from)?.has(to) === true || this.passed.size >= MOST_NODES) continue;
      connect(this.passed, from, to);
      this.views.clear();
      this.known = undefined;
    }
  }

  /** A pong names the other nodes that its sender knows. */
  list({ packet }: SeenBin): void {
    for (const node of numbersOf(packet.fields, 'nodes')) {
      if (node <= 0 || this.listed.has(node) || this.listed.size >= MOST_NODES) continue;
      this.listed.add(node);
      this.known = undefined;
    }
  }

  /** Not in answer to a ping, on the connection of that. */
  speak(from: number, to: number, time: number): void {
    let others = this.spoken.get(from);
    if (others === undefined) {
      if (this.spoken.size >= MOST_NODES) return;
      others = new Map();
      this.spoken.set(from, others);
    }
    if (!others.has(to) && others.size < MOST_NODES) others.set(to, time);
  }

  /** A packet on the first link of its way. */
  tell({ source, destination, receivedBy, time }: SeenBin): void {
    if (!this.told.has(source) && this.told.size >= MOST_NODES) return;
    this.told.set(source, time);
    if (receivedBy === destination) return;
    const ways = this.routed.get(source);
    if (ways === undefined) this.routed.set(source, new Map([[destination, time]]));
    else if (ways.has(destination) || ways.size < MOST_NODES) ways.set(destination, time);
  }

  oneSided(from: number, to: number): TimeSpan | undefined {
    const asked = this.spoken.get(to)?.get(from);
    if (asked === undefined || this.observersOf(from, to).length === 0) return undefined;
    const heard = this.spoken.get(from)?.get(to) ?? Number.POSITIVE_INFINITY;
    // What goes over others before it goes straight: their link was down.
    const routed = this.routed.get(from)?.get(to) ?? Number.POSITIVE_INFINITY;
    if (routed < heard && (this.told.get(from) ?? 0) - routed < BROADCAST) return undefined;
    return heard - asked > UNANSWERED ? { from: Number.NEGATIVE_INFINITY, to: heard } : undefined;
  }

  add(source: SourceId, from: number, to: number): void {
    if (from === to) return;
    let sent = this.bySource.get(source);
    if (sent === undefined) {
      sent = new Map();
      this.bySource.set(source, sent);
    }
    if (sent.get(from)?.has(to) === true) return;
    connect(sent, from, to);
    connect(this.all, from, to);
    connect(this.all, to, from);
    this.views.delete(source);
    this.known = undefined;
  }

  nodes(): readonly number[] {
    return [...this.all.keys()].sort((a, b) => a - b);
  }

  observersOf(a: number, b: number): readonly SourceId[] {
    const found: SourceId[] = [];
    for (const [source, sent] of this.bySource) {
      const isSeen = sent.get(a)?.has(b) === true || sent.get(b)?.has(a) === true;
      if (isSeen && isIn(this.viewOf(source, sent), a, b)) found.push(source);
    }
    return found;
  }

  standingBy(a: number, b: number): readonly SourceId[] {
    const found: SourceId[] = [];
    for (const [source, sent] of this.bySource) if (isIn(this.viewOf(source, sent), a, b)) found.push(source);
    return found;
  }

  covered(): ReadonlySet<number> {
    if (this.known !== undefined) return this.known;
    const covered = new Set<number>();
    const members = this.members();
    const seen: Links = new Map();
    let isOpen = false;
    for (const [source, sent] of this.bySource) {
      const view = this.viewOf(source, sent);
      const links = new Map<number, Set<number>>();
      for (const [from, to] of pairsOf(sent)) {
        if (!isIn(view, from, to)) continue;
        for (const into of [links, seen]) {
          connect(into, from, to);
          connect(into, to, from);
        }
      }
      if (view.length !== 2 || links.size > 2 || members === 2) {
        for (const node of view) covered.add(node);
        continue;
      }
      // One link, and a node at its far end may have others: what else is seen there tells whose host it is.
      const node = this.hosts.nodeAt(source, this.cluster);
      if (node === undefined) isOpen = true;
      else if (links.has(node)) covered.add(node);
    }
    for (const [node, others] of seen) if (others.size === members - 1) covered.add(node);
    if (!isOpen) this.known = covered;
    return covered;
  }

  /** Of two that know of others, these may be there; of more, those that are not heard are gone, or are to come. */
  private members(): number {
    const heard = new Set([...this.all.keys(), ...this.heardOf]);
    return heard.size > 2 ? heard.size : new Set([...heard, ...this.listed]).size;
  }

  private viewOf(source: SourceId, sent: Links): readonly number[] {
    let view = this.views.get(source);
    if (view === undefined) {
      view = inView(sent, this.passed);
      this.views.set(source, view);
    }
    return view;
  }
}

function connect(links: Links, from: number, to: number): void {
  const others = links.get(from);
  if (others === undefined) links.set(from, new Set([to]));
  else others.add(to);
}

function* pairsOf(links: Links): Generator<readonly [number, number]> {
  for (const [from, others] of links) for (const to of others) yield [from, to];
}

function isIn(view: readonly number[], from: number, to: number): boolean {
  return view.includes(from) || view.includes(to);
}

/**
 * The nodes that one observer sees whole: the one that all links have in common, or else all. What a switch
 * floods, for it does not know for the moment where a host is, strays to others in one direction: links of which
 * no more than that was seen do not make a bridge of an observer whose other links have a node in common.
 * Where packets came over a link that the observer never saw, it is no bridge between these two: captures of several
 * hosts may have been merged into one.
 */
function inView(sent: Links, passed: Links): readonly number[] {
  const pairs = [...pairsOf(sent)];
  const common = inCommon(pairs);
  if (common.length > 0) return common;
  const answered = inCommon(pairs.filter(([from, to]) => sent.get(to)?.has(from) === true));
  if (answered.length > 0) return answered;
  const all = new Set(pairs.flat());
  const hidden = [...pairsOf(passed)].filter(
    ([from, to]) => all.has(from) && all.has(to) && !sent.get(from)?.has(to) && !sent.get(to)?.has(from),
  );
  const ends = new Set(hidden.flat());
  const whole = [...all].filter((node) => !ends.has(node));
  return whole.length > 0 ? whole : [...all];
}

function inCommon(pairs: readonly (readonly [number, number])[]): readonly number[] {
  const [first, ...others] = pairs;
  return (first ?? []).filter((node) => others.every(([from, to]) => from === node || to === node));
}
