import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import { arrivedAt, type HeldContact } from '../../cluster/contacts/held/held-contact.ts';
import type { ContactRow } from '../../cluster/contacts/reports/contact-rows.ts';
import type { LinkReport, NodeReport } from '../../cluster/nodes/node-model.ts';
import type { SyncReport } from '../../cluster/syncs/sync-model.ts';
import type { ClusterEvent } from '../../cluster/timeline.ts';
import type { MessageId } from '../../ids.ts';

/** Where a contact that a node lacks came from, and what may have kept it from the node. */
export interface WhyMissing {
  /** The node at which the contact was registered, or else the one that has had it longest. */
  readonly holder: number;
  readonly origin: HeldContact['origin'];
  /** When it last came to that node, and with which message. */
  readonly time: number;
  readonly message: MessageId;
  /** A link between the two that was down then, or turned out to be soon after. */
  readonly link: LinkDown | undefined;
  /** When the node was restarted after that, losing what it had. */
  readonly restarted: number | undefined;
  /**
   * The node that should have sent the contact: the registrar, or the node from which the holder has it. Undefined if
   * unknown.
   */
  readonly teller: number | undefined;
  /** The nodes that have the contact from there, by id. */
  readonly told: readonly number[];
  /** The present state of the sending node's link to this node, if that was not down then. */
  readonly linkNow: LinkReport | undefined;
  /** The teller has described itself as one without a SIP address, by which contacts go out in a federation. */
  readonly hasNoAddress: boolean;
  /** The last sync of the node that could have brought it. */
  readonly sync: SyncReport | undefined;
  /** Since when the node has said that it is not synced; undefined where it has not. */
  readonly unsynced: number | undefined;
}

/** The history of the cluster in which to look for reasons. */
export interface ClusterPast {
  /** In the order of time. */
  readonly events: readonly ClusterEvent[];
  readonly nodes: readonly NodeReport[];
  readonly syncs: readonly SyncReport[];
}

export interface LinkDown {
  /** The node that considers its link to `other` down. */
  readonly node: number;
  readonly other: number;
  readonly down: number;
  /** Undefined if the link is still down. */
  readonly up: number | undefined;
}

/** A link that fails is found to be down when pings have been missed: some seconds later (spec bin-core 10.2). */
const UNNOTICED = 10e9;

/** Undefined if no node is known to hold the contact. `past` is that of its cluster. */
export function whyMissing(
  { byNode }: ContactRow,
  node: number,
  { events, nodes, syncs }: ClusterPast,
): WhyMissing | undefined {
  const first = firstHand(byNode);
  if (first === undefined) return undefined;
  const [holder, held] = first;
  const { origin, from, message, refreshed } = held;
  const time = arrivedAt(held);
  const teller = origin === 'register' ? holder : origin === 'replicated' ? from : undefined;
  const link = linkDown(events, teller ?? holder, node, time);
  const { description, links = [] } = nodes.find((one) => one.node === teller) ?? {};
  const capability = nodes.find((one) => one.node === node)?.capabilities.get(CapabilityName.Contacts);
  return {
    holder,
    origin,
    time,
    message: refreshed?.message ?? message,
    link,
    restarted: events.findLast((one) => one.kind === 'restart' && one.node === node && one.time > time)?.time,
    teller,
    told: [...byNode]
      .flatMap(([id, held]) => (teller !== undefined && held.from === teller ? id : []))
      .sort((a, b) => a - b),
    linkNow: link === undefined ? links.find(({ to }) => to === node) : undefined,
    hasNoAddress: description?.own === true && description.sipAddress === '',
    sync: syncs.findLast(
      (one) =>
        one.receiver === node &&
        one.capability === CapabilityName.Contacts &&
        (one.started ?? one.requested ?? Number.NEGATIVE_INFINITY) > time,
    ),
    unsynced: capability?.state === 'not synced' ? capability.since : undefined,
  };
}

/** The node at which it was registered, or else the one that has had it longest. */
function firstHand(byNode: ContactRow['byNode']): readonly [number, HeldContact] | undefined {
  const all = [...byNode].sort(([, a], [, b]) => a.since - b.since);
  return all.find(([, { origin }]) => origin === 'register') ?? all[0];
}

function linkDown(
  events: readonly ClusterEvent[],
  holder: number,
  node: number,
  time: number,
): LinkDown | undefined {
  const found = [...downs(events, holder, node), ...downs(events, node, holder)];
  const then = found.filter(({ down, up }) => down <= time && (up === undefined || up > time));
  const soon = found.filter(({ down }) => down > time && down <= time + UNNOTICED);
  return then[0] ?? soon.sort((a, b) => a.down - b.down)[0];
}

/** When the node considered its link to the other one down. */
function downs(events: readonly ClusterEvent[], node: number, other: number): readonly LinkDown[] {
  const found: LinkDown[] = [];
  let down: number | undefined;
  for (const one of events) {
    if (one.kind === 'restart' || one.node !== node || one.to !== other) continue;
    if (one.kind === 'link down') down ??= one.time;
    else if (down !== undefined) {
      found.push({ node, other, down, up: one.time });
      down = undefined;
    }
  }
  return down === undefined ? found : [...found, { node, other, down, up: undefined }];
}
