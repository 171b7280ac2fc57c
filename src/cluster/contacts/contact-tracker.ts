import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import type { Fields } from '../../../decoders/fields/decode.ts';
import type { MessageId } from '../../ids.ts';
import type { AnalysisContext } from '../analysis-context.ts';
import { numberOf } from '../field-values.ts';
import { NodeTable } from '../node-tables.ts';
import { CapabilityHolders } from '../replication/capability-holders.ts';
import { oncePerPacket } from '../replication/once-per-packet.ts';
import type { Refusals } from '../replication/refusals.ts';
import { SourceEvents } from '../replication/source-events.ts';
import { isDelivered, isFirstHop, type SeenBin, type SeenMessage, type Tracker } from '../seen-message.ts';
import { SyncQueues } from '../syncs/sync-queues.ts';
import { chunksOf } from '../syncs/sync-records.ts';
import { acceptsSync } from '../syncs/sync-releases.ts';
import { AorStore, MOST_CONTACTS } from './held/aor-store.ts';
import type { AorRecord } from './held/aor-tables.ts';
import { isSameContact } from './held/contact-uri.ts';
import type { ContactWatch } from './held/contact-watch.ts';
import type { DiscardReason } from './held/held-contact.ts';
import { MatchModes } from './held/match-modes.ts';
import { acceptsUsrloc } from './held/usrloc-releases.ts';
import { Deletions } from './packets/deletions.ts';
import { PacketEffects } from './packets/packet-effects.ts';
import { PacketsUnderWay } from './packets/packets-under-way.ts';
import { arrivalOf } from './packets/place.ts';
import { recordsOf, type Subject, subjectOf } from './packets/usrloc-subjects.ts';
import { AorNames } from './registers/aor-names.ts';
import { OpenRegistrations } from './registers/open-registrations.ts';
import { RegisterContacts } from './registers/register-contacts.ts';
import { Registers } from './registers/registers.ts';
import { SharingGroups } from './sharing-groups.ts';

/** Node ids that are remembered, over all clusters. */
const MOST_MEMBERS = 4096;
/** Nanoseconds in which a node replicates what it answered, and so names its AOR. */
const NAMED_WITHIN = 1e9;
/** Of the packets that are not needed themselves, one in this many is read to learn how AORs are named. */
const NAMES_EVERY = 64;

/**
 * The contacts that each node holds (spec bin-capabilities 4.4): what registers there, and what reaches it by
 * packets and by sync, applied by the rules of a receiver. The sender of a packet holds what the packet says.
 */
export class ContactTracker implements Tracker {
  readonly store: AorStore;
  readonly holders = new CapabilityHolders(CapabilityName.Contacts);
  readonly sharing = new SharingGroups();
  private readonly context: AnalysisContext;
  private readonly names = new AorNames();
  private readonly registers = new Registers(isSameContact);
  private readonly registrations: RegisterContacts;
  private readonly open: OpenRegistrations;
  private readonly effects: PacketEffects;
  private readonly events = new SourceEvents();
  private readonly deletions = new Deletions();
  readonly queues = new SyncQueues();
  readonly underWay = new PacketsUnderWay();
  private readonly members = new NodeTable<true>(MOST_MEMBERS);
  private readonly needed: ((id: MessageId) => boolean) | undefined;
  private passed = 0;
  private readonly subjectOf = oncePerPacket(({ packet }) => subjectOf(packet.fields));

  /**
   * `watch` is told what happens to the AORs that it wants. From messages that are not `needed`, only facts
   * about nodes are taken.
   */
  constructor(context: AnalysisContext, watch?: ContactWatch, needed?: (id: MessageId) => boolean) {
    this.context = context;
    this.needed = needed;
    this.store = new AorStore(Math.ceil(MOST_CONTACTS * context.room), watch);
    const modes = new MatchModes(this.store);
    this.registrations = new RegisterContacts(context, this.store, this.names, modes);
    this.open = new OpenRegistrations(context.restarts, this.names, this.holders, this.registrations);
    this.effects = new PacketEffects(context, this.store, this.registrations, modes);
    context.restarts.onRestart((cluster, node, time) => {
      this.store.restart(cluster, node, time, context.silences.replacedSince(cluster, node, time));
      this.queues.restart(cluster, node);
      this.underWay.restart(cluster, node);
      this.names.forget(cluster, node);
    });
  }

