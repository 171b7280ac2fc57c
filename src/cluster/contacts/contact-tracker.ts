import type { Fields } from '../../../decoders/fields/decode.ts';
import type { MessageId } from '../../ids.ts';
import { RecentMap } from '../../tables/recent-map.ts';
import type { AnalysisContext } from '../analysis-context.ts';
import { CapabilityHolders } from '../capability-holders.ts';
import { numberOf, textOf } from '../field-values.ts';
import { oncePerFields, oncePerPacket } from '../once-per-packet.ts';
import { Refusals } from '../refusals.ts';
import { isDelivered, isFirstHop, type SeenBin, type SeenMessage, type Tracker } from '../seen-message.ts';
import { EVENTS_KEPT, MOST_EVENTS, SourceEvents } from '../source-events.ts';
import { AorNames } from './aor-names.ts';
import { AorStore } from './aor-store.ts';
import { contactUri, isSameContact } from './contact-uri.ts';
import { packetVersion } from './contact-version.ts';
import type { ContactWatch, EndCause } from './contact-watch.ts';
import type { Bringing, ContactOrigin, DiscardReason, PutKind } from './held-contacts.ts';
import { matchingOf } from './matching.ts';
import { RegisterContacts } from './register-contacts.ts';
import { Registers } from './registers.ts';
import { SharingGroups } from './sharing-groups.ts';
import { SyncQueues } from './sync-queues.ts';
import { bounded, recordsOf, registrationOf, type Subject, subjectOf } from './usrloc-packets.ts';
import { acceptsSync, acceptsUsrloc } from './usrloc-releases.ts';

const CAPABILITY = 'usrloc-contact-repl';
/** Node ids of one cluster that are remembered. */
const MOST_MEMBERS = 4096;

/** Where and when something is applied. */
interface Place {
  readonly message: SeenBin;
  readonly node: number;
  readonly time: number;
}

/**
 * The contacts that each node holds (spec bin-capabilities 4.4): what it registers, what reaches it by
 * packets and by sync, by the rules of a receiver. Who sends a packet holds what it says.
 */
export class ContactTracker implements Tracker {
  readonly store: AorStore;
  readonly holders = new CapabilityHolders(CAPABILITY);
  readonly sharing = new SharingGroups();
  /** What receivers did not take, by reason. */
  readonly discarded: Record<DiscardReason, number> = { older: 0, version: 0, 'sync version': 0, full: 0 };
  readonly refusals = new Refusals();
  /** Packets and records that were not whole, or whose names are too long to be true. */
  unusable = 0;
  private readonly context: AnalysisContext;
  private readonly names = new AorNames();
  private readonly registers = new Registers(isSameContact);
  private readonly registrations: RegisterContacts;
  private readonly events = new SourceEvents();
  /** Registrations that their node has deleted lately. */
  private readonly deletions = new RecentMap<true>(EVENTS_KEPT, MOST_EVENTS);
  private readonly queues = new SyncQueues();
  private readonly members = new Map<number, Set<number>>();
  private readonly subjectOf = oncePerPacket(({ packet }) => subjectOf(packet.fields));
  private readonly versionOf = oncePerFields(packetVersion);

  /** `watch` hears of what it asks for; without one nothing is told to anybody. */
  constructor(context: AnalysisContext, watch?: ContactWatch) {
    this.context = context;
    this.store = new AorStore(undefined, watch);
    this.registrations = new RegisterContacts(context, this.store, this.names, this.holders);
    context.restarts.onRestart((cluster, node, time) => {
      this.store.restart(cluster, node, time);
      this.queues.end(cluster, node);
    });
  }

  push(message: SeenMessage): void {
    for (const late of this.queues.timedOut(message.time)) this.receive(late, message.time);
    if (message.protocol === 'sip') {
      const answered = this.registers.push(message);
      if (answered !== undefined) this.registrations.push(answered);
    } else if (message.cluster > 0 && message.source > 0) this.packet(message);
    this.store.sweepSome(this.context.base.secondsOf(message.time));
  }

  beforeForgetting(first: MessageId): void {
    this.registers.beforeForgetting(first);
    this.refusals.forgetBefore(first);
  }

