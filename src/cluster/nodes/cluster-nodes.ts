import { ANY_RELEASE, describeReleases } from '../../../decoders/bin/releases.ts';
import type { MessageId } from '../../ids.ts';
import type { AnalysisContext } from '../analysis-context.ts';
import type { SeenMessage, SeenSip, Tracker } from '../seen-message.ts';
import type { Capability, Interval } from './capabilities/capability.ts';
import { type ClusterSurroundings, ClusterView, type NodeRecord } from './cluster-view.ts';
import { isStale } from './links/link-doubts.ts';
import { linksOf } from './links/link-reports.ts';
import type { Link, LinkChange } from './links/link-table.ts';
import { NodeLimit } from './node-limit.ts';
import type { Bridge, Departure, LinkReport, NodeReport } from './node-model.ts';
import type { SharingTag, TagTakeover } from './tags/sharing-tags.ts';

/** Most clusters; ids come from the wire, and hostile traffic has any number. */
const MOST_CLUSTERS = 256;

/**
 * The nodes of all clusters: their addresses, links, capabilities and sharing tags, as their packets tell.
 */
export class ClusterNodes implements Tracker {
  private readonly clusters = new Map<number, ClusterView>();
  private readonly limit = new NodeLimit();
  private readonly context: AnalysisContext;
  private readonly linkListeners: ((cluster: number, change: LinkChange) => void)[] = [];
  private readonly tagListeners: ((cluster: number, takeover: TagTakeover) => void)[] = [];

  constructor(context: AnalysisContext) {
    this.context = context;
    context.restarts.onRestart((cluster, node, time) => {
      const ended = context.silences.replacedSince(cluster, node, time);
      this.clusters.get(cluster)?.restarted(node, time, ended);
    });
  }

  /** The listener is called when a node is seen to change its opinion of one of its links. */
  onLinkChange(listener: (cluster: number, change: LinkChange) => void): void {
    this.linkListeners.push(listener);
  }

  /** The listener is called when a node takes a sharing tag over from another one. */
  onTagTakeover(listener: (cluster: number, takeover: TagTakeover) => void): void {
    this.tagListeners.push(listener);
  }

  push(message: SeenMessage): void {
    if (message.protocol === 'sip') {
      this.learnSip(message);
      return;
    }
    if (message.cluster <= 0 || message.source <= 0) return;
    this.view(message.cluster)?.push(message);
  }

  /** Number of cluster and node ids for which there was no room. */
  get ignored(): number {
    return [...this.clusters.values()].reduce((sum, { ignored }) => sum + ignored, this.ignoredClusters);
  }

  private ignoredClusters = 0;

  get clusterIds(): readonly number[] {
    return [...this.clusters.keys()].sort((a, b) => a - b);
  }

  nodesOf(cluster: number): readonly number[] {
    return [...(this.clusters.get(cluster)?.nodes.keys() ?? [])].sort((a, b) => a - b);
  }

  /** What the node thinks of its link to the other one; undefined if it is not known to have one. */
  linkOf(cluster: number, node: number, other: number): Link | undefined {
    return this.clusters.get(cluster)?.links.get(node, other);
  }

  /** Ids of the nodes that are gone. */
  awayNodes(cluster: number, time: number): readonly number[] {
    const view = this.clusters.get(cluster);
    if (view === undefined) return [];
    const away = [...view.nodes.values()].filter((record) => this.awayOf(view, record, time) !== undefined);
    return away.map(({ node }) => node);
  }

  /** All nodes of all clusters, by id; `time` is that of the state. */
  reports(time: number): readonly NodeReport[] {
    return this.clusterIds.flatMap((cluster) =>
      this.nodesOf(cluster).flatMap((node) => this.report(cluster, node, time) ?? []),
    );
  }

  /** The clusters by id, with everything learned about each. */
  views(): Iterable<readonly [number, ClusterView]> {
    return this.clusters;
  }

