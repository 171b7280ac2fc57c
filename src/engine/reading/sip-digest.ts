import { AorList } from '../../../decoders/sip/addresses-of-record.ts';
import { BindingsWriter } from '../../../decoders/sip/bindings.ts';
import { SipIndex } from '../../../decoders/sip/message-index.ts';
import { SipStatus } from '../../../decoders/sip/message-status.ts';
import { SipTraits } from '../../../decoders/sip/message-traits.ts';
import { Method } from '../../../decoders/sip/methods.ts';
import { SipKind } from '../../../decoders/sip/start-line-parts.ts';
import { PayloadHash } from '../../tables/payload-hash.ts';
import { DigestColumn, FIRST_COLUMN, MessageDigest, TermRole } from './message-digest.ts';

/** RFC 3261 8.1.1.5 */
const LARGEST_CSEQ = 2 ** 31 - 1;
/** Longest normal form of an AOR that the message does not contain as it is. */
const LONGEST_WRITTEN = 1024;

/** Columns of the digest of a SIP message. Its Call-ID is the first term, if there is one. */
export const SipColumn = {
  ...DigestColumn,
  /** Hash of all its bytes, in two halves (`PayloadHash`); only after `readWhole`. */
  Hash: FIRST_COLUMN,
  SecondHash: FIRST_COLUMN + 1,
  /** `SipStatus` */
  Status: FIRST_COLUMN + 2,
  /** `SipKind` */
  Kind: FIRST_COLUMN + 3,
  StatusCode: FIRST_COLUMN + 4,
  /** Of a request the `Method` of its start line, of a response that of its CSeq. */
  Method: FIRST_COLUMN + 5,
  MethodFrom: FIRST_COLUMN + 6,
  MethodTo: FIRST_COLUMN + 7,
  /** -1 if there is none, or if it is too large. */
  CSeq: FIRST_COLUMN + 8,
  /** See `SipTraits`. */
  Branch: FIRST_COLUMN + 9,
  FromTag: FIRST_COLUMN + 10,
  ToTag: FIRST_COLUMN + 11,
  HasToTag: FIRST_COLUMN + 12,
  Legs: FIRST_COLUMN + 13,
} as const;
const COLUMNS = FIRST_COLUMN + 14;

export class SipDigest extends MessageDigest {
  constructor() {
    super(COLUMNS);
  }
}

/** Reads digests from messages. Reused; allocates nothing. */
export class SipDigester {
  private readonly digest = new SipDigest();
  private readonly index = new SipIndex();
  private readonly aors = new AorList();
  private readonly traits = new SipTraits();
  private readonly bindings = new BindingsWriter();
  private readonly payloadHash = new PayloadHash();
  private readonly scratch = new Uint8Array(LONGEST_WRITTEN);

  constructor() {
    this.digest.bindings = this.bindings.bytes;
  }

  read(bytes: Uint8Array, from: number, to: number): SipDigest {
    const { digest, index, traits } = this;
    const status = index.read(bytes, from, to);
    digest.set(SipColumn.Status, status);
    this.readKind(from);
    digest.set(SipColumn.CSeq, index.cseqNumber <= LARGEST_CSEQ ? index.cseqNumber : -1);
    traits.read(index);
    digest.set(SipColumn.Branch, traits.branch);
    digest.set(SipColumn.FromTag, traits.fromTag);
    digest.set(SipColumn.ToTag, traits.toTag);
    digest.set(SipColumn.HasToTag, traits.hasToTag);
    digest.set(SipColumn.Legs, traits.legs);
    const isTold = status === SipStatus.Decoded && this.tellsBindings;
    // 0 if they are not told, or unusual.
    digest.set(SipColumn.BindingsLength, isTold ? Math.max(this.bindings.write(index), 0) : 0);
    digest.clearTerms();
    this.addTerms(from, digest);
    return digest;
  }

  /** With the hash that tells datagrams, and sights of several observers, apart. */
  readWhole(bytes: Uint8Array, from: number, to: number): SipDigest {
    const { digest, payloadHash } = this;
    digest.set(SipColumn.Hash, payloadHash.of(bytes, from, to));
    digest.set(SipColumn.SecondHash, payloadHash.second);
    return this.read(bytes, from, to);
  }

  /** Adds only the Call-ID and the AORs, of a message inside another one that begins at bytes[start] (tm-repl). */
  readInner(bytes: Uint8Array, from: number, to: number, start: number, into: MessageDigest): void {
    this.index.read(bytes, from, to);
    this.addTerms(start, into);
  }

  private readKind(start: number): void {
    const { digest, index } = this;
    const isRequest = index.kind === SipKind.Request;
    digest.set(SipColumn.Kind, index.kind);
    digest.set(SipColumn.StatusCode, index.statusCode);
    digest.set(SipColumn.Method, isRequest ? index.method : index.cseqMethod);
    digest.set(SipColumn.MethodFrom, (isRequest ? index.methodFrom : index.cseqMethodFrom) - start);
    digest.set(SipColumn.MethodTo, (isRequest ? index.methodTo : index.cseqMethodTo) - start);
  }

  /** A REGISTER, or the answer that grants what one asked for. */
  private get tellsBindings(): boolean {
    const { cseqMethod, kind, statusCode } = this.index;
    if (cseqMethod !== Method.Register) return false;
    return kind === SipKind.Request || (statusCode >= 200 && statusCode < 300);
  }

  private addTerms(start: number, into: MessageDigest): void {
    const { index, aors, scratch } = this;
    const { bytes, callIdFrom, callIdTo } = index;
    if (callIdTo > callIdFrom) into.addTerm(TermRole.CallId, bytes, start, callIdFrom, callIdTo);
    const count = aors.collect(index);
    for (let at = 0; at < count; at++) {
      const from = aors.normalFrom(at);
      if (from >= 0) {
        into.addTerm(aors.role(at), bytes, start, from, aors.normalTo(at));
        continue;
      }
      const length = aors.write(at, scratch);
      if (length > 0) into.addText(aors.role(at), scratch, length);
    }
  }
}
