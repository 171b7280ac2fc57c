import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import type { SourceId } from '../../ids.ts';
import type { SeenMessage } from '../seen-message.ts';
import type { TimeSpan } from '../time-spans.ts';
import { ClusterLinks, type ObserverHosts } from './cluster-links.ts';

const NOT_KNOWN: ObserverHosts = { nodeAt: () => undefined, hasUnread: () => false };
/** Bytes of a PONG that lists no nodes (spec bin-core 6.2). */
const EMPTY_PONG = 46;
/** Most clusters; ids come from the wire. Nothing is known of what was captured of the others. */
const MOST_CLUSTERS = 4096;

/**
 * Which nodes' traffic was captured completely, so that something can be said about what they hold. A
 * capture on a host has only the packets to and from that host: of any other host it has one link, and
 * what that host received over its other links is unknown. "Not captured" is never "not sent".
 *
 * A node is covered if an observer is on its host, if an observer sees links that have no host in common
 * (a bridge, a mirror port), or if somebody captured each of its links with the other nodes. A node is known
 * to be a member of the cluster once another node has forwarded a packet that it originated (spec bin-core 10.4): a
 * capture on the last node of a chain has a single link, but the node at the other end of that link has others too.
 */
export class Coverage {
  /** Packets of clusters for which there was no room. */
  ignored = 0;
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
      if (this.clusters.size >= MOST_CLUSTERS) {
        this.ignored++;
        return;
      }
      links = new ClusterLinks(cluster, this.hosts);
      this.clusters.set(cluster, links);
    }
    if (message.source !== sentBy) links.addOriginator(message);
    if (message.packet.name === 'CLUSTERER_PONG' && message.packet.length > EMPTY_PONG)
      links.addListed(message);
    if (message.packet.capability === CapabilityName.Internal) links.addPath(message);
    if (message.destination > 0 && message.source === sentBy) links.addOriginated(message);
    if (message.packet.name !== 'CLUSTERER_UNKNOWN_ID') links.addSent(sentBy, receivedBy, message.time);
    for (const { source, time } of message.sights) links.add(source, sentBy, receivedBy, time);
  }

  /** The observers that saw packets between the two nodes. */
  observersOf(cluster: number, a: number, b: number): readonly SourceId[] {
    return this.clusters.get(cluster)?.observersOf(a, b) ?? [];
  }

  /** The observers that would have seen packets between the two nodes, had there been any. */
  standingBy(cluster: number, a: number, b: number): readonly SourceId[] {
    return this.clusters.get(cluster)?.standingBy(a, b) ?? [];
  }

  /**
   * When `from` must have sent `to` something that nobody captured. Each node sends over a connection of its own (spec
   * bin-core 1). Here packets from `to` were seen, and for a long time none in the other direction, which would have
   * answered its pings.
   */
  oneSided(cluster: number, from: number, to: number): TimeSpan | undefined {
    return this.clusters.get(cluster)?.oneSided(from, to);
  }

  covers(cluster: number, node: number): boolean {
    if (this.clusters.get(cluster)?.covered().has(node) !== true) return false;
    return !this.hasUnread(cluster, node);
  }

  /**
   * Is everything that was captured of the node what it sent to other nodes, and they to it, on whose hosts the observers
   * are? What phones ask of it is then only known by what it tells.
   */
  isOnlyTold(cluster: number, node: number): boolean {
    return this.clusters.get(cluster)?.isOnlyTold(node) === true;
  }

  /** Did packets of the node go over ports that are not read? What they said is unknown. */
  hasUnread(cluster: number, node: number): boolean {
    return this.hosts.hasUnread(cluster, node);
  }

  /** Ids of the nodes between which packets were seen, in ascending order. */
  nodes(cluster: number): readonly number[] {
    return this.clusters.get(cluster)?.nodes() ?? [];
  }

  get clusterIds(): readonly number[] {
    return [...this.clusters.keys()].sort((a, b) => a - b);
  }
}
