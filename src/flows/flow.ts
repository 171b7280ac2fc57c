import type { Membership } from '../cluster/identity/node-directory.ts';
import type { SeenBefore, SeenBin, SeenMessage } from '../cluster/seen-message.ts';
import type { MessageId } from '../ids.ts';
import { countOf, has, itemsOf, type ShortList, withItem } from '../tables/short-list.ts';
import { CallOutcome } from './call-outcome.ts';
import { IdList } from './id-list.ts';
import type { IdPool } from './id-pool.ts';
import type { MemberList } from './member-lists.ts';
import type { Outcome } from './outcome.ts';
import { type FlowKind, type FlowSummary, newOutcome, summaryOf } from './outcomes.ts';
import { type CausedPacket, causedPacket, causeInCall } from './packet-causes.ts';
import { PossibleCauses } from './possible-causes.ts';

export type { FlowKind, FlowSummary } from './outcomes.ts';

const NO_ORIGINS: readonly ContactCause[] = [];
/** At most so many packets of a call wait for a better cause. */
const MOST_RECENT = 32;

/** A request that a node sent to a contact, and the message from which the node knew the contact. */
export interface ContactCause {
  readonly request: MessageId;
  /** The packet that brought the contact there, or the REGISTER that the node itself answered. */
  readonly cause: MessageId;
  /** When the node had it, in session time. */
  readonly since: number;
}

/** Memory that all flows share. */
export interface FlowPools {
  readonly ids: IdPool;
  readonly nobody: MemberList;
}

/** At most so many Call-IDs, AORs and nodes of one flow are kept. More would be an attack. */
const MOST_NAMES = 64;

/**
 * Messages that belong together in the eyes of a person: a registration, a call. While a flow lives, it keeps what is
 * needed to recognise its next message; after its end only which messages it had, and what became of it.
 */
export class Flow {
  /** Counts flows in the order of their first messages. A flow that turned out to be part of another leaves a gap. */
  serial: number;
  kind: FlowKind;
  readonly start: number;
  end: number;
  /** In the order of time. */
  readonly messages: IdList;
  origins: readonly ContactCause[] = NO_ORIGINS;
  retransmissions = 0;
  /** How many of its messages and packets have been forgotten. */
  forgottenMessages = 0;
  forgottenPackets = 0;
  /** How many Call-IDs, AORs, nodes and origins were not kept. */
  leftOut = 0;
  /** Sorts flows with an equal start, so that their order does not depend on the order of reading. */
  readonly name: string;
  outcome: Outcome | undefined;
  /** Packets of a call whose cause may turn out to be on another leg. */
  private recentPackets: CausedPacket[] | undefined;
  /** The keys that lead to it in the `FlowIndex`; empty once it has ended. */
  keys: ShortList<string>;
  boundCallIds: ShortList<string>;
  private packets = IdList.NONE;
  private knownCallIds: ShortList<string>;
  private knownAors: ShortList<string>;
  private touched: MemberList;
  /**
   * For each packet, in order, the id of the message that caused it, plus one; 0 or absent if the cause is
   * not known.
   */
  private causes: IdList | undefined;
  private final: FlowSummary | undefined;

  constructor(serial: number, kind: FlowKind, name: string, start: number, { ids, nobody }: FlowPools) {
    this.serial = serial;
    this.kind = kind;
    this.name = name;
    this.start = start;
    this.end = start;
    this.messages = new IdList(ids);
    this.touched = nobody;
    this.outcome = newOutcome(kind, name);
  }

  get callIds(): readonly string[] {
    return itemsOf(this.knownCallIds);
  }

  get aors(): readonly string[] {
    return itemsOf(this.knownAors);
  }

  /** The packets of it, in the order of time; those of a call that it absorbed come behind its own. */
  get replication(): IdList {
    return this.packets;
  }

  /** Messages that it had, forgotten ones included. */
  get messageCount(): number {
    return this.messages.length + this.forgottenMessages;
  }

  get packetCount(): number {
    return this.replication.length + this.forgottenPackets;
  }

  get id(): string {
    return `f${this.serial}`;
  }

