import type { MessageId } from '../../../ids.ts';
import type { ContactVersion } from './contact-version.ts';
import type { ContactArrival, Discard, HeldContact } from './held-contact.ts';

/** An AOR, on all nodes. */
export interface WatchedAor {
  readonly cluster: number;
  /** Name of the usrloc table. */
  readonly domain: string;
  readonly aor: string;
}

/** An AOR on one node. */
export interface WatchedPlace extends WatchedAor {
  readonly node: number;
}

export type ContactEnd = 'deleted' | 'AOR deleted' | 'expired' | 'restart';

/** What ended a contact; undefined if it expired. */
export interface EndCause {
  /** Session time. */
  readonly time: number;
  /** Undefined if no single message did. */
  readonly message: MessageId | undefined;
  /** The node that sent it; undefined for the node's own. */
  readonly from: number | undefined;
}

/** What a packet did to a node's contacts. `same`: it was there already. */
export type Effect = 'inserted' | 'overwritten' | 'same' | 'older' | 'full' | 'deleted' | 'nothing';

/** A contact was put, whether or not it was there before. */
export interface ContactPut {
  readonly effect: Extract<Effect, 'inserted' | 'overwritten' | 'same'>;
  /** What was held before; undefined if nothing. */
  readonly before: ContactVersion | undefined;
  /** What the message brought. */
  readonly brought: ContactVersion;
  /** What is held now. */
  readonly held: HeldContact;
  readonly by: ContactArrival;
}

/**
 * Is told what happens to the contacts of the AORs that it wants, as it happens. Trackers usually have none:
 * for a history, a separate analysis is run.
 */
export interface ContactWatch {
  isAbout(aor: WatchedAor): boolean;
  put(place: WatchedPlace, put: ContactPut): void;
  discarded(place: WatchedPlace, discard: Discard): void;
  ended(place: WatchedPlace, held: HeldContact, how: ContactEnd, cause: EndCause | undefined): void;
  /** What was reported of this registration belongs to an AOR of another name. */
  withdrawn(place: WatchedPlace, callId: string): void;
}

/** Is told what happens to the contacts of one AOR at one node. */
export interface HeldListener {
  put(put: ContactPut): void;
  discarded(discard: Discard): void;
}

/** For the contacts of the AOR on one node; undefined if the watch does not want them. */
export function listenerAt(watch: ContactWatch, place: WatchedPlace): HeldListener | undefined {
  if (!watch.isAbout(place)) return undefined;
  return {
    put: (put) => watch.put(place, put),
    discarded: (discard) => watch.discarded(place, discard),
  };
}
