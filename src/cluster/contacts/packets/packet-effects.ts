import type { Fields } from '../../../../decoders/fields/decode.ts';
import type { AnalysisContext } from '../../analysis-context.ts';
import { numberOf, textOf } from '../../field-values.ts';
import { oncePerFields } from '../../replication/once-per-packet.ts';
import { Refusals } from '../../replication/refusals.ts';
import type { SeenBin } from '../../seen-message.ts';
import type { AorStore } from '../held/aor-store.ts';
import { haveSameUri } from '../held/contact-uri.ts';
import { type ContactVersion, packetVersion } from '../held/contact-version.ts';
import {
  arrivedAt,
  type ContactArrival,
  type ContactOrigin,
  type DiscardReason,
  type HeldContact,
  type PutKind,
} from '../held/held-contact.ts';
import type { HeldContacts } from '../held/held-contacts.ts';
import { type MatchModes, whatIsShown } from '../held/match-modes.ts';
import { BY_CONTACT, type Matching, matchingOf } from '../held/matching.ts';
import { mayRefuseUsrloc, sharesJobs } from '../held/usrloc-releases.ts';
import type { RegisterContacts } from '../registers/register-contacts.ts';
import { LatePackets } from './late-packets.ts';
import { arrivalOf, causeOf, type Place, toldDeletion } from './place.ts';
import { bounded, type Subject } from './usrloc-subjects.ts';

/** Applies usrloc packets and sync records to a node's contacts, by the rules of a receiver. */
export class PacketEffects {
  /** What receivers discarded, by reason. */
  readonly discarded: Record<DiscardReason, number> = { older: 0, version: 0, 'sync version': 0, full: 0 };
  readonly refusals = new Refusals();
  /** Packets and records that were incomplete, or whose names are too long to be real. */
  unusable = 0;
  private readonly context: AnalysisContext;
  private readonly store: AorStore;
  private readonly registrations: RegisterContacts;
  private readonly modes: MatchModes;
  private readonly late = new LatePackets();
  private readonly versionOf = oncePerFields(packetVersion);

  constructor(context: AnalysisContext, store: AorStore, registrations: RegisterContacts, modes: MatchModes) {
    this.context = context;
    this.store = store;
    this.registrations = registrations;
    this.modes = modes;
  }

  apply(place: Place, subject: Subject, isFact: boolean): void {
    const { packet, source } = place.message;
    const by = arrivalOf(place, isFact ? 'register' : 'replicated', source);
    switch (packet.name) {
      case 'REPL_UCONTACT_INSERT':
        this.put(place, subject, packet.fields, packet.version, isFact ? 'fact' : 'insert', by);
        break;
      case 'REPL_UCONTACT_UPDATE':
        this.put(place, subject, packet.fields, packet.version, isFact ? 'fact' : 'update', by);
        break;
      case 'REPL_UCONTACT_DELETE':
        this.deleteContact(place, subject, isFact);
        break;
      case 'REPL_URECORD_DELETE':
        this.deleteAor(place, subject, isFact);
        break;
    }
  }

  put(
    place: Place,
    { domain, aor }: Subject,
    fields: Fields,
    wire: number,
    kind: PutKind,
    by: ContactArrival,
  ): void {
    const { message } = place;
    const { cluster } = message;
    const { store } = this;
    const isTold = isWitnessed(by.origin);
    const waited = isTold ? this.late.waited(message, fields, this.secondsOf(message.time)) : 0;
    const isNews = isTold && waited === 0 && this.isNew(message, { domain, aor }, fields);
    const version = this.versionOf(fields, isNews);
    if (version === undefined) {
      this.unusable++;
      return;
    }
    const record = store.record(cluster, domain, aor);
    if (isTold) store.noteTold(record, place.message.time);
    const held = store.holder(record, place.node);
    if (held === undefined) return;
    if (kind === 'fact') this.registrations.named(record, place.node, version.callId ?? '');
    const seconds = this.secondsOf(place.time);
    store.expire(record, held, seconds);
    if (kind === 'fact' && leavesMode(fields)) this.learnMode(place, held, version, seconds);
    const asked =
      kind === 'fact' ? this.ownMatching(place, fields, wire) : this.matching(place, fields, wire);
    // The sender of an update had the contact, however it matched it.
    const isUpdate = kind === 'fact' && place.message.packet.name === 'REPL_UCONTACT_UPDATE';
    const isFound = !isUpdate || held.find(asked, version, seconds) !== undefined;
    const matching = isFound ? asked : BY_CONTACT;
    if (kind === 'fact' && waited > 0 && hasNewer(held.find(matching, version, seconds), waited, by)) return;
    const rival = leavesMode(fields) ? this.givingWay(place, held, version, matching, seconds) : undefined;
    const effect = held.put(kind, store.shared(record, version), matching, by, seconds);
    if (rival !== undefined) this.modes.gaveWay(record, held, rival, place.time);
    const isReceiver = place.node !== place.message.source;
    const refused = effect === 'full' || (effect === 'older' && isReceiver);
    if (refused) this.discard(place, { domain, aor }, fields, effect);
    if (held.count === 0) store.tidy(record, seconds);
  }

