import type { Trait } from '../../decoders/sip/message-traits.ts';
import type { EndpointId, MessageId, SourceId } from '../ids.ts';
import { type Cut, type Extents, Protocol, type Transport } from '../reassembly/carried-message.ts';
import { GrowingNumbers } from '../tables/growing-numbers.ts';
import { ExtentPool } from './extent-pool.ts';
import type { NewMessage } from './new-message.ts';
import { ObservationPool } from './observations.ts';

const PAGE_SHIFT = 14;
const PAGE_SIZE = 1 << PAGE_SHIFT;
const PAGE_MASK = PAGE_SIZE - 1;

/**
 * The index of all messages: columns of numbers, in pages. Bytes stay in their file; `recordOffset`,
 * `delta` and `length` say where. Messages are numbered in the order of arrival. Of a capture that goes
 * on for days the first ones are forgotten: what is asked of them afterwards is answered with nothing.
 */
export class MessageIndex {
  readonly observations = new ObservationPool();
  private readonly pages: (Page | undefined)[] = [];
  private readonly terms = new GrowingNumbers();
  private readonly extents = new ExtentPool();
  private count = 0;
  private floor = 0;

  /** Messages that there were, forgotten ones included. */
  get size(): number {
    return this.count;
  }

  /** The first message that is not forgotten; as large as `size` where none is there. */
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
    page.time[row] = message.time;
    page.recordOffset[row] = extents.recordOffset[0] as number;
    page.delta[row] = extents.delta[0] as number;
    page.length[row] = message.length;
    page.frame[row] = message.frame;
    page.sender[row] = message.sender;
    page.receiver[row] = message.receiver;
    page.hash[row] = message.hash;
    page.secondHash[row] = message.secondHash;
    page.sequence[row] = message.sequence;
    page.route[row] = message.route;
    page.identification[row] = message.identification;
    const isBin = message.protocol === Protocol.Bin;
    page.cseqOrContent[row] = isBin ? message.content : message.cseq;
    page.branchOrContent[row] = isBin ? message.secondContent : message.branch;
    page.source[row] = message.source;
    page.kind[row] = message.kind;
    page.flags[row] = packFlags(message);
    page.extents[row] = extents.count > 1 || message.coded ? this.extents.add(extents) : 0;
    page.termsFrom[row] = this.terms.length;
    page.termCount[row] = message.termCount;
    for (let at = 0; at < message.termCount; at++) this.terms.push(message.terms[at] as number);
    return id as MessageId;
  }

  time(id: MessageId): number {
    return this.page(id).time[id & PAGE_MASK] as number;
  }

  /** Bytes that were captured of it. */
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

  /** Where the frame with its first byte is kept. */
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

  route(id: MessageId): number {
    return this.page(id).route[id & PAGE_MASK] as number;
  }

  source(id: MessageId): SourceId {
    return this.page(id).source[id & PAGE_MASK] as SourceId;
  }

  kind(id: MessageId): number {
    return this.page(id).kind[id & PAGE_MASK] as number;
  }

  protocol(id: MessageId): Protocol {
    return (this.flags(id) & 0x3) as Protocol;
  }

  transport(id: MessageId): Transport {
    return ((this.flags(id) >>> 2) & 0x7) as Transport;
  }

  cut(id: MessageId): Cut {
    return ((this.flags(id) >>> 5) & 0x7) as Cut;
  }

  status(id: MessageId): number {
    return (this.flags(id) >>> 8) & 0x7;
  }

  termCount(id: MessageId): number {
    return this.page(id).termCount[id & PAGE_MASK] as number;
  }

  /** `at` is below `termCount`. */
  term(id: MessageId, at: number): number {
    return this.terms.get((this.page(id).termsFrom[id & PAGE_MASK] as number) + at);
  }

  /** Of a SIP message, the number of its CSeq; -1 where there is none, or it is not below 2^31 (RFC 3261 8.1.1.5). */
  cseq(id: MessageId): number {
    return this.page(id).cseqOrContent[id & PAGE_MASK] as number;
  }

  /** The AOR of From of a SIP message, as a term; 0 where it has none. */
  fromTerm(id: MessageId): number {
    const at = (this.flags(id) >>> 11) & 0x3;
    return at === 0 ? 0 : this.term(id, at);
  }

  /** The same of To. */
  toTerm(id: MessageId): number {
    const at = (this.flags(id) >>> 13) & 0x3;
    return at === 0 ? 0 : this.term(id, at);
  }

  /** Of the topmost Via of a SIP message, see `SipTraits`; 0 where it is not known. */
  branch(id: MessageId): number {
    return this.page(id).branchOrContent[id & PAGE_MASK] as number;
  }

  /**
   * Of a BIN packet, a number of 53 bits that it has in common with the copies of the same broadcast, which
   * differ in their destination only (spec bin-core 8).
   */
  content(id: MessageId): number {
    const page = this.page(id);
    const row = id & PAGE_MASK;
    const first = (page.cseqOrContent[row] as number) >>> 0;
    return first * 2 ** 21 + ((page.branchOrContent[row] as number) >>> 11);
  }

  /** Has the To header of a SIP message a tag? */
  toTag(id: MessageId): Trait {
    return ((this.flags(id) >>> 15) & 0x3) as Trait;
  }

  /** Has a SIP message a header field that names other legs of its call? */
  legs(id: MessageId): Trait {
    return ((this.flags(id) >>> 17) & 0x3) as Trait;
  }

  /** Times that the first observer saw it sent again. */
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

  /** First of the further observations of it in `observations`, or 0. */
  furtherObservation(id: MessageId): number {
    return this.page(id).observation[id & PAGE_MASK] as number;
  }

  setFurtherObservation(id: MessageId, observation: number): void {
    if (this.has(id)) this.page(id).observation[id & PAGE_MASK] = observation;
  }

  /** Fills `into` with where the bytes lie, and how they are masked or encrypted there. */
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

