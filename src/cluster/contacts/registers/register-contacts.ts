import type { AnalysisContext } from '../../analysis-context.ts';
import type { Membership } from '../../identity/node-directory.ts';
import type { AorStore } from '../held/aor-store.ts';
import type { AorRecord } from '../held/aor-tables.ts';
import { haveSameUri } from '../held/contact-uri.ts';
import { registeredVersion } from '../held/contact-version.ts';
import { arrivedAt, type ContactOrigin, type HeldContact } from '../held/held-contact.ts';
import { HANDLED_AFTER, type HeldContacts } from '../held/held-contacts.ts';
import type { MatchModes } from '../held/match-modes.ts';
import {
  BY_CALL_ID,
  BY_CONTACT,
  type Matching,
  type WantedContact,
  wantedContact,
} from '../held/matching.ts';
import type { AorName, AorNames } from './aor-names.ts';
import type { Filing } from './open-registrations.ts';
import type { GrantedContact } from './register-bindings.ts';
import { type AnsweredRegister, listenerText } from './registers.ts';
import { UnlistedContacts } from './unlisted-contacts.ts';

/** AORs that only SIP has named so far, and that packets may name differently. */
const MOST_PROVISIONAL = 10_000;

/**
 * Applies the contacts of a REGISTER that a node answered. The packets that it sends say the same, but a node
 * without others to tell sends none.
 */
export class RegisterContacts implements Filing {
  private readonly context: AnalysisContext;
  private readonly store: AorStore;
  private readonly names: AorNames;
  private readonly modes: MatchModes;
  private readonly unlisted: UnlistedContacts;
  /**
   * By node and Call-ID: the record of a registration that was filed before any packet showed how AORs are
   * named.
   */
  private readonly provisional = new Map<string, AorRecord>();

  constructor(context: AnalysisContext, store: AorStore, names: AorNames, modes: MatchModes) {
    this.context = context;
    this.store = store;
    this.names = names;
    this.modes = modes;
    this.unlisted = new UnlistedContacts(store);
  }

  /**
   * A packet of the node names the AOR of a registration; if SIP alone had it filed elsewhere, it is removed
   * there.
   */
  named(record: AorRecord, node: number, callId: string): void {
    if (this.provisional.size === 0) return;
    const key = provisionalKey(record.cluster, node, callId);
    const before = this.provisional.get(key);
    if (before === undefined) return;
    this.provisional.delete(key);
    if (before === record) return;
    const held = this.store.holder(record, node);
    for (const one of this.store.withdraw(before, node, callId)) this.putBack(held, one, BY_CONTACT);
  }

  file(answered: AnsweredRegister, { cluster, node }: Membership): void {
    const record = this.recordFor(answered, cluster, node);
    if (record !== undefined) this.apply(answered, record, node);
  }

  presume(answered: AnsweredRegister, { cluster, node }: Membership): () => void {
    const record = this.recordFor(answered, cluster, node);
    if (record === undefined) return () => {};
    const before = (this.store.held(record, node)?.list ?? []).map((one) => ({ ...one }));
    this.apply(answered, record, node);
    return () => this.takeBack(answered, record, node, before);
  }

  /** What the registration brought is taken out of the AOR, and what it replaced or ended there is as it was. */
  private takeBack(
    answered: AnsweredRegister,
    record: AorRecord,
    node: number,
    before: readonly HeldContact[],
  ): void {
    const { store } = this;
    const seconds = this.context.base.secondsOf(answered.time);
    store.withdraw(record, node, answered.callId);
    const held = before.length === 0 ? undefined : store.holder(record, node);
    for (const one of before) {
      if (held?.find(BY_CALL_ID, one.version, seconds) === undefined) this.putBack(held, one, BY_CALL_ID);
    }
    store.tidy(record, seconds);
  }

  private putBack(held: HeldContacts | undefined, one: HeldContact, matching: Matching): void {
    const by = { origin: one.origin, from: one.from, time: one.since, message: one.message };
    held?.put('fact', one.version, matching, by, this.context.base.secondsOf(one.since));
  }

  private apply(answered: AnsweredRegister, record: AorRecord, node: number): void {
    const { cluster } = record;
    const held =
      answered.granted.length + answered.others.length > 0
        ? this.store.holder(record, node)
        : this.store.held(record, node);
    if (held === undefined) return;
    const seconds = this.context.base.secondsOf(answered.time);
    if (listsAnother(answered, held)) this.modes.show(cluster, node, 'secondOfItsOwn', seconds);
    this.remove(answered, record, node, held, seconds);
    this.unlisted.drop(answered, record, held, seconds);
    for (const granted of answered.granted) {
      this.put(answered, record, held, granted, seconds, 'register');
      preferRegister(answered, held, granted, seconds);
    }
    for (const other of answered.others) {
      const named = wantedContact(other.contact, undefined);
      // Word of its end may have come while the node was answering.
      const isKnown =
        held.find(BY_CONTACT, named, seconds) !== undefined ||
        this.store.endedSince(record, node, named, answered.asked - HANDLED_AFTER);
      if (!isKnown) this.put(answered, record, held, other, seconds, 'listed');
    }
    this.store.tidy(record, seconds);
  }

