import { Protocol } from '../reassembly/carried-message.ts';
import { ColumnGroup } from '../tables/lasting-columns.ts';
import { packFlags } from './message-flags.ts';
import type { NewMessage } from './new-message.ts';

/** Messages per page: a power of two. */
export const PAGE_SHIFT = 14;
const PAGE_SIZE = 1 << PAGE_SHIFT;
/** What a message takes in the columns of `Page`. */
const ROW_BYTES = 90;

/** The columns of one page of messages. */
export class Page {
  /** Where the lists of terms of its messages begin. */
  readonly firstTerm: number;
  readonly firstExtent: number;
  readonly firstObservation: number;
  private readonly columns = new ColumnGroup(PAGE_SIZE, ROW_BYTES);
  readonly time = this.columns.float64();
  readonly recordOffset = this.columns.float64();
  readonly delta = this.columns.uint32();
  readonly length = this.columns.uint32();
  readonly frame = this.columns.uint32();
  readonly sender = this.columns.uint32();
  readonly receiver = this.columns.uint32();
  readonly hash = this.columns.uint32();
  readonly secondHash = this.columns.uint32();
  readonly sequence = this.columns.uint32();
  /** BIN: route. SIP: key of the tag in From. */
  readonly routeOrFromTag = this.columns.uint32();
  /** SIP: key of the tag in To, or the index of the bindings if it has any. BIN: end of the replicated dialog, in seconds since 1970. */
  readonly toTagBindingsOrTimeout = this.columns.uint32();
  readonly extents = this.columns.uint32();
  readonly termsFrom = this.columns.uint32();
  /** SIP: CSeq, and key of the branch. BIN: content hash, in two halves. */
  readonly cseqOrContent = this.columns.int32();
  readonly branchOrContent = this.columns.uint32();
  readonly observation = this.columns.uint32();
  readonly source = this.columns.uint16();
  readonly kind = this.columns.uint16();
  readonly flags = this.columns.uint32();
  readonly termCount = this.columns.uint16();
  readonly identification = this.columns.uint16();
  readonly retransmissions = this.columns.uint16();

  constructor(firstTerm: number, firstExtent: number, firstObservation: number) {
    this.firstTerm = firstTerm;
    this.firstExtent = firstExtent;
    this.firstObservation = firstObservation;
  }

  /** Sets everything but the positions of its lists and its bytes. */
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
    this.toTagBindingsOrTimeout[row] = isBin ? message.timeout : message.bindings || message.toTag;
    this.cseqOrContent[row] = isBin ? message.content : message.cseq;
    this.branchOrContent[row] = isBin ? message.secondContent : message.branch;
    this.source[row] = message.source;
    this.kind[row] = message.kind;
    this.flags[row] = packFlags(message);
    this.termCount[row] = message.termCount;
  }
}

/** What forgotten messages read as: no length, no known kind, no terms. */
export const NOTHING = new Page(0, 0, 0);
NOTHING.kind.fill(0xffff);
