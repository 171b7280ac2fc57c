import { CapabilityName } from '../../decoders/bin/capability-names.ts';
import type { Fields } from '../../decoders/fields/decode.ts';
import { groupOf, numberOf, textOf } from '../cluster/field-values.ts';
import { oncePerPacket } from '../cluster/replication/once-per-packet.ts';
import { isDelivered, type SeenBin } from '../cluster/seen-message.ts';
import { chunkContents } from '../cluster/syncs/sync-records.ts';
import { knownText } from '../tables/known-texts.ts';
import { RecentMap } from '../tables/recent-map.ts';
import type { BroughtContact } from './contact-origins.ts';
import { Copies } from './copies.ts';
import type { Flow } from './flow.ts';
import { type FlowParts, flowKey, sessionTime, subject } from './flow-parts.ts';
import { SECOND } from './outcome.ts';
import { RegistrationOutcome } from './registration-outcome.ts';
import type { RequestAtNode } from './requests-at-nodes.ts';
import { bounded, contactKey, userOf } from './sip-names.ts';

const UPDATE = 'REPL_UCONTACT_UPDATE';
const DELETE = 'REPL_UCONTACT_DELETE';
const AOR_DELETE = 'REPL_URECORD_DELETE';

/** Packets of one node about one AOR, within this time of each other, stem from the same event. */
const TOGETHER = 2 * SECOND;
/** AORs of which packets were seen lately, at most. */
const MOST_RECENT = 50_000;

/** The flow that a packet belongs to, and the REGISTER that caused it, if that was captured. */
interface Place {
  readonly flow: Flow;
  readonly cause: RequestAtNode | undefined;
}

/** The last packet of a node about an AOR. The packet that follows it may name nothing but the AOR. */
interface LastPacket extends Place {
  readonly time: number;
}

/** What a packet says; `aor` and `callId` are empty where it names none. */
interface Told {
  readonly aor: string;
  /** The user part of the AOR, in lower case. */
  readonly user: string;
  readonly callId: string;
  readonly contact: string | undefined;
  /** See `contactKey`; empty without a contact. */
  readonly key: string;
  readonly cseq: number | undefined;
  /** Session time; undefined if for ever. */
  readonly expiresAt: number | undefined;
  readonly brought: BroughtContact | undefined;
}

/** Packets of usrloc: each one belongs to the flow of the REGISTER that caused it, or else to that of its Call-ID. */
export class UsrlocPackets {
  private readonly parts: FlowParts;
  private readonly copies = new Copies<Place>();
  /** By originator and AOR. */
  private readonly last = new RecentMap<LastPacket>(TOGETHER, MOST_RECENT);

  /** What the last packets said: read once for the copies for all nodes. */
  private readonly toldBy = oncePerPacket(({ packet: { fields, name } }) =>
    this.told(fields, name === UPDATE),
  );

  constructor(parts: FlowParts) {
    this.parts = parts;
  }

  push(message: SeenBin): Flow | undefined {
    const told = this.toldBy(message);
    const { aor, callId } = told;
    if (aor === '') return undefined;
    const known = this.copies.of(message);
    const place = known ?? this.placeOf(message, told);
    if (known === undefined) {
      this.copies.remember(message, place);
      this.remember(message, aor, place);
    }
    place.flow.names(callId, aor);
    place.flow.add(message, place.cause?.id);
    this.apply(message, told);
    return place.flow;
  }

  /** Records in a sync belong to no flow, but they bring contacts to a node, which has to be remembered. */
  synced(message: SeenBin): void {
    const { fields } = message.packet;
    if (fields.capability !== CapabilityName.Contacts) return;
    for (const content of chunkContents(fields)) {
      const record = groupOf(content, 'contact_record');
      const brought = record === undefined ? undefined : this.told(record, false).brought;
      if (brought !== undefined) this.bring(message, brought);
    }
  }

  /** Finds the flow for the first copy of a packet. */
  private placeOf(message: SeenBin, told: Told): Place {
    return told.callId === '' ? this.recordPlace(message, told) : this.contactPlace(message, told);
  }

  private contactPlace(message: SeenBin, told: Told): Place {
    const { index } = this.parts;
    const { packet, time } = message;
    const { aor, user, callId } = told;
    const key = flowKey.registration(user, callId);
    const own = index.find(key, time);
    const removes = packet.name === DELETE;
    const cause = removes ? this.remover(message, told) : this.transaction(message, told);
    // The REGISTER was not captured. The packet just before this one, which named only the AOR, belongs to
    // the same flow.
    const flow = cause?.flow ?? own ?? this.nameless(message, aor) ?? this.begin(aor, time);
    if (own === undefined && !removes) {
      index.bind(flow, key);
      if ((told.contact ?? '') !== '') index.bind(flow, flowKey.device(user, told.key));
    }
    tell(message, told, own ?? flow, removes);
    return { flow, cause };
  }