  push(message: SeenMessage): void {
    for (const late of this.queues.timedOut(message.time)) this.receive(late, message.time);
    this.open.renamed(message.time - NAMED_WITHIN);
    const isNeeded = this.needed?.(message.id) !== false;
    if (message.protocol === 'sip') {
      if (!isNeeded) return;
      const answered = this.registers.push(message);
      if (answered !== undefined) this.open.push(answered);
    } else if (message.cluster > 0 && message.source > 0) this.packet(message, isNeeded);
    this.store.sweepSome(this.context.base.secondsOf(message.time));
  }

  arrived(message: SeenBin): void {
    if (message.cluster === 0 || message.source === 0) return;
    if (!isDelivered(message) || !isAboutContacts(message)) return;
    const isNeeded = this.needed?.(message.id) !== false;
    if (isNeeded) {
      for (const { record } of this.toldOf(message)) this.underWay.arrived(record, message.id);
    }
    this.handled(message, isNeeded);
  }

  beforeForgetting(first: MessageId): void {
    this.registers.beforeForgetting(first);
    this.refusals.forgetBefore(first);
    this.underWay.forgetBefore(first);
  }

  /**
   * Must be called before the final state is read: assigns registrations whose cluster or name is still open.
   */
  settle(): void {
    this.open.settle();
  }

  /** Nodes of the cluster that were seen or named. */
  membersOf(cluster: number): readonly number[] {
    const seen = new Set([...this.context.coverage.nodes(cluster), ...this.members.of(cluster).keys()]);
    return [...seen].sort((a, b) => a - b);
  }

  /** What receivers discarded, by reason. */
  get discarded(): Readonly<Record<DiscardReason, number>> {
    return this.effects.discarded;
  }

  get refusals(): Refusals {
    return this.effects.refusals;
  }

  /** Packets and records that were incomplete, or whose names are too long to be real. */
  get unusable(): number {
    return this.effects.unusable;
  }

  /** Contacts, requests and facts that were dropped for lack of room. */
  get forgotten(): number {
    const { store, registers, open, queues, underWay } = this;
    const { forgotten } = underWay;
    return store.notKept + registers.forgotten + open.forgotten + queues.overflowed + forgotten;
  }

  /** Events that were forgotten while late copies of them may still come. */
  get eventsForgotten(): number {
    return this.events.forgotten + this.deletions.forgotten;
  }

  private packet(message: SeenBin, isNeeded: boolean): void {
    const { packet } = message;
    this.noteMembers(message);
    if (this.holders.push(message)) this.open.retry();
    if (packet.capability === CapabilityName.Contacts) {
      if (packet.status !== 'decoded') {
        this.effects.unusable++;
        return;
      }
      this.sharing.told(message.cluster, message.source, message.destination);
      if (!isNeeded) {
        if (this.passed++ % NAMES_EVERY === 0) this.learnNames(message);
        return;
      }
      if (isFirstHop(message)) this.sent(message);
    } else if (!isAboutContacts(message)) return;
    else if (packet.name === 'CLUSTERER_SYNC') this.exchanged(message, isNeeded);
    if (!isDelivered(message)) return;
    if (!this.context.deliveries.isPending(message.id, message.time)) this.handled(message, isNeeded);
    else if (isNeeded) this.waits(message);
  }

  /** It is not known yet when the packet reaches its destination, and whether it does. */
  private waits(message: SeenBin): void {
    const { destination, id, packet } = message;
    for (const { record, fields } of this.toldOf(message)) {
      this.underWay.add(record, destination, id, packet.name, fields);
    }
  }

  /** What a packet says of AORs of which anything is known. */
  private *toldOf(message: SeenBin): Generator<{ readonly record: AorRecord; readonly fields: Fields }> {
    const { packet, cluster } = message;
    const subject = packet.capability === CapabilityName.Contacts ? this.subjectOf(message) : undefined;
    const told = subject === undefined ? recordsOf(packet.fields) : [{ fields: packet.fields, subject }];
    for (const {
      fields,
      subject: { domain, aor },
    } of told) {
      const record = this.store.find(cluster, domain, aor);
      if (record !== undefined) yield { record, fields };
    }
  }

  /** The packet has reached its destination. */
  private handled(message: SeenBin, isNeeded: boolean): void {
    const { packet } = message;
    if (packet.name === 'CLUSTERER_SYNC') this.synced(message, isNeeded);
    else if (packet.name === 'CLUSTERER_SYNC_END') this.syncEnded(message);
    else if (!this.queues.holdsBack(message)) this.receive(message, message.time);
  }

