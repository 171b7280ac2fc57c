import type { MessageId } from '../../../ids.ts';
import { areEqualCopies, type ContactVersion, isSameVersion } from './contact-version.ts';

/**
 * How a contact came to a node: its own REGISTER, a packet of another node, a sync; `listed`: a 2xx
 * or a donor of a sync named it, and nobody saw how it came.
 */
export type ContactOrigin = 'register' | 'replicated' | 'sync' | 'listed';

/** By what, when, from whom a contact comes. */
export interface ContactArrival {
  readonly origin: ContactOrigin;
  /** The node that sent it; undefined for the node's own. */
  readonly from: number | undefined;
  /** Session time. */
  readonly time: number;
  readonly message: MessageId;
}

/** A contact in a node's memory. */
export interface HeldContact {
  version: ContactVersion;
  origin: ContactOrigin;
  from: number | undefined;
  /** Since when the node holds this registration from there, in session time; `message` brought it. */
  since: number;
  message: MessageId;
  /** The last refresh since then. */
  refreshed: { readonly time: number; readonly message: MessageId } | undefined;
  /** Second of session time at which the node last sent it to another one in a sync; -1 if it never did. */
  listed: number;
}

/** When the node got what it holds now, in session time. */
export function arrivedAt({ since, refreshed }: HeldContact): number {
  return refreshed?.time ?? since;
}

/** When the node last said that it holds what it holds now, or got it; in session time. */
export function toldAt(held: HeldContact): number {
  return Math.max(arrivedAt(held), held.listed < 0 ? Number.NEGATIVE_INFINITY : held.listed * 1e9);
}

/** The message that brought what it holds now. */
export function broughtBy({ message, refreshed }: HeldContact): MessageId {
  return refreshed?.message ?? message;
}

/** `fact`: the node itself says that it is so. */
export type PutKind = 'insert' | 'update' | 'fact';

/** SIP and BIN about the same registration agree on its expiry to this, in seconds. */
export const SAME_EXPIRY = 2;

/** Everything is taken over but the contact URI; an empty store leaves the old one. */
export function overwrite(
  held: HeldContact,
  version: ContactVersion,
  kind: PutKind,
  by: ContactArrival,
): void {
  const before = held.version;
  const { origin, from, time, message } = by;
  held.version = merged(before, version, kind);
  const sameRegistration = isSameVersion(before, version);
  if (kind === 'fact' && sameRegistration && held.origin === 'register') {
    // The same event, told by SIP and by BIN; or its refresh by a command.
    const moved = Math.abs(before.expires - version.expires) > SAME_EXPIRY;
    if (moved) held.refreshed = { time, message };
    return;
  }
  if (held.origin === origin && held.from === from && before.callId === version.callId) {
    held.refreshed = { time, message };
    return;
  }
  Object.assign(held, { origin, from, since: time, message, refreshed: undefined });
}

function merged(before: ContactVersion, version: ContactVersion, kind: PutKind): ContactVersion {
  const sharingTag = version.sharingTag ?? before.sharingTag;
  if (version.contact === before.contact && version.sharingTag === sharingTag) {
    return areEqualCopies(before, version) ? before : known(before, version, kind);
  }
  return { ...known(before, version, kind), contact: before.contact, uri: before.uri, sharingTag };
}

/** A 2xx tells less of the same registration than the packet that came before it. */
function known(before: ContactVersion, version: ContactVersion, kind: PutKind): ContactVersion {
  const tellsLess = version.lastModified === undefined && before.lastModified !== undefined;
  return kind === 'fact' && tellsLess && isSameVersion(before, version) ? before : version;
}

/** Why a receiver discarded what arrived. */
export type DiscardReason = 'older' | 'version' | 'sync version' | 'full';

/** A contact that a node deleted because another one told it to. */
export interface ToldDeletion {
  readonly time: number;
  readonly message: MessageId;
  /** The node that told it. */
  readonly from: number;
  /** With all contacts of the AOR. */
  readonly isOfAor: boolean;
  readonly contact: string;
  readonly callId: string | undefined;
}

/** What arrived at a node and was not taken. */
export interface Discard {
  readonly reason: DiscardReason;
  readonly time: number;
  readonly message: MessageId;
  readonly from: number;
  readonly contact: string;
  readonly callId: string | undefined;
  readonly cseq: number | undefined;
}