  /** To be called before the state is read for good: places what was still waiting to be placed. */
  settle(): void {
    this.registrations.settle();
  }

  /** Nodes of the cluster that were seen or named. */
  membersOf(cluster: number): readonly number[] {
    const seen = new Set([...this.context.coverage.nodes(cluster), ...(this.members.get(cluster) ?? [])]);
    return [...seen].sort((a, b) => a - b);
  }

  /** What was given up for lack of room, over all limits. */
  get forgotten(): number {
    const { store, registers, registrations, events, deletions, queues } = this;
    return (
      store.notKept +
      registers.forgotten +
      registrations.forgotten +
      events.forgotten +
      deletions.forgotten +
      queues.overflowed
    );
  }

  private packet(message: SeenBin): void {
    const { packet } = message;
    this.noteMembers(message);
    if (this.holders.push(message)) this.registrations.retry();
    if (packet.capability === CAPABILITY) {
      if (packet.status !== 'decoded') {
        this.unusable++;
        return;
      }
      this.sharing.told(message.cluster, message.source, message.destination);
      if (isFirstHop(message)) this.sent(message);
      if (isDelivered(message) && !this.queues.holdsBack(message)) this.receive(message, message.time);
    } else if (packet.name === 'CLUSTERER_SYNC') {
      if (packet.fields.capability === CAPABILITY) this.sync(message);
    } else if (packet.name === 'CLUSTERER_SYNC_END' && isDelivered(message)) {
      if (packet.fields.capability === CAPABILITY) this.syncEnded(message);
    }
  }

  private noteMembers({ cluster, source, destination }: SeenBin): void {
    const members = this.members.get(cluster) ?? new Set<number>();
    this.members.set(cluster, members);
    for (const node of [source, destination]) {
      if (node > 0 && members.size < MOST_MEMBERS) members.add(node);
    }
  }

  /** What the packet says of its source. */
  private sent(message: SeenBin): void {
    const { cluster, source, time, packet } = message;
    const subject = this.subjectOf(message);
    if (subject === undefined) {
      this.unusable++;
      return;
    }
    this.names.learn(cluster, source, subject.domain, subject.aor);
    if (!this.events.isNews(message)) return;
    if (packet.name === 'REPL_UCONTACT_DELETE') {
      this.deletions.set(registrationOf(message, subject, packet.fields), true, time);
    }
    this.apply({ message, node: source, time }, subject, true);
  }

  /** The packet reached its destination. */
  private receive(message: SeenBin, time: number): void {
    const { packet, cluster, source, destination } = message;
    const subject = this.subjectOf(message);
    if (subject === undefined || source === destination) return;
    if (this.holders.has(cluster, destination) === false) return;
    const place = { message, node: destination, time };
    if (acceptsUsrloc(this.context.releases.of(cluster, destination), packet.version)) {
      this.apply(place, subject, false);
    } else this.discard(place, subject, packet.fields, 'version');
  }