  private noteMembers({ cluster, source, destination }: SeenBin): void {
    if (source > 0) this.members.add(cluster, source, isThere);
    if (destination > 0) this.members.add(cluster, destination, isThere);
  }

  private learnNames(message: SeenBin): void {
    const subject = this.subjectOf(message);
    if (subject !== undefined) {
      this.names.learn(message.cluster, message.source, subject.domain, subject.aor);
    }
  }

  /** Applies what the packet says about its sender. */
  private sent(message: SeenBin): void {
    const { cluster, source, time, packet } = message;
    const subject = this.subjectOf(message);
    if (subject === undefined) {
      this.effects.unusable++;
      return;
    }
    if (this.names.learn(cluster, source, subject.domain, subject.aor)) this.open.renamed();
    if (!this.events.isNews(message)) return;
    if (packet.name === 'REPL_UCONTACT_DELETE') {
      this.deletions.add(cluster, source, subject, packet.fields, true, time);
    }
    this.effects.apply({ message, node: source, time }, subject, true);
  }

  /** Applies what the packet says to its destination, unless that waits for a sync. */
  private receive(message: SeenBin, time: number): void {
    const { packet, cluster, source, destination } = message;
    const subject = this.subjectOf(message);
    if (subject === undefined || source === destination) return;
    if (this.holders.has(cluster, destination) === false) return;
    const place = { message, node: destination, time };
    if (acceptsUsrloc(this.context.releases.of(cluster, destination), packet.version)) {
      if (packet.name === 'REPL_UCONTACT_DELETE')
        this.deletions.add(cluster, destination, subject, packet.fields, false, time);
      this.effects.apply(place, subject, false);
    } else this.effects.discard(place, subject, packet.fields, 'version');
  }

  /** Records of the donor. */
  private exchanged(message: SeenBin, isNeeded: boolean): void {
    const { packet, cluster, source, destination } = message;
    this.sharing.exchanged(cluster, source, destination);
    if (!isNeeded || !isFirstHop(message)) return;
    const wire = dataVersionOf(message);
    for (const { fields, subject } of recordsOf(packet.fields)) this.donorHas(message, subject, fields, wire);
  }

  /** What the receiver makes of the records. */
  private synced(message: SeenBin, isNeeded: boolean): void {
    const { packet, cluster, source, destination, time } = message;
    if (source === destination) return;
    const wire = dataVersionOf(message);
    const receiver = this.context.releases.of(cluster, destination);
    const isRead = acceptsSync(receiver, packet.command, packet.version);
    const chunks = chunksOf(packet.fields).length;
    if (isRead) this.queues.data(cluster, destination, time, acceptsUsrloc(receiver, wire), chunks);
    if (!isNeeded || this.holders.has(cluster, destination) === false) return;
    for (const { fields, subject } of recordsOf(packet.fields)) {
      const place = { message, node: destination, time };
      if (!isRead) this.effects.discard(place, subject, fields, 'sync version');
      else if (!acceptsUsrloc(receiver, wire)) this.effects.discard(place, subject, fields, 'version');
      else this.effects.put(place, subject, fields, wire, 'insert', arrivalOf(place, 'sync', source));
    }
  }

  /**
   * The donor holds the record, unless it was seen to delete it while the sync was on its way, or was told to when it
   * may already have put the sync together.
   */
  private donorHas(message: SeenBin, subject: Subject, fields: Fields, wire: number): void {
    const { cluster, source, time } = message;
    const place = { message, node: source, time };
    this.names.learn(cluster, source, subject.domain, subject.aor, true);
    if (this.deletions.has(cluster, source, subject, fields, time)) return;
    this.effects.put(place, subject, fields, wire, 'insert', {
      ...arrivalOf(place, 'listed', source),
      from: undefined,
    });
  }

  private syncEnded(message: SeenBin): void {
    for (const waiting of this.queues.endedBy(message)) this.receive(waiting, message.time);
  }
}

const isThere = (): true => true;

function dataVersionOf({ packet }: SeenBin): number {
  return numberOf(packet.fields, 'data_version') ?? 1;
}

/** A packet of the capability, or of a sync of it. */
function isAboutContacts({ packet }: SeenBin): boolean {
  if (packet.capability === CapabilityName.Contacts) return packet.status === 'decoded';
  if (packet.name !== 'CLUSTERER_SYNC' && packet.name !== 'CLUSTERER_SYNC_END') return false;
  return packet.fields.capability === CapabilityName.Contacts;
}