  /** Undefined for a node that nothing has named. */
  report(cluster: number, node: number, time: number): NodeReport | undefined {
    const view = this.clusters.get(cluster);
    const record = view?.nodes.get(node);
    if (view === undefined || record === undefined) return undefined;
    const { context } = this;
    const away = this.awayOf(view, record, time);
    // Once a node is gone or does not answer, nobody hears what it thinks of its links.
    const isShared = context.sharedIds.has(cluster, node);
    const isMute = away !== undefined || context.silences.mayBeSilent(cluster, node, time);
    const links = isShared ? [] : linksOf({ view, cluster, record, isMute, time }, context);
    context.lapses.refresh();
    const capabilities = isShared ? NO_CAPABILITIES : this.capabilitiesOf(view, cluster, node, time);
    const tags = isShared ? NO_TAGS : this.tagsOf(view, cluster, node, time);
    const releases = context.releases.of(cluster, node);
    return {
      cluster,
      node,
      addresses: record.addresses.read(context.endpoints),
      description: record.description,
      seed: this.isSeed(view, cluster, node) ? 'likely' : 'unknown',
      release: releases === ANY_RELEASE ? undefined : describeReleases(releases),
      links,
      neighbours: neighboursOf(links),
      capabilities,
      tags,
      unknownTags: isShared || away !== undefined ? [] : view.tags.besides(tags),
      bridges: this.bridgesOf(record),
      restarted: context.restarts.restartedAt(cluster, node),
      begun: view.capabilities.begunAt(node),
      away,
      named: record.named,
      heard: record.heard,
      covered: context.coverage.covers(cluster, node),
      messages: evidenceOf(view.links.of(node), capabilities.values(), tags.values()),
    };
  }

  /** A fallback only counts if no end of a sync can have been missed. */
  private isSeed(view: ClusterView, cluster: number, node: number): boolean {
    const { coverage, lapses } = this.context;
    if (!coverage.covers(cluster, node)) return false;
    return view.capabilities
      .fallbacks(node)
      .some(
        ({ from, to }) => !lapses.into(cluster, node, from, to) && !lapses.outOf(cluster, node, from, to),
      );
  }

  /**
   * A node that announced "not synced" may be synced by now if all its packets since may have been missed;
   * one that was not seen to get data may have got it unseen. Where all hosts that were observed are silent, nobody is
   * left whom it would tell that it is, or is no longer, synced.
   */
  private capabilitiesOf(
    view: ClusterView,
    cluster: number,
    node: number,
    time: number,
  ): ReadonlyMap<string, Capability> {
    const { lapses, coverage, silences } = this.context;
    const hasEnded = silences.endedAt(cluster, node, time) !== undefined;
    const isUnheard = !this.isObserved(cluster, node, time);
    // Over a link that was down all the time, it told nobody.
    const isTold = (from: number) => (other: number) => {
      const link = view.links.get(node, other);
      return link?.state !== 'down' || link.since > from;
    };
    const isOutdated = ({ state, since }: Capability): boolean =>
      state === 'not synced' &&
      since !== undefined &&
      (coverage.hasUnread(cluster, node) || lapses.outOf(cluster, node, since, time, isTold(since)));
    const isHidden = (time?: Interval): boolean =>
      time !== undefined &&
      (!coverage.covers(cluster, node) || lapses.into(cluster, node, time.from, time.to));
    return new Map(
      [...view.capabilities.of(node)].map(([name, one]) => {
        if (hasEnded) return [name, { ...one, state: 'unknown', since: undefined, ended: true }];
        if (isUnheard || isOutdated(one)) return [name, { ...one, state: 'unknown', since: undefined }];
        const hides = isHidden(one.fellBack) || isHidden(one.early);
        return [name, hides ? { ...one, fellBack: undefined, early: undefined } : one];
      }),
    );
  }

  /**
   * The tags of a process are gone when it has ended. If all hosts that were observed are silent, nobody is left at
   * whom a takeover would be seen. And where it may have missed one, or may have taken the tag over unseen, what it
   * holds is unknown.
   */
  private tagsOf(
    view: ClusterView,
    cluster: number,
    node: number,
    time: number,
  ): ReadonlyMap<string, SharingTag> {
    const { coverage, silences, lapses } = this.context;
    const tags = view.tags.of(node);
    if (tags.size === 0) return tags;
    if (silences.endedAt(cluster, node, time) !== undefined) return NO_TAGS;
    if (coverage.covers(cluster, node)) {
      const hasMissed = ({ state, since }: SharingTag): boolean =>
        state === 'active'
          ? lapses.into(cluster, node, since, time)
          : lapses.outOf(cluster, node, since, time);
      return new Map([...tags].filter(([, tag]) => !hasMissed(tag)));
    }
    return this.isObserved(cluster, node, time) ? tags : NO_TAGS;
  }