  /** Finds the flow for a packet that names only an AOR. */
  private recordPlace(message: SeenBin, told: Told): Place {
    const { aor } = told;
    const removes = message.packet.name === AOR_DELETE;
    const cause = removes ? this.remover(message, told) : this.request(message, told);
    if (cause !== undefined) return { flow: cause.flow, cause };
    // OpenSIPS deletes an AOR together with its last contact. An insert begins something new.
    const before = removes ? this.before(message, aor) : undefined;
    return before ?? { flow: this.begin(aor, message.time), cause };
  }

  /** The REGISTER with the packet's Call-ID and CSeq, if the originator received it. */
  private transaction(message: SeenBin, { cseq, callId }: Told): RequestAtNode | undefined {
    if (cseq === undefined) return undefined;
    return this.parts.requests.transactions.before(message, subject.transaction(cseq, callId));
  }

  /**
   * The REGISTER that caused a deletion. The packet cannot name it, because its CSeq is the stored one (spec
   * bin-capabilities 4.2). A REGISTER that brings a contact may also delete others of the AOR, when there are
   * too many. A deletion long after any REGISTER was caused by a command or a timer.
   */
  private remover(message: SeenBin, told: Told): RequestAtNode | undefined {
    const request = this.request(message, told);
    const done = request?.removes === true ? request.answeredAt : request?.time;
    return done !== undefined && message.time - done > TOGETHER ? undefined : request;
  }

  private request(message: SeenBin, { aor, user }: Told): RequestAtNode | undefined {
    const { registers } = this.parts.requests;
    return registers.before(message, aor.toLowerCase()) ?? registers.before(message, user);
  }

  /** The flow of the insertion of the AOR just before, whose contact this is. */
  private nameless(message: SeenBin, aor: string): Flow | undefined {
    const before = this.before(message, aor);
    return before?.flow.callIds.length === 0 ? before.flow : undefined;
  }

  private before(message: SeenBin, aor: string): LastPacket | undefined {
    return this.last.get(lastKey(message, aor), message.time);
  }

  private begin(aor: string, now: number): Flow {
    return this.parts.index.create('registration', aor, now);
  }

  private told(fields: Fields, isUpdate: boolean): Told {
    const aor = knownText(bounded(textOf(fields, 'aor') ?? ''));
    const callId = knownText(bounded(textOf(fields, 'callid') ?? ''));
    const contact = textOf(fields, 'contact');
    const key = contact === undefined ? '' : contactKey(contact);
    const cseq = numberOf(fields, 'cseq');
    const expiresAt = this.expiryOf(fields);
    const isContact = contact !== undefined && cseq !== undefined;
    const brought = isContact ? { key, callId, cseq, expiresAt, isUpdate } : undefined;
    return { aor, user: userOf(aor), callId, contact, key, cseq, expiresAt, brought };
  }

  /** 0 is for ever. */
  private expiryOf(fields: Fields): number | undefined {
    const expires = numberOf(fields, 'expires') ?? 0;
    return expires === 0 ? undefined : sessionTime(this.parts, expires);
  }

  /** Remembers what the receiver of the packet holds from now on, and because of which message. */
  private apply(message: SeenBin, { contact, key, brought }: Told): void {
    if (contact === undefined) return;
    if (message.packet.name === DELETE) {
      if (isDelivered(message)) this.parts.origins.remove(message.cluster, message.destination, key);
      return;
    }
    if (brought !== undefined) this.bring(message, brought);
  }

  private bring(message: SeenBin, brought: BroughtContact): void {
    if (!isDelivered(message)) return;
    this.parts.origins.bring(message.cluster, message.destination, brought, message.id, message.time);
  }

  private remember(message: SeenBin, aor: string, place: Place): void {
    const { time } = message;
    const { flow, cause } = place;
    this.last.set(lastKey(message, aor), { flow, cause, time }, time);
  }
}

/** Passes on to the flow what the packet says about the registration. */
function tell({ time }: SeenBin, { contact, expiresAt }: Told, { outcome }: Flow, removes: boolean): void {
  if (!(outcome instanceof RegistrationOutcome)) return;
  if (removes) outcome.removed(time);
  else if (contact !== undefined) outcome.replicated(contact, expiresAt, time);
}

function lastKey({ cluster, source }: SeenBin, aor: string): string {
  return [cluster, source, aor].join(' ');
}