  private remove(
    answered: AnsweredRegister,
    record: AorRecord,
    node: number,
    held: HeldContacts,
    seconds: number,
  ): void {
    const gone = answered.removesAll
      ? held.list
      : answered.removed.flatMap((uri) => {
          const one = wantedContact(uri, answered.callId);
          return held.find(this.matching(record, held, one, seconds), one, seconds) ?? [];
        });
    const cause = { time: answered.time, message: answered.request, from: undefined };
    for (const one of gone) {
      if (held.outlives(one, undefined, answered.asked)) continue;
      held.remove(one);
      this.store.note(record, node, one, 'deleted', cause);
    }
  }

  private put(
    answered: AnsweredRegister,
    record: AorRecord,
    held: HeldContacts,
    granted: GrantedContact,
    seconds: number,
    origin: ContactOrigin,
  ): void {
    const { base, endpoints } = this.context;
    const own = origin === 'register';
    const before = held.find(BY_CONTACT, wantedContact(granted.contact, undefined), seconds);
    const address = endpoints.addressText(endpoints.addressOf(answered.listener));
    const version = registeredVersion({
      contact: granted.contact,
      callId: own ? answered.callId : undefined,
      cseq: own ? answered.cseq : undefined,
      // usrloc counts from the second in which it processes the request.
      expires: base.secondsOf(own ? answered.asked : answered.time) + granted.expires,
      witnessed: own && (before?.version.witnessed ?? (answered.isFirst || this.beganEmpty(record, held))),
      userAgent: own ? answered.userAgent : undefined,
      path: own ? answered.path : undefined,
      instance: granted.instance,
      q: granted.q,
      socket: own
        ? listenerText(answered.transport, address, endpoints.portOf(answered.listener))
        : undefined,
    });
    const by = { origin, from: undefined, time: answered.time, message: answered.request };
    const matching = this.matching(record, held, version, seconds);
    held.put('fact', this.store.shared(record, version), matching, by, seconds);
  }

  /** What such a node does not have is new there; any other one may have had it before the capture. */
  private beganEmpty({ cluster }: AorRecord, { node }: HeldContacts): boolean {
    return this.context.restarts.restartedAt(cluster, node) !== undefined;
  }

  /** Prefers the contact with the same Call-ID to another one with the same URI. */
  private matching(
    { cluster }: AorRecord,
    held: HeldContacts,
    contact: WantedContact,
    seconds: number,
  ): Matching {
    const isThere = held.find(BY_CALL_ID, contact, seconds) !== undefined;
    return isThere ? BY_CALL_ID : this.modes.of(cluster, held.node);
  }

  /**
   * The record in which the node has such a contact, or else any contact; or else the record that it would
   * create.
   */
  private recordFor(answered: AnsweredRegister, cluster: number, node: number): AorRecord | undefined {
    const { store, names } = this;
    const seconds = this.context.base.secondsOf(answered.time);
    const uris = [...answered.granted.map(({ contact }) => contact), ...answered.removed];
    const wanted = uris.map((uri) => wantedContact(uri, answered.callId));
    let first: AorName | undefined;
    let record: AorRecord | undefined;
    for (const name of names.candidates(cluster, node, answered.to)) {
      first ??= name;
      const found = store.find(cluster, name.domain, name.aor);
      const held = found === undefined ? undefined : store.held(found, node);
      if (held === undefined) continue;
      if (wanted.some((contact) => held.find(BY_CONTACT, contact, seconds) !== undefined)) return found;
      if (held.count > 0) record ??= found;
    }
    const hasContacts = answered.granted.length + answered.others.length > 0;
    if (record !== undefined || first === undefined || !hasContacts) return record;
    const made = store.record(cluster, first.domain, first.aor);
    if (!names.hasNamed(cluster, node) && this.provisional.size < MOST_PROVISIONAL) {
      this.provisional.set(provisionalKey(cluster, node, answered.callId), made);
    }
    return made;
  }
}

/**
 * Does it list more contacts of one URI than the node was known to have? Receivers of wire version 2 can get
 * such duplicates.
 */
function listsAnother({ granted, others }: AnsweredRegister, { list }: HeldContacts): boolean {
  const listed = [...granted, ...others];
  if (listed.length < 2) return false;
  return listed.some(({ contact }) => {
    const named = wantedContact(contact, undefined);
    const times = listed.filter((one) => one.contact === contact).length;
    return times > 1 && times > list.filter(({ version }) => haveSameUri(version, named)).length;
  });
}

/** The packet may be seen before the response: still, the REGISTER brought the contact. */
function preferRegister(
  answered: AnsweredRegister,
  held: HeldContacts,
  granted: GrantedContact,
  seconds: number,
): void {
  const one = held.find(BY_CALL_ID, wantedContact(granted.contact, answered.callId), seconds);
  if (one === undefined || one.origin !== 'register' || one.version.cseq !== answered.cseq) return;
  if (arrivedAt(one) >= answered.asked) held.credit(one, answered.request);
}

function provisionalKey(cluster: number, node: number, callId: string): string {
  return `${cluster} ${node} ${callId}`;
}
