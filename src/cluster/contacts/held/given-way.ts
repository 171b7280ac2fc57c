import type { AorStore } from './aor-store.ts';
import type { AorRecord } from './aor-tables.ts';
import { isExpired } from './contact-version.ts';
import type { HeldContact } from './held-contact.ts';
import type { HeldContacts } from './held-contacts.ts';
import { BY_CALL_ID } from './matching.ts';

/** Contacts that are remembered; of more, the first are forgotten. */
const MOST = 1024;

interface Former {
  readonly cluster: number;
  readonly domain: string;
  readonly aor: string;
  readonly node: number;
  /** The node's life in which that was. */
  readonly life: number;
  readonly contact: HeldContact;
  /** When it gave way, in session time. */
  readonly time: number;
}

/**
 * Contacts that gave way to one of the same URI with another Call-ID, as nodes match contacts unless they show
 * otherwise. The packets about the first such contact may come a moment before the answer that lists both: then both are
 * there, at all nodes.
 */
export class GivenWay {
  private readonly store: AorStore;
  private former: Former[] = [];

  constructor(store: AorStore) {
    this.store = store;
  }

  /** `contact` is as it was. */
  note(record: AorRecord, { node, life }: HeldContacts, contact: HeldContact, time: number): void {
    const { cluster, domain, aor } = record;
    if (this.former.length >= MOST) this.former = this.former.slice(MOST / 2);
    this.former.push({ cluster, domain, aor, node, life, contact, time });
  }

  /** A node of the cluster has shown that it matches by Call-ID as well. */
  putBack(cluster: number, seconds: number): void {
    const of = this.former.filter((one) => one.cluster === cluster);
    if (of.length === 0) return;
    this.former = this.former.filter((one) => one.cluster !== cluster);
    for (const one of of) this.putBackOne(one, seconds);
  }

  private putBackOne({ cluster, domain, aor, node, life, contact, time }: Former, seconds: number): void {
    const { version, origin, from, since, message } = contact;
    if (isExpired(version, seconds)) return;
    const record = this.store.record(cluster, domain, aor);
    const held = this.store.holder(record, node);
    // What has ended since is gone: word of that named no Call-ID, or one that was looked for.
    if (held !== undefined && held.life === life && !this.store.endedSince(record, node, version, time)) {
      held.put('fact', version, BY_CALL_ID, { origin, from, time: since, message }, seconds);
    }
    this.store.tidy(record, seconds);
  }
}
