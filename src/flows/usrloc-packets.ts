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

/** Packets of usrloc: each one belongs to the flow of the REGISTER that caused it, or else to that of its Call-ID. */
export class UsrlocPackets {
  private readonly parts: FlowParts;
  private readonly copies = new Copies<Place>();
  /** By originator and AOR. */
  private readonly last = new RecentMap<LastPacket>(TOGETHER, MOST_RECENT);

  /** Whom the last packets named: looked up and compared once for the copies for all nodes. */
  private readonly namesOf = oncePerPacket(({ packet: { fields } }) => namesIn(fields));
  /** What the last packet brought: the copies for all nodes share one object. */
  private readonly broughtOnce = oncePerPacket(({ packet: { fields, name } }) =>
    this.broughtBy(fields, name === UPDATE),
  );

  constructor(parts: FlowParts) {
    this.parts = parts;
  }

  push(message: SeenBin): Flow | undefined {
    const { aor, callId } = this.namesOf(message);
    if (aor === '') return undefined;
    const known = this.copies.of(message);
    const place = known ?? this.placeOf(message, aor, callId);
    if (known === undefined) {
      this.copies.remember(message, place);
      this.remember(message, aor, place);
    }
    place.flow.names(callId, aor);
    place.flow.add(message, place.cause?.id);
    this.apply(message);
    return place.flow;
  }

  /** Records in a sync belong to no flow, but they bring contacts to a node, which has to be remembered. */
  synced(message: SeenBin): void {
    const { fields } = message.packet;
    if (fields.capability !== CapabilityName.Contacts) return;
    for (const content of chunkContents(fields)) {
      const record = groupOf(content, 'contact_record');
      const brought = record === undefined ? undefined : this.broughtBy(record, false);
      if (brought !== undefined) this.bring(message, brought);
    }
  }

  /** Finds the flow for the first copy of a packet. */
  private placeOf(message: SeenBin, aor: string, callId: string): Place {
    return callId === '' ? this.recordPlace(message, aor) : this.contactPlace(message, aor, callId);
  }

  private contactPlace(message: SeenBin, aor: string, callId: string): Place {
    const { index } = this.parts;
    const { packet, time } = message;
    const user = userOf(aor);
    const key = flowKey.registration(user, callId);
    const own = index.find(key, time);
    const removes = packet.name === DELETE;
    const cause = removes ? this.remover(message, aor) : this.transaction(message, callId);
    // The REGISTER was not captured. The packet just before this one, which named only the AOR, belongs to
    // the same flow.
    const flow = cause?.flow ?? own ?? this.nameless(message, aor) ?? this.begin(aor, time);
    if (own === undefined && !removes) {
      const contact = textOf(packet.fields, 'contact') ?? '';
      index.bind(flow, key);
      if (contact !== '') index.bind(flow, flowKey.device(user, contactKey(contact)));
    }
    this.tell(message, own ?? flow, removes);
    return { flow, cause };
  }

  /** Finds the flow for a packet that names only an AOR. */
  private recordPlace(message: SeenBin, aor: string): Place {
    const removes = message.packet.name === AOR_DELETE;
    const cause = removes ? this.remover(message, aor) : this.request(message, aor);
    if (cause !== undefined) return { flow: cause.flow, cause };
    // OpenSIPS deletes an AOR together with its last contact. An insert begins something new.
    const before = removes ? this.before(message, aor) : undefined;
    return before ?? { flow: this.begin(aor, message.time), cause };
  }

  /** The REGISTER with the packet's Call-ID and CSeq, if the originator received it. */
  private transaction(message: SeenBin, callId: string): RequestAtNode | undefined {
    const cseq = numberOf(message.packet.fields, 'cseq');
    if (cseq === undefined) return undefined;
    return this.parts.requests.transactions.before(message, subject.transaction(cseq, callId));
  }

  /**
   * The REGISTER that caused a deletion. The packet cannot name it, because its CSeq is the stored one (spec
   * bin-capabilities 4.2). A REGISTER that brings a contact may also delete others of the AOR, when there are
   * too many. A deletion long after any REGISTER was caused by a command or a timer.
   */
  private remover(message: SeenBin, aor: string): RequestAtNode | undefined {
    const request = this.request(message, aor);
    const done = request?.removes === true ? request.answeredAt : request?.time;
    return done !== undefined && message.time - done > TOGETHER ? undefined : request;
  }

  private request(message: SeenBin, aor: string): RequestAtNode | undefined {
    const { registers } = this.parts.requests;
    return registers.before(message, aor.toLowerCase()) ?? registers.before(message, userOf(aor));
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

  /** Passes on to the flow what the packet says about the registration. */
  private tell(message: SeenBin, flow: Flow, removes: boolean): void {
    const { fields } = message.packet;
    if (!(flow.outcome instanceof RegistrationOutcome)) return;
    if (removes) {
      flow.outcome.removed(message.time);
      return;
    }
    const contact = textOf(fields, 'contact');
    if (contact !== undefined) flow.outcome.replicated(contact, this.expiryOf(fields), message.time);
  }

  private broughtBy(fields: Fields, isUpdate: boolean): BroughtContact | undefined {
    const contact = textOf(fields, 'contact');
    const cseq = numberOf(fields, 'cseq');
    if (contact === undefined || cseq === undefined) return undefined;
    return { contact, callId: callIdIn(fields), cseq, expiresAt: this.expiryOf(fields), isUpdate };
  }

  /** 0 is for ever. */
  private expiryOf(fields: Fields): number | undefined {
    const expires = numberOf(fields, 'expires') ?? 0;
    return expires === 0 ? undefined : sessionTime(this.parts, expires);
  }

  /** Remembers what the receiver of the packet holds from now on, and because of which message. */
  private apply(message: SeenBin): void {
    const { contact } = this.namesOf(message);
    if (contact === undefined) return;
    if (message.packet.name === DELETE) {
      if (isDelivered(message)) this.parts.origins.remove(message.cluster, message.destination, contact);
      return;
    }
    const brought = this.broughtOnce(message);
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

/** What the packet is about; `aor` and `callId` are empty where it names none. */
function namesIn(fields: Fields) {
  return {
    aor: knownText(bounded(textOf(fields, 'aor') ?? '')),
    callId: callIdIn(fields),
    contact: textOf(fields, 'contact'),
  };
}

function callIdIn(fields: Fields): string {
  return knownText(bounded(textOf(fields, 'callid') ?? ''));
}

function lastKey({ cluster, source }: SeenBin, aor: string): string {
  return [cluster, source, aor].join(' ');
}