/** Protocol 2 bits, transport 3, cut 3, status 3, places of two terms 2 each, two traits 2 each. */
function packFlags(message: NewMessage): number {
  const { protocol, transport, cut, status, fromTerm, toTerm, toTag, legs } = message;
  const places = (place(fromTerm) << 11) | (place(toTerm) << 13);
  const traits = (toTag << 15) | (legs << 17);
  return protocol | (transport << 2) | (cut << 5) | (status << 8) | places | traits;
}

function place(term: number): number {
  return term > 3 ? 0 : term;
}

/** The columns of a stretch of messages: 94 bytes each. */
class Page {
  /** Where the lists of its messages begin; those of earlier messages are before. */
  readonly firstTerm: number;
  readonly firstExtent: number;
  readonly firstObservation: number;
  readonly time = new Float64Array(PAGE_SIZE);
  readonly recordOffset = new Float64Array(PAGE_SIZE);
  readonly delta = new Uint32Array(PAGE_SIZE);
  readonly length = new Uint32Array(PAGE_SIZE);
  readonly frame = new Uint32Array(PAGE_SIZE);
  readonly sender = new Uint32Array(PAGE_SIZE);
  readonly receiver = new Uint32Array(PAGE_SIZE);
  readonly hash = new Uint32Array(PAGE_SIZE);
  readonly secondHash = new Uint32Array(PAGE_SIZE);
  readonly sequence = new Uint32Array(PAGE_SIZE);
  readonly route = new Uint32Array(PAGE_SIZE);
  readonly extents = new Uint32Array(PAGE_SIZE);
  readonly termsFrom = new Uint32Array(PAGE_SIZE);
  /** SIP: CSeq, and key of the branch; BIN: hash of the content, in two halves. */
  readonly cseqOrContent = new Int32Array(PAGE_SIZE);
  readonly branchOrContent = new Uint32Array(PAGE_SIZE);
  readonly observation = new Uint32Array(PAGE_SIZE);
  readonly source = new Uint16Array(PAGE_SIZE);
  readonly kind = new Uint16Array(PAGE_SIZE);
  readonly flags = new Uint32Array(PAGE_SIZE);
  readonly termCount = new Uint16Array(PAGE_SIZE);
  readonly identification = new Uint16Array(PAGE_SIZE);
  readonly retransmissions = new Uint16Array(PAGE_SIZE);

  constructor(firstTerm: number, firstExtent: number, firstObservation: number) {
    this.firstTerm = firstTerm;
    this.firstExtent = firstExtent;
    this.firstObservation = firstObservation;
  }
}

/** What forgotten messages are: of no length, no known kind, about nobody. */
const NOTHING = new Page(0, 0, 0);
NOTHING.kind.fill(0xffff);
