import { Protocol } from '../reassembly/carried-message.ts';
import { float64Column, int32Column, uint16Column, uint32Column } from '../tables/lasting-columns.ts';
import { packFlags } from './message-flags.ts';
import type { NewMessage } from './new-message.ts';

/** Messages per page: a power of two. */
export const PAGE_SHIFT = 14;
const PAGE_SIZE = 1 << PAGE_SHIFT;

/** The columns of one page of messages: 98 bytes per message. */
export class Page {
  /** Where the lists of terms of its messages begin. */
  readonly firstTerm: number;
  readonly firstExtent: number;
  readonly firstObservation: number;
  readonly time = float64Column(PAGE_SIZE);
  readonly recordOffset = float64Column(PAGE_SIZE);
  readonly delta = uint32Column(PAGE_SIZE);
  readonly length = uint32Column(PAGE_SIZE);
  readonly frame = uint32Column(PAGE_SIZE);
  readonly sender = uint32Column(PAGE_SIZE);
  readonly receiver = uint32Column(PAGE_SIZE);
  readonly hash = uint32Column(PAGE_SIZE);
  readonly secondHash = uint32Column(PAGE_SIZE);
  readonly sequence = uint32Column(PAGE_SIZE);
  /** BIN: route. SIP: key of the tag in From. */
  readonly routeOrFromTag = uint32Column(PAGE_SIZE);
  /** SIP: key of the tag in To, or the index of the bindings if it has any. BIN: end of the replicated dialog, in seconds since 1970. */
  readonly toTagBindingsOrTimeout = uint32Column(PAGE_SIZE);
  readonly extents = uint32Column(PAGE_SIZE);
  readonly termsFrom = uint32Column(PAGE_SIZE);
  /** SIP: CSeq, and key of the branch. BIN: content hash, in two halves. */
  readonly cseqOrContent = int32Column(PAGE_SIZE);
  readonly branchOrContent = uint32Column(PAGE_SIZE);
  readonly observation = uint32Column(PAGE_SIZE);
  readonly source = uint16Column(PAGE_SIZE);
  readonly kind = uint16Column(PAGE_SIZE);
  readonly flags = uint32Column(PAGE_SIZE);
  readonly termCount = uint16Column(PAGE_SIZE);
  readonly identification = uint16Column(PAGE_SIZE);
  readonly retransmissions = uint16Column(PAGE_SIZE);

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
