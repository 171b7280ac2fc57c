import type { MessageId } from '../../ids.ts';
import type { ContactVersion } from './contact-version.ts';
import type { Bringing, Discard, HeldContact, HeldListener, PutEffect } from './held-contacts.ts';

/** Which AOR is meant, over all nodes. */
export interface WatchedAor {
  readonly cluster: number;
  /** usrloc table. */
  readonly domain: string;
  readonly aor: string;
}

/** The AOR at one node. */
export interface WatchedPlace extends WatchedAor {
  readonly node: number;
}

export type ContactEnd = 'deleted' | 'AOR deleted' | 'expired' | 'restart';

/** What ended a contact; undefined where its time was over. */
export interface EndCause {
  /** Session time. */
  readonly time: number;
  /** Undefined where no single message did. */
  readonly message: MessageId | undefined;
  /** The node that sent it; undefined for the node's own. */
  readonly from: number | undefined;
}

/** Something that was put where it is held already, or was not. */
export interface ContactPut {
  readonly effect: PutEffect;
  /** What was held; undefined where that was nothing. */
  readonly before: ContactVersion | undefined;
  /** What came. */
  readonly brought: ContactVersion;
  /** What is held now. */
  readonly held: HeldContact;
  readonly by: Bringing;
}

/**
 * Hears what happens to the contacts of the AORs that it is about, as it happens. Trackers have none
 * unless somebody asks for a history: then an analysis of its own is made for it.
 */
export interface ContactWatch {
  isAbout(aor: WatchedAor): boolean;
  put(place: WatchedPlace, put: ContactPut): void;
  discarded(place: WatchedPlace, discard: Discard): void;
  ended(place: WatchedPlace, held: HeldContact, how: ContactEnd, cause: EndCause | undefined): void;
  /** What was said of this registration is of an AOR with another name. */
  withdrawn(place: WatchedPlace, callId: string): void;
}

/** For the contacts of the AOR at one node; undefined where nobody wants to know. */
export function listenerAt(watch: ContactWatch, place: WatchedPlace): HeldListener | undefined {
  if (!watch.isAbout(place)) return undefined;
  return {
    put: (effect, before, brought, held, by) => watch.put(place, { effect, before, brought, held, by }),
    discarded: (discard) => watch.discarded(place, discard),
  };
}
