import type { Trait } from '../../decoders/sip/message-traits.ts';
import type { EndpointId, MessageId, SourceId } from '../ids.ts';
import { type Cut, type Extents, Protocol, type Transport } from '../reassembly/carried-message.ts';
import { GrowingNumbers } from '../tables/growing-numbers.ts';
import { ExtentPool } from './extent-pool.ts';
import {
  cutIn,
  fromPlaceIn,
  hasBindingsIn,
  hasToTagIn,
  legsIn,
  namesCallIn,
  protocolIn,
  statusIn,
  toPlaceIn,
  transportIn,
} from './message-flags.ts';
import { NOTHING, PAGE_SHIFT, Page } from './message-page.ts';
import type { NewMessage } from './new-message.ts';
import { ObservationPool } from './observations.ts';

const PAGE_MASK = (1 << PAGE_SHIFT) - 1;

/**
 * The index of all messages: columns of numbers, in pages. Bytes stay in their file, where `recordOffset`,
 * `delta` and `length` locate them. Messages are numbered in the order of arrival. In a capture of days, the
 * first ones are forgotten; whatever is asked about them afterwards has an empty answer.
 */
export class MessageIndex {
  readonly observations = new ObservationPool();
  private readonly pages: (Page | undefined)[] = [];
  private readonly terms = new GrowingNumbers();
  private readonly extents = new ExtentPool();
  private count = 0;
  private floor = 0;

  /** Number of messages so far, forgotten ones included. */
  get size(): number {
    return this.count;
  }

  /** The first message that is not forgotten; equal to `size` if there is none. */
  get first(): MessageId {
    return this.floor as MessageId;
  }

  has(id: MessageId): boolean {
    return id >= this.floor && id < this.count;
  }

  /** Forgets the messages before `id`. */
  forgetBefore(id: MessageId): void {
    this.floor = Math.max(this.floor, Math.min(id, this.count));
    const kept = this.floor >>> PAGE_SHIFT;
    for (let at = kept - 1; at >= 0 && this.pages[at] !== undefined; at--) this.pages[at] = undefined;
    const page = this.pages[kept];
    if (page === undefined) return;
    this.terms.forgetBefore(page.firstTerm);
    this.extents.forgetBefore(page.firstExtent);
    this.observations.forgetBefore(page.firstObservation);
  }

  append(message: NewMessage, extents: Extents): MessageId {
    const id = this.count++;
    const row = id & PAGE_MASK;
    if (row === 0) {
      this.pages.push(new Page(this.terms.length, this.extents.length, this.observations.length));
    }
    const page = this.pages[id >>> PAGE_SHIFT] as Page;
    page.put(row, message);
    page.recordOffset[row] = extents.recordOffset[0] as number;
    page.delta[row] = extents.delta[0] as number;
    page.extents[row] = extents.count > 1 || message.coded ? this.extents.add(extents) : 0;
    page.termsFrom[row] = this.terms.length;
    for (let at = 0; at < message.termCount; at++) this.terms.push(message.terms[at] as number);
    return id as MessageId;
  }

  time(id: MessageId): number {
    return this.page(id).time[id & PAGE_MASK] as number;
  }

  /** Captured bytes of the message. */
  length(id: MessageId): number {
    return this.page(id).length[id & PAGE_MASK] as number;
  }

  frame(id: MessageId): number {
    return this.page(id).frame[id & PAGE_MASK] as number;
  }

  sender(id: MessageId): EndpointId {
    return this.page(id).sender[id & PAGE_MASK] as EndpointId;
  }

  receiver(id: MessageId): EndpointId {
    return this.page(id).receiver[id & PAGE_MASK] as EndpointId;
  }

  /** Position in its source of the frame with the first byte. */
  recordOffset(id: MessageId): number {
    return this.page(id).recordOffset[id & PAGE_MASK] as number;
  }

  hash(id: MessageId): number {
    return this.page(id).hash[id & PAGE_MASK] as number;
  }

  secondHash(id: MessageId): number {
    return this.page(id).secondHash[id & PAGE_MASK] as number;
  }

  sequence(id: MessageId): number {
    return this.page(id).sequence[id & PAGE_MASK] as number;
  }

  identification(id: MessageId): number {
    return this.page(id).identification[id & PAGE_MASK] as number;
  }

  /** Number of the route of a BIN packet; 0 for SIP. */
  route(id: MessageId): number {
    const page = this.page(id);
    const row = id & PAGE_MASK;
    const isBin = protocolIn(page.flags[row] as number) === Protocol.Bin;
    return isBin ? (page.routeOrFromTag[row] as number) : 0;
  }

  source(id: MessageId): SourceId {
    return this.page(id).source[id & PAGE_MASK] as SourceId;
  }

  kind(id: MessageId): number {
    return this.page(id).kind[id & PAGE_MASK] as number;
  }

  protocol(id: MessageId): Protocol {
    return protocolIn(this.flags(id));
  }