  private apply(place: Place, subject: Subject, isFact: boolean): void {
    const { packet, source } = place.message;
    const by = bringing(place, isFact ? 'register' : 'replicated', source);
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
        this.deleteAor(place, subject);
        break;
    }
  }

  private put(
    place: Place,
    { domain, aor }: Subject,
    fields: Fields,
    wire: number,
    kind: PutKind,
    by: Bringing,
  ): void {
    const { cluster } = place.message;
    const version = this.versionOf(fields, isWitnessed(by.origin));
    if (version === undefined) {
      this.unusable++;
      return;
    }
    const { store } = this;
    const record = store.record(cluster, domain, aor);
    const held = store.holder(record, place.node);
    if (held === undefined) return;
    if (kind === 'fact') this.registrations.named(record, place.node, version.callId ?? '');
    const seconds = this.secondsOf(place.time);
    held.expire(seconds, (one) => store.note(record, place.node, one, 'expired'));
    const matching = matchingOf(fields, wire, this.context.releases.of(cluster, place.node));
    const effect = held.put(kind, store.shared(record, version), matching, by, seconds);
    const isReceiver = place.node !== place.message.source;
    const refused = effect === 'full' || (effect === 'older' && isReceiver);
    if (refused) this.discard(place, { domain, aor }, fields, effect);
    if (held.list.length === 0) store.tidy(record, seconds);
  }

  private deleteContact(place: Place, { domain, aor }: Subject, isFact: boolean): void {
    const { message, node } = place;
    const { fields, version } = message.packet;
    const contact = textOf(fields, 'contact');
    const record = this.store.find(message.cluster, domain, aor);
    if (record === undefined || contact === undefined) return;
    const held = this.store.held(record, node);
    if (held === undefined) return;
    const seconds = this.secondsOf(place.time);
    const sought = { uri: contactUri(contact), callId: textOf(fields, 'callid') };
    const matching = matchingOf(fields, version, this.context.releases.of(message.cluster, node));
    const found = held.find(matching, sought, seconds);
    const effect = held.delete(sought, numberOf(fields, 'cseq'), matching, seconds);
    if (effect === 'deleted' && found !== undefined) {
      this.store.note(record, node, found, 'deleted', causeOf(place));
    }
    if (effect === 'older' && !isFact) this.discard(place, { domain, aor }, fields, 'older');
    if (held.list.length === 0) this.store.tidy(record, seconds);
  }

  /** Every contact goes, whatever its CSeq. */
  private deleteAor(place: Place, { domain, aor }: Subject): void {
    const record = this.store.find(place.message.cluster, domain, aor);
    const held = record === undefined ? undefined : this.store.held(record, place.node);
    if (record === undefined || held === undefined) return;
    for (const one of held.list) this.store.note(record, place.node, one, 'AOR deleted', causeOf(place));
    held.clear();
    this.store.tidy(record, this.secondsOf(place.time));
  }

  /** Records of the donor's memory, and what the receiver makes of them. */
  private sync(message: SeenBin): void {
    const { packet, cluster, source, destination, time } = message;
    const delivered = isDelivered(message) && source !== destination;
    this.sharing.exchanged(cluster, source, destination);
    const wire = numberOf(packet.fields, 'data_version') ?? 1;
    const receiver = this.context.releases.of(cluster, destination);
    const isRead = acceptsSync(receiver, packet.command, packet.version);
    if (delivered && isRead) this.queues.data(cluster, destination, time);
    const lacksModule = this.holders.has(cluster, destination) === false;
    for (const { fields, subject } of recordsOf(packet.fields)) {
      if (isFirstHop(message)) this.donorHas(message, subject, fields, wire);
      if (!delivered || lacksModule) continue;
      const place = { message, node: destination, time };
      if (!isRead) this.discard(place, subject, fields, 'sync version');
      else if (!acceptsUsrloc(receiver, wire)) this.discard(place, subject, fields, 'version');
      else this.put(place, subject, fields, wire, 'insert', bringing(place, 'sync', source));
    }
  }

  /** The donor holds the record, unless it has been seen to delete it while the sync was on its way. */
  private donorHas(message: SeenBin, subject: Subject, fields: Fields, wire: number): void {
    const place = { message, node: message.source, time: message.time };
    this.names.learn(message.cluster, message.source, subject.domain, subject.aor);
    if (this.deletions.has(registrationOf(message, subject, fields))) return;
    this.put(place, subject, fields, wire, 'insert', {
      ...bringing(place, 'listed', message.source),
      from: undefined,
    });
  }

  private syncEnded(message: SeenBin): void {
    for (const waiting of this.queues.end(message.cluster, message.destination)) {
      this.receive(waiting, message.time);
    }
  }

  private discard(place: Place, { domain, aor }: Subject, fields: Fields, reason: DiscardReason): void {
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

function bringing({ message, time }: Place, origin: ContactOrigin, from: number): Bringing {
  return { origin, from: origin === 'register' ? undefined : from, time, message: message.id };
}

function causeOf({ message, node, time }: Place): EndCause {
  return { time, message: message.id, from: node === message.source ? undefined : message.source };
}

/** Did the registration come into being when the message was sent? */
function isWitnessed(origin: ContactOrigin): boolean {
  return origin === 'register' || origin === 'replicated';
}