  /** Is the node, or a live one that it would tell what changes, on a host that was observed? */
  private isObserved(cluster: number, node: number, time: number): boolean {
    const { coverage, silences } = this.context;
    if (coverage.covers(cluster, node)) return true;
    const captured = this.nodesOf(cluster).filter((one) => coverage.covers(cluster, one));
    return (
      captured.length === 0 || captured.some((one) => silences.endedAt(cluster, one, time) === undefined)
    );
  }

  private awayOf(view: ClusterView, record: NodeRecord, time: number): Departure | undefined {
    if (record.removed !== undefined) return { why: 'removed', since: record.removed, messages: [] };
    const towards = [...view.nodes.values()].flatMap((other) => {
      const link = view.links.get(other.node, record.node);
      return link === undefined || isStale(link, other, time) ? [] : link;
    });
    if (towards.length === 0 || towards.some(({ state }) => state === 'up')) return undefined;
    const since = Math.max(...towards.map((link) => link.since));
    const heard = record.heard ?? Number.NEGATIVE_INFINITY;
    // At first, nodes have no links; and what came just afterwards was still on its way.
    const lives = time - heard < QUIET || heard > since + AFTERMATH;
    return lives ? undefined : { why: 'all links down', since, messages: evidenceOf(towards) };
  }

  private bridgesOf(record: NodeRecord): readonly Bridge[] {
    return [...record.bridges.values()].map((bridge) => ({
      ...bridge,
      node: this.nodeAt(bridge.cluster, bridge.address),
    }));
  }

  /** The node of the cluster that listens at this address. */
  private nodeAt(cluster: number, address: string): number | undefined {
    const { endpoints } = this.context;
    return this.nodesOf(cluster).find((node) =>
      this.clusters.get(cluster)?.nodes.get(node)?.addresses.read(endpoints).listeners.includes(address),
    );
  }

  private learnSip(message: SeenSip): void {
    const { sender, receiver, sentBy, receivedBy, transport } = message;
    const { endpoints } = this.context;
    for (const { cluster, node } of receivedBy) {
      const view = this.clusters.get(cluster);
      view?.record(node)?.addresses.sipAt(receiver, transport, endpoints);
      view?.stuck.sip(node, false, message);
    }
    for (const { cluster, node } of sentBy) {
      const view = this.clusters.get(cluster);
      view?.record(node)?.addresses.sipAt(sender, transport, endpoints);
      view?.stuck.sip(node, true, message);
    }
  }

  private view(cluster: number): ClusterView | undefined {
    const known = this.clusters.get(cluster);
    if (known !== undefined) return known;
    if (this.clusters.size >= MOST_CLUSTERS) {
      this.ignoredClusters++;
      return undefined;
    }
    const { endpoints, base, releases } = this.context;
    const surroundings: ClusterSurroundings = {
      endpoints,
      base,
      releasesOf: (node) => releases.of(cluster, node),
      linkChanged: (change) => {
        for (const listener of this.linkListeners) listener(cluster, change);
      },
      tagTaken: (takeover) => {
        for (const listener of this.tagListeners) listener(cluster, takeover);
      },
    };
    const view = new ClusterView(surroundings, this.limit);
    this.clusters.set(cluster, view);
    return view;
  }
}

const NO_CAPABILITIES: ReadonlyMap<string, Capability> = new Map();
const NO_TAGS: ReadonlyMap<string, SharingTag> = new Map();

/** Nanoseconds within which a running node is heard: more than a ping_interval, 4 s by default. */
const QUIET = 5e9;
/** Nanoseconds for which packets of a node that is gone may still arrive from connections. */
const AFTERMATH = 2e9;

function neighboursOf(links: readonly LinkReport[]): readonly number[] | undefined {
  const known = links.filter(({ state }) => state !== 'unknown');
  return known.length === 0 ? undefined : known.filter(({ state }) => state === 'up').map(({ to }) => to);
}

function evidenceOf(...parts: readonly Iterable<{ readonly message: MessageId }>[]): readonly MessageId[] {
  const ids = parts.flatMap((part) => [...part].map(({ message }) => message));
  return [...new Set(ids)].sort((a, b) => a - b);
}
