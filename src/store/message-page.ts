import { Protocol } from '../reassembly/carried-message.ts';
import { packFlags } from './message-flags.ts';
import type { NewMessage } from './new-message.ts';

/** Messages of a page, a power of two. */
export const PAGE_SHIFT = 14;
const PAGE_SIZE = 1 << PAGE_SHIFT;

/** The columns of a stretch of messages: 98 bytes each. */
export class Page {
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
  /** BIN: route; SIP: key of the tag of From. */
  readonly routeOrFromTag = new Uint32Array(PAGE_SIZE);
  /** SIP: key of the tag of To; of one that has bindings, their index. */
  readonly toTagOrBindings = new Uint32Array(PAGE_SIZE);
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

  /** All but where its lists and its bytes are. */
  put(row: number, message: NewMessage): void {
    const isBin = message.protocol === Protocol.Bin;
    this.time[row] = message.time;
    this.length[row] = message.length;
    this.frame[row] = message.frame;
    this.sender[row] = message.sender;
    this.receiver[row] = message.receiver;
    this.hash[row] = message.hash;
    this.secondHash[row] = message.secondHash;
    this.sequence[row] = message.sequence;
    this.identification[row] = message.identification;
    this.routeOrFromTag[row] = isBin ? message.route : message.fromTag;
    this.toTagOrBindings[row] = message.bindings > 0 ? message.bindings : message.toTag;
    this.cseqOrContent[row] = isBin ? message.content : message.cseq;
    this.branchOrContent[row] = isBin ? message.secondContent : message.branch;
    this.source[row] = message.source;
    this.kind[row] = message.kind;
    this.flags[row] = packFlags(message);
    this.termCount[row] = message.termCount;
  }
}

/** What forgotten messages are: of no length, no known kind, about nobody. */
export const NOTHING = new Page(0, 0, 0);
NOTHING.kind.fill(0xffff);
