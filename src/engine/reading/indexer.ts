import { finish, mix } from '../../../decoders/bytes/hash.ts';
import { Trait } from '../../../decoders/sip/message-traits.ts';
import type { MessageId, SourceId } from '../../ids.ts';
import { type CarriedMessage, Protocol } from '../../reassembly/carried-message.ts';
import type { LateDeliveries } from '../../store/late-deliveries.ts';
import type { MessageIndex } from '../../store/message-index.ts';
import { NewMessage } from '../../store/new-message.ts';
import { type Likeness, RecentMessages } from '../../store/recent-messages.ts';
import type { TimeOrder } from '../../store/time-order.ts';
import { PayloadHash } from '../../tables/payload-hash.ts';
import type { SessionTables } from '../session-tables.ts';
import type { DigestsAhead } from './ahead/digests-ahead.ts';
import { BinReading } from './bin-reading.ts';
import { SipColumn, type SipDigest } from './sip-digest.ts';
import { SipReading } from './sip-reading.ts';

/**
 * One UDP datagram that an observer sees again: within this time it is a copy (a bridge, a router,
 * `any` show a packet where it comes in and where it goes out), in nanoseconds.
 */
const COPY_WITHIN = 5e6;
/** Until then it is a retransmission: transactions last 64 x T1 = 32 s (RFC 3261 17). */
const RETRANSMISSION_WITHIN = 32e9;

/**
 * Connections begin at random sequence numbers (RFC 9293 3.4.1), so that the same bytes at the same one are the same
 * message, whatever the addresses. Captures that were made up begin at 0 or thereabouts.
 */
const LEAST_RANDOM = 2 ** 20;

/**
 * Puts messages into the index. The same message seen by two observers, or twice by one, is one
 * message: over TCP it is known by its place in the connection, as a datagram by its bytes. Between two observers
 * the addresses of a connection may have been translated (RFC 3022); that leaves its sequence numbers alone.
 */
export class Indexer {
  /** Datagrams that one observer captured twice because of its position, as coming in and going out. */
  copies = 0;

  private readonly index: MessageIndex;
  private readonly order: TimeOrder;
  private readonly late: LateDeliveries;
  private readonly sip: SipReading;
  private readonly bin: BinReading;
  private readonly digests: DigestsAhead;
  private readonly recent = new RecentMessages();
  private readonly row = new NewMessage();
  private readonly severalSources: boolean;
  private readonly payloadHash = new PayloadHash();
  private readonly sights = new RecentSights();
  /** The message for which `recent` is being searched. */
  private wanted: CarriedMessage | undefined;

  constructor(tables: SessionTables, digests: DigestsAhead, severalSources: boolean) {
    this.index = tables.index;
    this.order = tables.order;
    this.late = tables.late;
    this.sip = new SipReading(tables);
    this.bin = new BinReading(tables);
    this.digests = digests;
    this.severalSources = severalSources;
  }

  push(message: CarriedMessage): MessageId {
    const { row } = this;
    // With one observer a TCP message cannot be seen twice: reassembly has already dropped what was sent again.
    const mayBeKnown = message.sequence < 0 || this.severalSources;
    row.hash = 0;
    row.secondHash = 0;
    row.length = message.to - message.from;
    const digest = message.protocol === Protocol.Sip ? this.digests.sipOf(message) : undefined;
    if (message.protocol === Protocol.Bin) this.beginBin(message, mayBeKnown);
    else if (mayBeKnown) this.hashSip(message, digest);
    const key = this.identity(message);
    if (mayBeKnown) {
      const known = this.find(message, key);
      if (known >= 0) return this.seenAgain(known as MessageId, message);
    }
    const id = this.add(message, digest);
    if (mayBeKnown) this.recent.add(key, id);
    return id;
  }

  private beginBin(message: CarriedMessage, isHashed: boolean): void {
    const { row } = this;
    const digest = this.bin.begin(message, this.digests.binOf(message));
    if (!isHashed) return;
    row.hash = digest.hash;
    row.secondHash = digest.secondHash;
  }

  private hashSip({ bytes, from, to }: CarriedMessage, digest: SipDigest | undefined): void {
    const { row, payloadHash } = this;
    row.hash = digest === undefined ? payloadHash.of(bytes, from, to) : digest.get(SipColumn.Hash) >>> 0;
    row.secondHash = digest === undefined ? payloadHash.second : digest.get(SipColumn.SecondHash) >>> 0;
  }

  /** TCP: the observer saw bytes of the message sent again. */
  retransmitted(id: MessageId, source: SourceId): void {
    if (this.index.source(id) === source) {
      this.index.countRetransmission(id);
      return;
    }
    const observation = this.observationBy(id, source);
    if (observation > 0) this.index.observations.countRetransmission(observation);
  }

  /** The addresses of a connection are compared when it is searched for. */
  private identity(message: CarriedMessage): number {
    const { hash, length } = this.row;
    if (message.sequence >= 0) return finish(mix(mix(hash, message.sequence), length));
    return finish(mix(mix(mix(mix(0, message.sender), message.receiver), -1), hash));
  }

  private find(message: CarriedMessage, key: number): MessageId | -1 {
    this.wanted = message;
    const found = this.recent.find(key, this.isWanted);
    if (found >= 0 || message.sequence < LEAST_RANDOM) return found;
    return this.recent.find(key, this.isTranslated);
  }

