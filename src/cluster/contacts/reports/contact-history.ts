import type { TimeBase } from '../../../capture/time-base.ts';
import type { MessageId } from '../../../ids.ts';
import { areEqualCopies, isExpired, isSameVersion, PERMANENT } from '../held/contact-version.ts';
import type {
  ContactEnd,
  ContactPut,
  ContactWatch,
  EndCause,
  WatchedAor,
  WatchedPlace,
} from '../held/contact-watch.ts';
import {
  type ContactOrigin,
  type Discard,
  type DiscardReason,
  type HeldContact,
  SAME_EXPIRY,
} from '../held/held-contact.ts';

/**
 * `listed`: a list shows that the contact is there. `refreshed`: by the same registration. `updated`: by
 * another registration of the same contact. `unchanged`: what came was there already.
 */
export type EffectKind =
  | 'inserted'
  | 'listed'
  | 'refreshed'
  | 'updated'
  | 'unchanged'
  | 'discarded'
  | ContactEnd;

/** Something that happened to a contact of an AOR at a node. */
export interface ContactEffect extends WatchedPlace {
  readonly kind: EffectKind;
  /** Session time. */
  readonly time: number;
  /** The message that caused it; undefined if no single one did. */
  readonly message: MessageId | undefined;
  /** How the contact came, if one was put; undefined for discards and ends. */
  readonly origin: ContactOrigin | undefined;
  /** The node that sent it; undefined for the node's own. */
  readonly from: number | undefined;
  readonly contact: string;
  readonly callId: string | undefined;
  readonly cseq: number | undefined;
  /** The expiry that the node has from now on, in seconds since 1970; undefined if it did not change. */
  readonly expires: number | undefined;
  /** Only of a discard. */
  readonly reason: DiscardReason | undefined;
}

/** Effects that are kept; then the oldest are dropped. */
const MOST_EFFECTS = 20_000;
const SECOND = 1e9;

/** What happened to the contacts of some AORs at every node, in bounded memory. */
export class ContactHistory implements ContactWatch {
  readonly isAbout: (aor: WatchedAor) => boolean;
  /** Number of effects that were dropped for lack of room. */
  dropped = 0;
  private kept: ContactEffect[] = [];
  private readonly base: TimeBase;
  private readonly most: number;

  constructor(base: TimeBase, isAbout: (aor: WatchedAor) => boolean, most = MOST_EFFECTS) {
    this.base = base;
    this.isAbout = isAbout;
    this.most = most;
  }

  /** Number of effects kept; at most `most`. */
  get size(): number {
    return this.kept.length;
  }

  /** In the order of time; at equal times, in the order in which they happened. */
  effects(): readonly ContactEffect[] {
    return this.kept.toSorted((a, b) => a.time - b.time);
  }

  put(place: WatchedPlace, put: ContactPut): void {
    if (this.isToldAgain(place, put)) return;
    const { held, by } = put;
    const kind = kindOf(put);
    if (kind === undefined) return;
    this.add(place, held, {
      kind,
      time: by.time,
      message: by.message,
      origin: by.origin,
      from: by.from,
      expires: held.version.expires,
    });
  }

  discarded(place: WatchedPlace, { time, message, from, contact, callId, cseq, reason }: Discard): void {
    const effect = { kind: 'discarded', time, message, from, contact, callId, cseq, reason } as const;
    this.keep({ ...placeOf(place), ...effect, origin: undefined, expires: undefined });
  }

  ended(place: WatchedPlace, held: HeldContact, how: ContactEnd, cause: EndCause | undefined): void {
    const { expires } = held.version;
    const over = cause === undefined || isExpired(held.version, this.base.secondsOf(cause.time));
    const isOver = expires !== PERMANENT && over;
    if (!isOver && cause === undefined) return;
    this.add(place, held, {
      kind: isOver ? 'expired' : how,
      time: isOver ? (expires - this.base.seconds) * SECOND : (cause?.time ?? 0),
      message: isOver ? undefined : cause?.message,
      origin: undefined,
      from: isOver ? undefined : cause?.from,
      expires: undefined,
    });
  }

  withdrawn(place: WatchedPlace, callId: string): void {
    this.kept = this.kept.filter((one) => one.callId !== callId || !isAt(one, place));
  }

  /**
   * A node's REGISTER and the packet that it sends because of it are one event; the REGISTER is the one that
   * counts.
   */
  private isToldAgain(place: WatchedPlace, { effect, before, brought, by }: ContactPut): boolean {
    if (by.origin !== 'register' || effect === 'inserted' || before === undefined) return false;
    const again = isSameVersion(before, brought) && Math.abs(before.expires - brought.expires) <= SAME_EXPIRY;
    if (!again) return false;
    // Only packets have the time of the last modification.
    if (brought.lastModified !== undefined) return true;
    const at = this.kept.findLastIndex(
      (one) => isAt(one, place) && one.origin === 'register' && one.callId === brought.callId,
    );
    const told = this.kept[at];
    if (told !== undefined && told.cseq === brought.cseq) this.kept[at] = { ...told, message: by.message };
    return true;
  }

  private add(
    place: WatchedPlace,
    { version }: HeldContact,
    effect: Pick<ContactEffect, 'kind' | 'time' | 'message' | 'origin' | 'from' | 'expires'>,
  ): void {
    const { contact, callId, cseq } = version;
    this.keep({ ...placeOf(place), ...effect, contact, callId, cseq, reason: undefined });
  }

  private keep(effect: ContactEffect): void {
    if (this.kept.length >= this.most) {
      const surplus = Math.max(1, Math.floor(this.most / 10));
      this.kept.splice(0, surplus);
      this.dropped += surplus;
    }
    this.kept.push(effect);
  }
}

/** Undefined if nothing happened that is worth mentioning. */
function kindOf({ effect, before, held, by }: ContactPut): EffectKind | undefined {
  if (effect === 'inserted' || before === undefined) return by.origin === 'listed' ? 'listed' : 'inserted';
  const isNews = effect !== 'same' && !areEqualCopies(before, held.version);
  if (!isNews) return by.origin === 'replicated' || by.origin === 'sync' ? 'unchanged' : undefined;
  return before.callId === held.version.callId ? 'refreshed' : 'updated';
}

function isAt(one: WatchedPlace, { cluster, domain, aor, node }: WatchedPlace): boolean {
  return one.node === node && one.aor === aor && one.cluster === cluster && one.domain === domain;
}

function placeOf({ cluster, domain, aor, node }: WatchedPlace): WatchedPlace {
  return { cluster, domain, aor, node };
}