  transport(id: MessageId): Transport {
    return transportIn(this.flags(id));
  }

  cut(id: MessageId): Cut {
    return cutIn(this.flags(id));
  }

  status(id: MessageId): number {
    return statusIn(this.flags(id));
  }

  termCount(id: MessageId): number {
    return this.page(id).termCount[id & PAGE_MASK] as number;
  }

  /** `at` is below `termCount`. */
  term(id: MessageId, at: number): number {
    return this.terms.get((this.page(id).termsFrom[id & PAGE_MASK] as number) + at);
  }

  /**
   * The CSeq number of a SIP message; -1 if it has none, or one that is not below 2^31 (RFC 3261 8.1.1.5).
   */
  cseq(id: MessageId): number {
    return this.page(id).cseqOrContent[id & PAGE_MASK] as number;
  }

  /** The term of the AOR in From of a SIP message, or of the caller of a replicated call; 0 if it has none. */
  fromTerm(id: MessageId): number {
    const at = fromPlaceIn(this.flags(id));
    return at === 0 ? 0 : this.term(id, at);
  }

  /** The same of To, or of the callee. */
  toTerm(id: MessageId): number {
    const at = toPlaceIn(this.flags(id));
    return at === 0 ? 0 : this.term(id, at);
  }

  /** Key of the branch in the topmost Via of a SIP message, see `SipTraits`; 0 if unknown. */
  branch(id: MessageId): number {
    return this.page(id).branchOrContent[id & PAGE_MASK] as number;
  }

  /** Key of the tag in From of a SIP message, see `SipTraits`; 0 if unknown. */
  fromTag(id: MessageId): number {
    return this.page(id).routeOrFromTag[id & PAGE_MASK] as number;
  }

  /** The same of To. */
  toTag(id: MessageId): number {
    const page = this.page(id);
    const row = id & PAGE_MASK;
    return hasBindingsIn(page.flags[row] as number) ? 0 : (page.toTagBindingsOrTimeout[row] as number);
  }

  /** For a REGISTER and its 2xx: the index in the table of bindings; 0 if the message has to be read for them. */
  bindings(id: MessageId): number {
    const page = this.page(id);
    const row = id & PAGE_MASK;
    return hasBindingsIn(page.flags[row] as number) ? (page.toTagBindingsOrTimeout[row] as number) : 0;
  }

  /** See `NewMessage.namesCall`. */
  namesCall(id: MessageId): boolean {
    return namesCallIn(this.flags(id));
  }

  /** For a BIN packet that names a call: when the dialog ends, in seconds since 1970; 0 if it does not say. */
  timeout(id: MessageId): number {
    return this.page(id).toTagBindingsOrTimeout[id & PAGE_MASK] as number;
  }

  /**
   * For a BIN packet: a 53-bit hash that is the same for all copies of a broadcast, which differ only in their
   * destination (spec bin-core 8).
   */
  content(id: MessageId): number {
    const page = this.page(id);
    const row = id & PAGE_MASK;
    const first = (page.cseqOrContent[row] as number) >>> 0;
    return first * 2 ** 21 + ((page.branchOrContent[row] as number) >>> 11);
  }

  /** Does the To header of a SIP message have a tag? */
  hasToTag(id: MessageId): Trait {
    return hasToTagIn(this.flags(id));
  }

  /** Does a SIP message have a header field that names other legs of its call? */
  legs(id: MessageId): Trait {
    return legsIn(this.flags(id));
  }

  /** How often the first observer saw it retransmitted. */
  retransmissions(id: MessageId): number {
    return this.page(id).retransmissions[id & PAGE_MASK] as number;
  }

  countRetransmission(id: MessageId): void {
    if (!this.has(id)) return;
    const { retransmissions } = this.page(id);
    const row = id & PAGE_MASK;
    const count = retransmissions[row] as number;
    if (count < 0xffff) retransmissions[row] = count + 1;
  }

  /** Index of the first further observation in `observations`, or 0. */
  furtherObservation(id: MessageId): number {
    return this.page(id).observation[id & PAGE_MASK] as number;
  }

  setFurtherObservation(id: MessageId, observation: number): void {
    if (this.has(id)) this.page(id).observation[id & PAGE_MASK] = observation;
  }

  /** Sets `into` to where the bytes are in the file, and how they are masked or encrypted there. */
  locate(id: MessageId, into: Extents): void {
    into.clear();
    const page = this.page(id);
    const row = id & PAGE_MASK;
    const pooled = page.extents[row] as number;
    if (pooled > 0) {
      this.extents.read(pooled, into);
      return;
    }
    const length = page.length[row] as number;
    into.add(page.recordOffset[row] as number, page.delta[row] as number, length, page.frame[row] as number);
  }

  private flags(id: MessageId): number {
    return this.page(id).flags[id & PAGE_MASK] as number;
  }

  private page(id: MessageId): Page {
    return this.pages[id >>> PAGE_SHIFT] ?? NOTHING;
  }
}