  /**
   * Was the contact created within the capture? An update tells that its sender had it before: then others may have it
   * from before the capture.
   */
  private isNew({ cluster, packet, source }: SeenBin, { domain, aor }: Subject, fields: Fields): boolean {
    if (packet.name !== 'REPL_UCONTACT_UPDATE') return true;
    const contact = textOf(fields, 'contact');
    const record = this.store.find(cluster, domain, aor);
    const senders = record === undefined ? undefined : this.store.held(record, source);
    if (senders === undefined || contact === undefined) return false;
    return senders.list.some(
      ({ version }) => version.witnessed && haveSameUri(version, { contact, uri: undefined }),
    );
  }

  private deleteContact(place: Place, { domain, aor }: Subject, isFact: boolean): void {
    const { message, node } = place;
    const { fields, version } = message.packet;
    const contact = textOf(fields, 'contact');
    const record = this.store.find(message.cluster, domain, aor);
    if (record === undefined || contact === undefined) return;
    this.store.noteTold(record, message.time);
    const held = this.store.held(record, node);
    if (held === undefined) return;
    const seconds = this.secondsOf(place.time);
    const sought = { contact, uri: undefined, callId: textOf(fields, 'callid') };
    const matching = this.matching(place, fields, version);
    const found = held.find(matching, sought, seconds);
    const cseq = numberOf(fields, 'cseq');
    // The sender of a deletion tells the CSeq that it had: what had come by then with a higher one, it had
    // not read yet, and will take afterwards.
    const isAhead = found !== undefined && isNewerThan(found.version, sought.callId, cseq);
    const mayStay = found !== undefined && (!isFact || isAhead);
    if (found !== undefined && !isFact && this.mayIgnore(place)) {
      held.contest(found);
      return;
    }
    if (mayStay && this.outlives(held, found, place, isFact)) return;
    const effect = held.delete(sought, cseq, matching, seconds);
    if (effect === 'deleted' && found !== undefined) {
      this.store.note(record, node, found, 'deleted', causeOf(place));
      if (!isFact) held.noteDeletion(toldDeletion(place, found, false));
    }
    if (effect === 'older' && !isFact) this.discard(place, { domain, aor }, fields, 'older');
    if (held.count === 0) this.store.tidy(record, seconds);
  }

  private matching({ message, node }: Place, fields: Fields, wire: number): Matching {
    const { cluster } = message;
    return matchingOf(fields, wire, this.context.releases.of(cluster, node), this.modes.of(cluster, node));
  }

  /** How the sender itself found the contact: with wire version 2, only receivers match by Call-ID, too. */
  private ownMatching(place: Place, fields: Fields, wire: number): Matching {
    const own = this.modes.of(place.message.cluster, place.node);
    return wire === 2 ? own : this.matching(place, fields, wire);
  }

  /** A copy of the contact with another Call-ID that will be replaced, only because nothing has shown otherwise. */
  private givingWay(
    { message: { cluster }, node }: Place,
    held: HeldContacts,
    version: ContactVersion,
    matching: Matching,
    seconds: number,
  ): HeldContact | undefined {
    if (matching !== BY_CONTACT || !this.modes.isPresumed(cluster, node)) return undefined;
    const found = held.find(matching, version, seconds);
    const callId = found?.version.callId;
    return found === undefined || callId === undefined || callId === version.callId
      ? undefined
      : { ...found };
  }