  /** Whatever is added to a flow that was forgotten is forgotten, too. */
  add(message: SeenMessage, cause?: MessageId): void {
    if (this.messages.isClosed) return;
    if (message.protocol === 'sip') {
      this.messages.push(message.id);
      for (const one of message.sentBy) this.touches(one);
      for (const one of message.receivedBy) this.touches(one);
    } else {
      if (this.packets === IdList.NONE) this.packets = this.messages.another();
      this.packets.push(message.id);
      if (cause !== undefined) this.explain(this.packets.length - 1, cause);
      const { cluster, source, destination, sentBy, receivedBy } = message;
      this.touchesNode(cluster, source);
      this.touchesNode(cluster, destination);
      if (sentBy !== undefined) this.touchesNode(cluster, sentBy);
      if (receivedBy !== undefined) this.touchesNode(cluster, receivedBy);
    }
    this.end = Math.max(this.end, message.time);
    this.retransmissions += message.retransmissions;
  }

  /** The SIP messages that may have caused packets of this flow. Registrations find their causes by CSeq instead. */
  possibleCauses(seen: SeenBefore): PossibleCauses | undefined {
    return this.kind === 'registration' ? undefined : new PossibleCauses(seen, this.messages);
  }

  /** A packet that a SIP message of the same call caused, before its first copy was seen. */
  addCaused(message: SeenBin, firstCopy: number, seen: SeenBefore): void {
    const packet = causedPacket(message, firstCopy);
    const possible = this.possibleCauses(seen);
    this.recentPackets ??= [];
    this.add(message, possible === undefined ? undefined : causeInCall(possible, packet, this.recentPackets));
    if (this.recentPackets.length === MOST_RECENT) this.recentPackets.shift();
    this.recentPackets.push(packet);
  }

  /** Looks for the cause of recent packets again: copies, the first of which was seen later than it had seemed. */
  explainCopies(copies: ReadonlySet<MessageId>, firstCopy: number, seen: SeenBefore): void {
    const possible = this.possibleCauses(seen);
    const { recentPackets = [], packets } = this;
    for (const [at, packet] of recentPackets.entries()) {
      if (copies.has(packet.id)) recentPackets[at] = { ...packet, time: firstCopy };
    }
    for (let at = packets.length - 1; at >= Math.max(0, packets.length - MOST_RECENT); at--) {
      const packet = recentPackets.find(({ id }) => id === packets.at(at));
      if (possible === undefined || packet === undefined || !copies.has(packet.id)) continue;
      this.explain(at, causeInCall(possible, packet, recentPackets));
    }
  }

  /** The messages that caused its packets. */
  *packetCauses(): Generator<{ readonly packet: MessageId; readonly cause: MessageId }> {
    const { causes } = this;
    if (causes === undefined) return;
    for (let at = 0; at < causes.length; at++) {
      const cause = causes.at(at);
      if (cause > 0) yield { packet: this.replication.at(at), cause: (cause - 1) as MessageId };
    }
  }

  addOrigin(origin: ContactCause): void {
    if (this.origins.length < MOST_NAMES) this.origins = this.origins.concat([origin]);
    else this.leftOut++;
  }

  names(callId: string, aor: string, other = ''): void {
    this.knownCallIds = this.withName(this.knownCallIds, callId);
    this.knownAors = this.withName(this.knownAors, aor);
    if (other !== '') this.knownAors = this.withName(this.knownAors, other);
  }

  /** Turns the flow into one of a higher rank: a dialog that began with OPTIONS has become a call. */
  becomes(kind: FlowKind): void {
    this.kind = kind;
    this.outcome = newOutcome(kind, this.name);
  }