  private readonly isWanted = (id: MessageId): Likeness => {
    const { wanted, index } = this;
    if (wanted === undefined || !this.hasSameBytes(id, wanted)) return 'no';
    if (index.sender(id) !== wanted.sender || index.receiver(id) !== wanted.receiver) return 'no';
    const seenBySame = this.timeSeenBy(id, wanted.source);
    if (seenBySame === undefined) return this.isNear(id, wanted) ? 'yes' : 'perhaps';
    // Reassembly recognises retransmissions, so the same message again at the same sequence number is in a new
    // connection.
    const isRepeated = wanted.sequence < 0 && Math.abs(wanted.time - seenBySame) <= RETRANSMISSION_WITHIN;
    return isRepeated ? 'yes' : 'no';
  };

  /** Who sees a connection with both pairs of addresses does the translation, and would count it twice. */
  private readonly isTranslated = (id: MessageId): Likeness => {
    const { wanted } = this;
    if (wanted === undefined || !this.hasSameBytes(id, wanted)) return 'no';
    if (this.timeSeenBy(id, wanted.source) !== undefined) return 'no';
    return this.isNear(id, wanted) ? 'yes' : 'perhaps';
  };

  /** The clocks of observers may differ by more. */
  private isNear(id: MessageId, { time }: CarriedMessage): boolean {
    return Math.abs(time - this.index.time(id)) <= RETRANSMISSION_WITHIN;
  }

  private hasSameBytes(id: MessageId, { sequence }: CarriedMessage): boolean {
    const { index, row } = this;
    return (
      index.has(id) &&
      index.hash(id) === row.hash &&
      index.secondHash(id) === row.secondHash &&
      index.length(id) === row.length &&
      index.sequence(id) === Math.max(sequence, 0)
    );
  }

  private seenAgain(id: MessageId, message: CarriedMessage): MessageId {
    const { index } = this;
    const before = this.timeSeenBy(id, message.source);
    if (before === undefined) {
      const observation = index.observations.add(message.source, message.frame, message.time);
      index.observations.link(observation, index.furtherObservation(id));
      index.setFurtherObservation(id, observation);
      this.noteDelivery(id, message);
      if (message.protocol === Protocol.Bin && this.hasOtherAddresses(id, message))
        this.bin.readAddresses(message);
    } else if (this.isCopy(id, message, before)) {
      this.copies++;
    } else {
      this.retransmitted(id, message.source);
      this.sights.add(id, message);
    }
    return id;
  }

  private isCopy(id: MessageId, message: CarriedMessage, before: number): boolean {
    const first = this.index.identification(id);
    return isSameDatagram(first, before, message) || this.sights.include(id, message);
  }

  private hasOtherAddresses(id: MessageId, { sender, receiver }: CarriedMessage): boolean {
    return this.index.sender(id) !== sender || this.index.receiver(id) !== receiver;
  }

  private timeSeenBy(id: MessageId, source: SourceId): number | undefined {
    if (this.index.source(id) === source) return this.index.time(id);
    const observation = this.observationBy(id, source);
    return observation === 0 ? undefined : this.index.observations.get(observation).time;
  }

  private observationBy(id: MessageId, source: SourceId): number {
    const { observations } = this.index;
    let at = this.index.furtherObservation(id);
    while (at > 0 && observations.source(at) !== source) at = observations.next(at);
    return at;
  }

  private add(message: CarriedMessage, digest: SipDigest | undefined): MessageId {
    const { row } = this;
    row.protocol = message.protocol;
    row.transport = message.transport;
    row.cut = message.cut;
    row.time = message.time;
    row.source = message.source;
    row.frame = message.frame;
    row.sender = message.sender;
    row.receiver = message.receiver;
    row.sequence = Math.max(message.sequence, 0);
    row.identification = message.identification & 0xffff;
    row.coded = message.coded;
    row.route = 0;
    row.cseq = -1;
    row.branch = 0;
    row.fromTag = 0;
    row.toTag = 0;
    row.bindings = 0;
    row.hasToTag = Trait.Unknown;
    row.legs = Trait.Unknown;
    row.fromTerm = 0;
    row.toTerm = 0;
    row.namesCall = false;
    row.timeout = 0;
    row.termCount = 0;
    if (message.protocol === Protocol.Sip) this.sip.read(message, row, digest);
    else this.bin.read(message, row);
    const id = this.index.append(row, message.extents);
    this.order.add(id);
    this.noteDelivery(id, message);
    return id;
  }

  /**
   * Remembers when the bytes before the message were complete, because nodes act in the order in which they
   * can read.
   */
  private noteDelivery(id: MessageId, { protocol, source, time, delivered }: CarriedMessage): void {
    if (protocol === Protocol.Bin && delivered > time) this.late.add(id, source, delivered);
  }
}

/**
 * Equal datagrams are told apart by their IP identification or, if the sender leaves that 0 (RFC 6864 4.1), by
 * the time between them.
 */
function isSameDatagram(identification: number, time: number, message: CarriedMessage): boolean {
  if (identification !== 0 && message.identification !== 0)
    return identification === (message.identification & 0xffff);
  return Math.abs(time - message.time) <= COPY_WITHIN;
}

/** The last retransmissions, so that a copy of one is not counted as another one. */
class RecentSights {
  private readonly ids = new Int32Array(64).fill(-1);
  private readonly sources = new Uint16Array(64);
  private readonly times = new Float64Array(64);
  private readonly identifications = new Uint16Array(64);
  private next = 0;

  add(id: MessageId, message: CarriedMessage): void {
    this.ids[this.next] = id;
    this.sources[this.next] = message.source;
    this.times[this.next] = message.time;
    this.identifications[this.next] = message.identification;
    this.next = (this.next + 1) % this.ids.length;
  }

  include(id: MessageId, message: CarriedMessage): boolean {
    for (let at = 0; at < this.ids.length; at++) {
      if (this.ids[at] !== id || this.sources[at] !== message.source) continue;
      const identification = this.identifications[at] as number;
      if (isSameDatagram(identification, this.times[at] as number, message)) return true;
    }
    return false;
  }
}