  /** Learns the node's mode from a REGISTER for a contact that the node has from another one already. */
  private learnMode(
    { message, node }: Place,
    held: HeldContacts,
    version: ContactVersion,
    seconds: number,
  ): void {
    const { cluster, packet, time } = message;
    const other = held.rival(version, seconds);
    if (other === undefined) return;
    const shown = whatIsShown(packet.name, other, time);
    if (shown === undefined || (shown === 'second' && this.mayHaveRefused(cluster, node, other))) return;
    // That a node of which not all links were captured has lost the first one, nobody may have seen.
    const isSure = shown !== 'secondOfItsOwn' || this.context.coverage.covers(cluster, node);
    this.modes.show(cluster, node, isSure ? shown : 'second', seconds);
  }

  /** What a node sends a receiver of another release, that one may not have taken. */
  private mayHaveRefused(cluster: number, node: number, { from }: HeldContact): boolean {
    const { releases } = this.context;
    return from !== undefined && mayRefuseUsrloc(releases.of(cluster, node), releases.of(cluster, from));
  }

  /** Deletes every contact, whatever its CSeq. */
  private deleteAor(place: Place, { domain, aor }: Subject, isFact: boolean): void {
    const { cluster, time } = place.message;
    const record = this.store.find(cluster, domain, aor);
    if (record === undefined) return;
    this.store.noteTold(record, time);
    const held = this.store.held(record, place.node);
    if (held === undefined) return;
    for (const one of held.list) {
      // Of what the node had read, its own deletion has told before: contact by contact.
      const mayStay = !isFact || held.isContested(one) || one.origin === 'sync';
      if (mayStay && this.outlives(held, one, place, isFact)) continue;
      if (!isFact && this.mayIgnore(place)) {
        held.contest(one);
        continue;
      }
      held.remove(one);
      this.store.note(record, place.node, one, 'AOR deleted', causeOf(place));
      if (!isFact) held.noteDeletion(toldDeletion(place, one, true));
    }
    this.store.tidy(record, this.secondsOf(place.time));
  }

  /** May the end that the packet tells have been handled before the contact was? */
  private outlives(held: HeldContacts, one: HeldContact, place: Place, isFact: boolean): boolean {
    const { message, node, time } = place;
    const { cluster, source } = message;
    return held.outlives(
      one,
      isFact ? undefined : source,
      time,
      sharesJobs(this.context.releases.of(cluster, node)),
    );
  }

  /** A node that may have ignored the packet about an end may still hold the contact. */
  private mayIgnore({ message: { cluster, source }, node, time }: Place): boolean {
    return this.context.silences.mayIgnore(cluster, node, source, time);
  }

  discard(place: Place, { domain, aor }: Subject, fields: Fields, reason: DiscardReason): void {
    this.discarded[reason]++;
    const { message, node, time } = place;
    if (reason === 'version') {
      this.refusals.note(message.cluster, message.source, node, message.id, aor);
    }
    const record = this.store.find(message.cluster, domain, aor);
    if (record === undefined) return;
    this.store.holder(record, node)?.noteDiscard({
      reason,
      time,
      message: message.id,
      from: message.source,
      contact: bounded(textOf(fields, 'contact')),
      callId: bounded(textOf(fields, 'callid')),
      cseq: numberOf(fields, 'cseq'),
    });
  }

  private secondsOf(time: number): number {
    return this.context.base.secondsOf(time);
  }
}

/** A script may have called save() with other flags than the node's default. */
function leavesMode(fields: Fields): boolean {
  return (numberOf(fields, 'match_mode') ?? -1) === -1;
}

function isNewerThan(version: ContactVersion, callId: string | undefined, cseq: number | undefined): boolean {
  if (version.callId !== callId || version.cseq === undefined || cseq === undefined) return false;
  return version.cseq > cseq;
}

/** What waited in a connection, its sender may have replaced since: by a REGISTER of its own, or by what others told it. */
function hasNewer(held: HeldContact | undefined, waited: number, { time }: ContactArrival): boolean {
  return held !== undefined && arrivedAt(held) > time - (waited - 1) * 1e9;
}

/** Was the registration created when the message was sent? */
function isWitnessed(origin: ContactOrigin): boolean {
  return origin === 'register' || origin === 'replicated';
}
