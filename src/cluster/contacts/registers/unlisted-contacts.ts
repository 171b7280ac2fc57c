import type { AorStore } from '../held/aor-store.ts';
import type { AorRecord } from '../held/aor-tables.ts';
import { haveSameUri } from '../held/contact-uri.ts';
import { isExpired } from '../held/contact-version.ts';
import { arrivedAt } from '../held/held-contact.ts';
import { HANDLED_AFTER, type HeldContacts } from '../held/held-contacts.ts';
import { BY_CALL_ID, wantedContact } from '../held/matching.ts';
import type { AnsweredRegister } from './registers.ts';

/** Clusters of which it is remembered that nodes list all contacts: ids come from the wire. */
const MOST_LISTING = 4096;

/**
 * A response lists all contacts of the AOR (RFC 3261 10.3), so others are gone: `save()` replaces contacts beyond its
 * limit. Where the node told others of the registration, it would have told of that, too; `save()` can be made to list
 * only what the request names: whether it is, is not known until a response lists more.
 */
export class UnlistedContacts {
  private readonly store: AorStore;
  /**
   * Clusters in which a node was seen to list contacts that the REGISTER did not name; the nodes of one are assumed to
   * have the same configuration.
   */
  private readonly listing = new Set<number>();

  constructor(store: AorStore) {
    this.store = store;
  }

  drop(answered: AnsweredRegister, record: AorRecord, held: HeldContacts, seconds: number): void {
    const { granted, others, asked } = answered;
    if (others.length > 0 && this.listing.size < MOST_LISTING) this.listing.add(record.cluster);
    if (granted.length + others.length === 0) return;
    if (isTold(answered, held, seconds)) return;
    const listed = [...granted, ...others].map(({ contact }) => wantedContact(contact, undefined));
    const cause = { time: answered.time, message: answered.request, from: undefined };
    for (const one of held.list) {
      const { version } = one;
      // What others sent at that moment, the node may not have read yet.
      const wait = one.origin === 'register' ? 0 : HANDLED_AFTER;
      if (arrivedAt(one) > asked - wait || isExpired(version, seconds)) continue;
      if (listed.some((contact) => haveSameUri(version, contact))) continue;
      if (this.listing.has(record.cluster)) {
        held.remove(one);
        this.store.note(record, held.node, one, 'deleted', cause);
      } else held.contest(one);
    }
  }
}

/** Did a packet of the node tell of the registration? */
function isTold({ granted, callId, cseq }: AnsweredRegister, held: HeldContacts, seconds: number): boolean {
  return granted.some(({ contact }) => {
    const version = held.find(BY_CALL_ID, wantedContact(contact, callId), seconds)?.version;
    return version?.cseq === cseq && version.lastModified !== undefined;
  });
}
