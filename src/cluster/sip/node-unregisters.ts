import type { SipMessage } from '../../../decoders/sip/sip-message.ts';
import type { MessageId } from '../../ids.ts';
import type { EndpointTable } from '../../tables/endpoints.ts';
import { RecentMap } from '../../tables/recent-map.ts';
import { requestedBindings } from '../contacts/registers/register-bindings.ts';
import type { SeenSip } from '../seen-message.ts';

/**
 * A node removes contacts at another registrar, where phones have registered through a different node, though
 * no phone asked for it.
 */
export interface UnaskedUnregisters {
  readonly cluster: number;
  readonly node: number;
  /** The node that the phones registered through. */
  readonly home: number;
  /** Address of the registrar, `192.0.2.1:5060`. */
  readonly registrar: string;
  count: number;
  /** When the first of them was sent. */
  readonly time: number;
  /** URIs in To of the first ones. */
  readonly uris: Set<string>;
  readonly messages: MessageId[];
}

/** Nanoseconds: a REGISTER that a node forwards follows the phone's within this time (RFC 3261 17.1.2.2). */
const ASKED = 32e9;
/** Nanoseconds: registrations are refreshed within a few hours. */
const REGISTERED = 4 * 3600e9;
const MOST = 50_000;
const MOST_KEPT = 100;
/** Longer URIs are not real. */
const LONGEST_URI = 1024;

/** REGISTERs that nodes send on their own, as mid_registrar does when a contact has expired. */
export class NodeUnregisters {
  private readonly endpoints: EndpointTable;
  /** By cluster and URI of To, the node that the last REGISTER of it came to. */
  private readonly homes = new RecentMap<number>(REGISTERED, MOST);
  /** By cluster, node and URI: when a REGISTER came there. */
  private readonly asked = new RecentMap<true>(ASKED, MOST);
  private readonly found = new Map<string, UnaskedUnregisters>();

  constructor(endpoints: EndpointTable) {
    this.endpoints = endpoints;
  }

  push(message: SeenSip): void {
    const { sip, sentBy, receivedBy, time } = message;
    if (sip.kind !== 'request' || sip.method !== 'REGISTER') return;
    if (sentBy.length === 0 && receivedBy.length === 0) return;
    const uri = sip.to?.uri;
    if (uri === undefined || uri.length > LONGEST_URI) return;
    for (const { cluster, node } of receivedBy) {
      if (sentBy.some((one) => one.cluster === cluster)) continue;
      this.homes.set(keyOf(cluster, uri), node, time);
      this.asked.set(keyOf(cluster, node, uri), true, time);
    }
    for (const { cluster, node } of sentBy) {
      if (!receivedBy.some((one) => one.cluster === cluster)) this.sent(message, cluster, node, uri);
    }
  }

  all(): Iterable<UnaskedUnregisters> {
    return this.found.values();
  }

  private sent({ sip, receiver, time, id }: SeenSip, cluster: number, node: number, uri: string): void {
    const home = this.homes.get(keyOf(cluster, uri), time);
    if (home === undefined || home === node) return;
    if (this.asked.get(keyOf(cluster, node, uri), time) === true || !removes(sip)) return;
    const registrar = this.endpoints.text(receiver);
    const key = `${cluster} ${node} ${home} ${registrar}`;
    let known = this.found.get(key);
    if (known === undefined) {
      if (this.found.size >= MOST_KEPT) return;
      known = { cluster, node, home, registrar, count: 0, time, uris: new Set(), messages: [] };
      this.found.set(key, known);
    }
    known.count++;
    if (known.uris.size < MOST_KEPT) known.uris.add(uri);
    if (known.messages.length < MOST_KEPT) known.messages.push(id);
  }
}

/** Joined, as keys of flows are: V8 would keep each as a tree of its parts. */
function keyOf(...parts: readonly (number | string)[]): string {
  return parts.join(' ');
}

/** RFC 3261 10.2.2 */
function removes(sip: SipMessage): boolean {
  const contacts = requestedBindings(sip)?.contacts ?? [];
  return contacts.length > 0 && contacts.every(({ expires }) => expires === 0);
}
