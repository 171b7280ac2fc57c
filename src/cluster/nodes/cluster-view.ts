import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import type { ReleaseSet } from '../../../decoders/bin/releases.ts';
import type { Fields } from '../../../decoders/fields/decode.ts';
import type { TimeBase } from '../../capture/time-base.ts';
import type { MessageId } from '../../ids.ts';
import type { EndpointTable } from '../../tables/endpoints.ts';
import { groupsOf, numberOf, numbersOf, textOf } from '../field-values.ts';
import type { SeenBin } from '../seen-message.ts';
import { CapabilityStates } from './capabilities/capability-states.ts';
import { LinkEvidence } from './links/link-evidence.ts';
import { type LinkListener, LinkTable } from './links/link-table.ts';
import { NextHops } from './links/next-hops.ts';
import { PingTimes } from './links/ping-times.ts';
import { AddressBook } from './node-addresses.ts';
import type { NodeLimit } from './node-limit.ts';
import type { NodeDescription } from './node-model.ts';
import { SharingTags, type TagTakeover } from './tags/sharing-tags.ts';
import { announcedTag, mayRead } from './tags/tag-announcement.ts';
import { TagClaims } from './tags/tag-claims.ts';
import { DestinationStatuses } from './troubles/destination-statuses.ts';
import { NodeClocks } from './troubles/node-clocks.ts';
import { PingAnswers } from './troubles/ping-answers.ts';
import { afterRemoval, type Removal } from './troubles/removals.ts';
import { StuckNodes } from './troubles/stuck-nodes.ts';
import { UnlistedCapabilities } from './troubles/unlisted-capabilities.ts';
import { UpdateCounters } from './update-counter.ts';

/** What is kept of a node besides its links, capabilities and tags. */
export interface NodeRecord {
  readonly node: number;
  readonly addresses: AddressBook;
  readonly bridges: Map<string, { readonly cluster: number; readonly address: string; packets: number }>;
  description: NodeDescription | undefined;
  /** It sent something, or its link at this time was pinged. */
  heard: number | undefined;
  /** The longest silence between two packets of it, in nanoseconds. */
  longestSilence: number;
  removed: number | undefined;
  /** The latest command to remove it; it stays when the node begins anew. */
  removal: Removal | undefined;
  /** The first word of it by another node. */
  named: { readonly by: number; readonly time: number; readonly message: MessageId } | undefined;
}

/** What one cluster needs to know of others than its packets, and whom it tells. */
export interface ClusterSurroundings {
  readonly endpoints: EndpointTable;
  readonly base: TimeBase;
  releasesOf(node: number): ReleaseSet;
  readonly linkChanged: LinkListener;
  tagTaken(takeover: TagTakeover): void;
}

/** Ends of bridges of one node. */
const MOST_BRIDGES = 64;

/** One cluster: its nodes, and what they told each other about links, capabilities and tags. */
export class ClusterView {
  readonly nodes = new Map<number, NodeRecord>();
  readonly links: LinkTable;
  readonly pings = new PingTimes();
  readonly hops: NextHops;
  readonly capabilities: CapabilityStates;
  readonly tags = new SharingTags();
  readonly claims = new TagClaims();
  readonly clocks: NodeClocks;
  readonly answers: PingAnswers;
  readonly unlisted = new UnlistedCapabilities();
  readonly statuses = new DestinationStatuses();
  readonly stuck = new StuckNodes();
  /** Ids for which there was no room. */
  ignored = 0;
  private readonly evidence: LinkEvidence;
  private readonly surroundings: ClusterSurroundings;
  private readonly limit: NodeLimit;

  constructor(surroundings: ClusterSurroundings, limit: NodeLimit) {
    const counters = new UpdateCounters();
    const isFollowed = (node: number): boolean => this.nodes.has(node);
    this.surroundings = surroundings;
    this.limit = limit;
    this.clocks = new NodeClocks(surroundings.base);
    this.answers = new PingAnswers(surroundings.endpoints);
    this.links = new LinkTable(surroundings.linkChanged, isFollowed);
    this.hops = new NextHops(this.links);
    this.capabilities = new CapabilityStates(counters, isFollowed);
    this.evidence = new LinkEvidence(this.links, counters);
  }

  push(message: SeenBin): void {
    const { source, destination } = message;
    if (this.record(source) === undefined || (destination > 0 && this.record(destination) === undefined))
      return;
    this.learnMembers(message);
    this.learnPlaces(message);
    this.stuck.push(message);
    if (message.packet.status !== 'decoded') return;
    this.learnBeginning(message);
    this.evidence.push(message);
    this.pings.push(message);
    this.answers.push(message);
    this.hops.push(message);
    this.capabilities.push(message);
    this.learnTag(message);
    this.clocks.push(message);
    this.unlisted.push(message);
    this.statuses.push(message);
    if (message.packet.name === 'CLUSTERER_NODE_DESCRIPTION') {
      this.describe(message.source, message.packet.fields, true);
    } else if (message.packet.name === 'CLUSTERER_REMOVE_NODE') this.remove(message);
  }

  record(node: number): NodeRecord | undefined {
    const known = this.nodes.get(node);
    if (known !== undefined || node <= 0) return known;
    if (!this.limit.take(this.nodes.size)) {
      this.ignored++;
      return undefined;
    }
    const fresh: NodeRecord = {
      node,
      addresses: new AddressBook(),
      bridges: new Map(),
      description: undefined,
      heard: undefined,
      longestSilence: 0,
      removed: undefined,
      removal: undefined,
      named: undefined,
    };
    this.nodes.set(node, fresh);
    return fresh;
  }

