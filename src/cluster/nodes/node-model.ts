import type { MessageId } from '../../ids.ts';
import type { Capability } from './capabilities/capability.ts';
import type { LinkState } from './links/link-table.ts';
import type { NextHop } from './links/next-hops.ts';
import type { RoundTrip } from './links/ping-times.ts';
import type { NodeAddresses } from './node-addresses.ts';
import type { SharingTag } from './tags/sharing-tags.ts';

/** What is known of a node of a cluster at the time of the state. Times are session nanoseconds. */
export interface NodeReport {
  readonly cluster: number;
  readonly node: number;
  readonly addresses: NodeAddresses;
  /** What descriptions on the wire say; undefined where there was none. */
  readonly description: NodeDescription | undefined;
  readonly seed: 'likely' | 'unknown';
  /** OpenSIPS releases that it can be; undefined where nothing narrows them. */
  readonly release: string | undefined;
  /** By the id of the other end. */
  readonly links: readonly LinkReport[];
  /** Nodes to which it has a link that is up; undefined where it was never heard. */
  readonly neighbours: readonly number[] | undefined;
  readonly capabilities: ReadonlyMap<string, Capability>;
  readonly tags: ReadonlyMap<string, SharingTag>;
  /** Tags of the cluster of which nothing tells whether the node holds them; none where the node is gone. */
  readonly unknownTags: readonly string[];
  readonly bridges: readonly Bridge[];
  /** When its present life was seen to begin after another one. */
  readonly restarted: number | undefined;
  /** When its present life was seen to begin, its first one included. */
  readonly begun: number | undefined;
  readonly away: Departure | undefined;
  /** The first word of it by another node, where that came before anything else of it. */
  readonly named: { readonly by: number; readonly time: number; readonly message: MessageId } | undefined;
  /** When it last sent something. */
  readonly heard: number | undefined;
  /** Was its traffic captured whole? */
  readonly covered: boolean;
  /** The messages that this rests on. */
  readonly messages: readonly MessageId[];
}

export interface NodeDescription {
  readonly url: string;
  /** The sip_addr property; empty where it has none. */
  readonly sipAddress: string;
  readonly priority: number | undefined;
  /** The node described itself; others may leave out what they were not told. */
  readonly own: boolean;
}

/** A link as the node considers it; each end has its own opinion. */
export interface LinkReport {
  readonly to: number;
  readonly state: LinkState | 'unknown';
  /** Since when it is known to be so; for `unknown`, when something was seen last. */
  readonly since: number | undefined;
  readonly roundTrip: RoundTrip | undefined;
  readonly nextHop: NextHop;
  /** The message that first showed the state; undefined for `unknown`. */
  readonly message: MessageId | undefined;
}

/** Traffic to another cluster (4.0; spec bin-core 5). */
export interface Bridge {
  readonly cluster: number;
  /** The node at the other end, where its address is known. */
  readonly node: number | undefined;
  readonly address: string;
  readonly packets: number;
}

/** Why a node is no longer there, and since when. */
export interface Departure {
  readonly why: 'removed' | 'all links down';
  readonly since: number;
  /** The messages that first showed that the links to it are down. */
  readonly messages: readonly MessageId[];
}
