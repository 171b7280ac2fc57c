import { isOfClusterer } from '../../../../decoders/bin/capability-names.ts';
import type { MessageId } from '../../../ids.ts';
import { groupsOf, numberOf, textOf } from '../../field-values.ts';
import { isDelivered, type SeenBin } from '../../seen-message.ts';

/** Packets of a capability that arrived at a node without it. */
export interface UnlistedPackets {
  readonly node: number;
  readonly capability: string;
  /** The nodes that sent them, the first ones. */
  readonly from: Set<number>;
  count: number;
  /** When the node announced its capabilities, and when the first and the last of the packets came. */
  readonly listed: number;
  readonly first: number;
  last: number;
  /** The first ones. */
  readonly messages: MessageId[];
}

interface List {
  readonly time: number;
  readonly names: Set<string>;
}

/** Most nodes, capabilities of one, and packets and senders kept of one of these. */
const MOST_NODES = 1024;
const MOST_NAMES = 256;
const MOST_KEPT = 100;

/**
 * Packets for nodes that have announced all their capabilities, but not this one: they drop them (spec
 * bin-core 6.7).
 */
export class UnlistedCapabilities {
  private readonly lists = new Map<number, List>();
  private readonly found = new Map<string, UnlistedPackets>();

  push(message: SeenBin): void {
    const { packet, destination, source } = message;
    if (packet.name === 'CLUSTERER_CAP_UPDATE') this.told(message);
    if (destination <= 0 || source === destination || packet.destinationCluster !== undefined) return;
    const list = this.lists.get(destination);
    const { capability } = packet;
    if (list === undefined || list.names.has(capability) || isOfClusterer(capability)) return;
    if (packet.status === 'decoded' && isDelivered(message)) this.note(message, list);
  }

  all(): Iterable<UnlistedPackets> {
    return this.found.values();
  }

  /** After a restart, the node may have other modules. */
  forget(node: number, before: number): void {
    if ((this.lists.get(node)?.time ?? before) < before) this.lists.delete(node);
  }

  /** An update of one capability is about a change; one of several lists all. */
  private told({ packet, source, time }: SeenBin): void {
    for (const record of groupsOf(packet.fields, 'nodes')) {
      if (numberOf(record, 'node_id') !== source) continue;
      const names = groupsOf(record, 'caps').flatMap((one) => textOf(one, 'capability') ?? []);
      const known = this.lists.get(source);
      if (names.length > MOST_NAMES) continue;
      if (known !== undefined) this.add(source, known, names);
      else if (names.length > 1 && this.lists.size < MOST_NODES) {
        this.lists.set(source, { time, names: new Set(names) });
      }
    }
  }

  /** A list too long to be kept tells nothing any more. */
  private add(node: number, { names: known }: List, names: readonly string[]): void {
    for (const name of names) known.add(name);
    if (known.size > MOST_NAMES) this.lists.delete(node);
  }

  private note({ packet, source, destination: node, time, id }: SeenBin, { time: listed }: List): void {
    const { capability } = packet;
    const key = `${node} ${capability}`;
    let found = this.found.get(key);
    if (found === undefined) {
      if (this.found.size >= MOST_NODES) return;
      const from = new Set<number>();
      found = { node, capability, from, count: 0, listed, first: time, last: time, messages: [] };
      this.found.set(key, found);
    }
    found.count++;
    found.last = time;
    if (found.from.size < MOST_KEPT) found.from.add(source);
    if (found.messages.length < MOST_KEPT) found.messages.push(id);
  }
}