  /** Takes over everything of another flow that turned out to be the same. */
  absorb(other: Flow, seen: SeenBefore): void {
    this.messages.append(other.messages);
    this.messages.sortBy((id) => seen.sip(id)?.time ?? 0);
    const before = this.packets.length;
    if (this.packets === IdList.NONE) this.packets = this.messages.another();
    this.packets.append(other.packets);
    for (let at = 0; at < (other.causes?.length ?? 0); at++) {
      const cause = other.causes?.at(at) ?? 0;
      if (cause > 0) this.explain(before + at, (cause - 1) as MessageId);
    }
    for (const origin of other.origins) this.addOrigin(origin);
    for (const callId of other.callIds) this.names(callId, '');
    for (const aor of other.aors) this.names('', aor);
    for (const member of other.members) this.touches(member);
    this.retransmissions += other.retransmissions;
    this.leftOut += other.leftOut;
    this.forgottenMessages += other.forgottenMessages;
    this.forgottenPackets += other.forgottenPackets;
    this.end = Math.max(this.end, other.end);
    this.recentPackets = [...(this.recentPackets ?? []), ...(other.recentPackets ?? [])].slice(-MOST_RECENT);
    this.explainAnew(seen);
    if (this.outcome instanceof CallOutcome && other.outcome instanceof CallOutcome) {
      this.outcome.absorb(other.outcome);
    }
  }

  /** Messages before `first` are gone: drops their ids, but keeps what became of the flow. */
  forgetBefore(first: MessageId): void {
    const { messages, replication, causes } = this;
    if (messages.length + replication.length === 0) return;
    const { messageCount, packetCount } = this;
    if (causes !== undefined) {
      while (causes.length < replication.length) causes.push(0);
      causes.keepWhere((at) => replication.at(at) >= first);
      for (let at = 0; at < causes.length; at++) if (causes.at(at) <= first) causes.set(at, 0);
    }
    replication.keepWhere((at) => replication.at(at) >= first);
    messages.keepWhere((at) => messages.at(at) >= first);
    this.forgottenMessages = messageCount - messages.length;
    this.forgottenPackets = packetCount - replication.length;
    this.origins = this.origins.filter(({ request }) => request >= first);
  }

  /** The flow is forgotten completely. */
  forget(): void {
    this.messages.close();
    this.packets.close();
    this.causes?.close();
  }

  /** All of its messages have been forgotten. */
  get isForgotten(): boolean {
    return this.messages.length + this.replication.length === 0;
  }

  summary(now: number): FlowSummary {
    return this.final ?? summaryOf(this.outcome, now);
  }

  /** The state alone, which is cheaper than the whole `summary`. */
  state(now: number): string {
    return this.final?.state ?? this.outcome?.state(now) ?? 'UNKNOWN';
  }

  /** No more messages will be added: reduces the flow to its result. */
  seal(now: number): void {
    this.final = this.summary(now);
    this.outcome = undefined;
    this.recentPackets = undefined;
    this.keys = undefined;
    this.boundCallIds = undefined;
  }

  get members(): readonly Membership[] {
    return this.touched.members;
  }

  get nodes(): readonly number[] {
    return [...new Set(this.members.map(({ node }) => node))].sort((a, b) => a - b);
  }

  /** Looks for causes again after a leg was added: its messages may have caused packets of the others. */
  private explainAnew(seen: SeenBefore): void {
    const possible = this.possibleCauses(seen);
    if (possible === undefined) return;
    const packets = new Map(this.recentPackets?.map((packet) => [packet.id, packet]));
    for (let at = 0; at < this.replication.length; at++) {
      const packet = packets.get(this.replication.at(at));
      const cause =
        packet === undefined ? undefined : causeInCall(possible, packet, this.recentPackets ?? []);
      if (cause !== undefined) this.explain(at, cause);
    }
  }

  private explain(packet: number, cause: MessageId | undefined): void {
    this.causes ??= this.messages.another();
    this.causes.setAt(packet, cause === undefined ? 0 : cause + 1);
  }

  private touches({ cluster, node }: Membership): void {
    this.touchesNode(cluster, node);
  }

  private touchesNode(cluster: number, node: number): void {
    if (node <= 0) return;
    const { touched } = this;
    if (touched.has(cluster, node)) return;
    if (touched.members.length < MOST_NAMES) this.touched = touched.with(cluster, node);
    else this.leftOut++;
  }

  private withName(names: ShortList<string>, name: string): ShortList<string> {
    if (name === '' || has(names, name)) return names;
    if (countOf(names) < MOST_NAMES) return withItem(names, name);
    this.leftOut++;
    return names;
  }
}