  /**
   * The node's memory is gone; what it said in its new life before that was noticed stays. `ended` is when the previous
   * process ended, infinite if that was not seen.
   */
  restarted(node: number, time: number, ended: number): void {
    const before = Number.isFinite(ended) ? Math.max(ended, time - YOUNG) : time - YOUNG;
    this.links.forget(node, before);
    this.hops.forget(node);
    this.capabilities.forget(node, before);
    this.capabilities.began(node, time);
    this.tags.forget(node, before);
    this.claims.forget(node, before);
    this.unlisted.forget(node, before);
    const record = this.nodes.get(node);
    if (record !== undefined) record.removed = undefined;
  }

  private learnMembers(message: SeenBin): void {
    const { packet, source, destination, sentBy, time } = message;
    this.hear(this.record(source), sentBy === source || sentBy === undefined, time);
    if (sentBy !== undefined && sentBy !== source) this.hear(this.record(sentBy), true, time);
    if (destination > 0) this.record(destination);
    if (packet.capability !== CapabilityName.Internal) return;
    const { fields } = packet;
    for (const node of numbersOf(fields, 'path')) this.record(node);
    if (packet.name === 'CLUSTERER_PONG') {
      for (const node of numbersOf(fields, 'nodes')) this.name(node, message);
    }
    if (packet.name !== 'CLUSTERER_FULL_TOP_UPDATE' && packet.name !== 'CLUSTERER_CAP_UPDATE') return;
    for (const record of groupsOf(fields, 'nodes')) {
      const node = numberOf(record, 'node_id');
      if (node === undefined) continue;
      this.name(node, message);
      if (numberOf(record, 'has_description') === 1) this.describe(node, record, false);
    }
  }

  private learnTag(message: SeenBin): void {
    const announced = announcedTag(message);
    if (announced === undefined) return;
    const reads = (node: number): boolean => mayRead(announced, this.surroundings.releasesOf(node));
    const takeover = this.tags.push(message, announced, reads);
    if (takeover !== undefined) this.surroundings.tagTaken(takeover);
    this.claims.push(message, announced, reads);
  }

  private name(node: number, { source: by, time, id: message }: SeenBin): void {
    const record = this.record(node);
    if (record !== undefined && by !== node) record.named ??= { by, time, message };
  }

  /** Forwarded copies say that the originator lived a moment ago, as its own do. */
  private hear(record: NodeRecord | undefined, directly: boolean, time: number): void {
    if (record === undefined) return;
    if (directly && record.heard !== undefined) {
      record.longestSilence = Math.max(record.longestSilence, time - record.heard);
    }
    record.heard = time;
  }

  /** What is answered backwards on a connection (spec bin-core 11) tells no listener. */
  private learnPlaces(message: SeenBin): void {
    const { packet, sender, receiver, sentBy, receivedBy, destination, source } = message;
    if (sentBy !== undefined) this.record(sentBy)?.addresses.sent(sender);
    if (packet.name === 'CLUSTERER_UNKNOWN_ID') return;
    const bridgeTo = packet.destinationCluster;
    if (bridgeTo !== undefined) this.bridge(source, bridgeTo, this.surroundings.endpoints.text(receiver));
    else if (receivedBy !== undefined) {
      this.record(receivedBy)?.addresses.received(receiver, this.surroundings.endpoints);
    } else if (destination > 0) this.record(destination);
  }

  private bridge(node: number, cluster: number, address: string): void {
    const bridges = this.record(node)?.bridges;
    const key = `${cluster} ${address}`;
    const known = bridges?.get(key);
    if (known !== undefined) known.packets++;
    else if (bridges !== undefined && bridges.size < MOST_BRIDGES) {
      bridges.set(key, { cluster, address, packets: 1 });
    }
  }

  /** `own`: by the node itself. Others mostly know no sip_addr of it, and leave it empty. */
  private describe(node: number, fields: Fields, own: boolean): void {
    const record = this.record(node);
    const url = textOf(fields, 'url');
    if (record === undefined || url === undefined || url === '') return;
    const known = record.description;
    const said = textOf(fields, 'sip_addr') ?? '';
    const sipAddress = said === '' && !own ? (known?.sipAddress ?? '') : said;
    record.description = {
      ...{ url, sipAddress, priority: numberOf(fields, 'priority') },
      own: own || known?.own === true,
    };
    record.addresses.described(url);
  }

  /** The first topology or capabilities of a life are sent as soon as a link is up. */
  private learnBeginning({ packet, source, time }: SeenBin): void {
    if (!FIRST_AT_LINK_UP.has(packet.name ?? '') || numberOf(packet.fields, 'seq_no') !== 0) return;
    this.capabilities.began(source, time);
  }

  /** Who gets it forgets the node; the node itself gives up (spec bin-core 7.1). */
  private remove(message: SeenBin): void {
    const removed = numberOf(message.packet.fields, 'node_id');
    const record = removed === undefined ? undefined : this.nodes.get(removed);
    if (removed === undefined || record === undefined) return;
    const { destination, time, id } = message;
    record.removed ??= time;
    record.removal = afterRemoval(record.removal, message);
    // All nodes are told; of which copies we see depends on where we stand.
    for (const node of this.nodes.keys()) this.links.drop(node, removed);
    if (destination !== removed) return;
    for (const { to } of this.links.of(removed)) {
      this.links.claim({ from: removed, to, state: 'down', time, message: id, stated: 0 });
    }
  }
}

/** Nanoseconds between the first packets of a process and the one that gives it away as new. */
const YOUNG = 2e9;
const FIRST_AT_LINK_UP: ReadonlySet<string> = new Set(['CLUSTERER_FULL_TOP_UPDATE', 'CLUSTERER_CAP_UPDATE']);
