import { hashBytes } from '../../../decoders/bytes/hash.ts';
import { AorList } from '../../../decoders/sip/addresses-of-record.ts';
import { BindingsWriter } from '../../../decoders/sip/bindings.ts';
import { DEFAULT_SIP_LIMITS } from '../../../decoders/sip/limits.ts';
import { SipIndex } from '../../../decoders/sip/message-index.ts';
import { SipStatus } from '../../../decoders/sip/message-status.ts';
import { SipTraits, Trait } from '../../../decoders/sip/message-traits.ts';
import { Method } from '../../../decoders/sip/methods.ts';
import { SipKind } from '../../../decoders/sip/start-line-parts.ts';
import { LONGEST_STRING } from '../../tables/byte-strings.ts';
import { PayloadHash } from '../../tables/payload-hash.ts';

/** RFC 3261 8.1.1.5 */
const LARGEST_CSEQ = 2 ** 31 - 1;
/** Longest normal form of an AOR that the message does not contain as it is. */
const LONGEST_WRITTEN = 1024;
/** Role, where the text begins, its length and its hash. */
const COLUMNS = 4;

/**
 * What the index keeps of a SIP message, as far as its bytes alone tell. It does not depend on what was read before, so
 * it can be found out ahead of time, and elsewhere. Positions count from the first byte of the message. The object is
 * reused.
 */
export class SipDigest {
  /** Hash of all its bytes, in two halves (`PayloadHash`); only of a datagram. */
  hash = 0;
  secondHash = 0;
  status: SipStatus = SipStatus.Malformed;
  kind: SipKind = SipKind.Unknown;
  statusCode = 0;
  /** Of a request the method of its start line, of a response that of its CSeq. */
  method: Method = Method.Other;
  methodFrom = 0;
  methodTo = 0;
  /** -1 if there is none, or if it is too large. */
  cseq = -1;
  /** See `SipTraits`. */
  branch = 0;
  fromTag = 0;
  toTag = 0;
  hasToTag: Trait = Trait.Unknown;
  legs: Trait = Trait.Unknown;
  /** An empty range if there is none. */
  callIdFrom = 0;
  callIdTo = 0;
  callIdHash = 0;
  aorCount = 0;
  /** The bindings as `BindingsWriter` writes them; 0 if they are not told, or unusual. */
  bindingsLength = 0;
  readonly bindings = new BindingsWriter();
  /** AORs whose normal form is not in the message as it is. */
  texts = new Uint8Array(LONGEST_WRITTEN);
  textsLength = 0;
  private readonly aors = new Int32Array(DEFAULT_SIP_LIMITS.values * COLUMNS);

  /** One of `AorRole`. */
  aorRole(at: number): number {
    return this.aors[at * COLUMNS] as number;
  }

  /** Where it begins in the message; if this is negative, it begins in `texts`, as many bytes before -1. */
  aorFrom(at: number): number {
    return this.aors[at * COLUMNS + 1] as number;
  }

  aorLength(at: number): number {
    return this.aors[at * COLUMNS + 2] as number;
  }

  aorHash(at: number): number {
    return this.aors[at * COLUMNS + 3] as number;
  }

  clearAors(): void {
    this.aorCount = 0;
    this.textsLength = 0;
  }

  addAor(role: number, from: number, length: number, hash: number): void {
    const column = this.aorCount++ * COLUMNS;
    const { aors } = this;
    aors[column] = role;
    aors[column + 1] = from;
    aors[column + 2] = length;
    aors[column + 3] = hash;
  }

  /** Keeps a text that is not in the message; returns what `aorFrom` is for it. */
  keepText(text: Uint8Array, length: number): number {
    const from = this.textsLength;
    if (from + length > this.texts.length) {
      const larger = new Uint8Array(2 * this.texts.length + length);
      larger.set(this.texts);
      this.texts = larger;
    }
    for (let at = 0; at < length; at++) this.texts[from + at] = text[at] as number;
    this.textsLength = from + length;
    return -1 - from;
  }
}

/** Reads digests from messages. Reused; allocates nothing. */
export class SipDigester {
  readonly digest = new SipDigest();
  private readonly index = new SipIndex();
  private readonly aors = new AorList();
  private readonly traits = new SipTraits();
  private readonly payloadHash = new PayloadHash();
  private readonly scratch = new Uint8Array(LONGEST_WRITTEN);

  read(bytes: Uint8Array, from: number, to: number): SipDigest {
    const { digest, index, traits } = this;
    digest.status = index.read(bytes, from, to);
    this.readKind(from);
    digest.cseq = index.cseqNumber <= LARGEST_CSEQ ? index.cseqNumber : -1;
    traits.read(index);
    digest.branch = traits.branch;
    digest.fromTag = traits.fromTag;
    digest.toTag = traits.toTag;
    digest.hasToTag = traits.hasToTag;
    digest.legs = traits.legs;
    const isTold = digest.status === SipStatus.Decoded && this.tellsBindings;
    digest.bindingsLength = isTold ? Math.max(digest.bindings.write(index), 0) : 0;
    this.readTerms(from);
    return digest;
  }

  /** With the hash that tells datagrams apart. */
  readDatagram(bytes: Uint8Array, from: number, to: number): SipDigest {
    const { digest, payloadHash } = this;
    digest.hash = payloadHash.of(bytes, from, to);
    digest.secondHash = payloadHash.second;
    return this.read(bytes, from, to);
  }

  /** Only the Call-ID and the AORs, of a message inside another one (tm-repl). */
  readInner(bytes: Uint8Array, from: number, to: number): SipDigest {
    this.index.read(bytes, from, to);
    this.readTerms(from);
    return this.digest;
  }

  private readKind(start: number): void {
    const { digest, index } = this;
    const isRequest = index.kind === SipKind.Request;
    digest.kind = index.kind;
    digest.statusCode = index.statusCode;
    digest.method = isRequest ? index.method : index.cseqMethod;
    digest.methodFrom = (isRequest ? index.methodFrom : index.cseqMethodFrom) - start;
    digest.methodTo = (isRequest ? index.methodTo : index.cseqMethodTo) - start;
  }

  /** A REGISTER, or the answer that grants what one asked for. */
  private get tellsBindings(): boolean {
    const { cseqMethod, kind, statusCode } = this.index;
    if (cseqMethod !== Method.Register) return false;
    return kind === SipKind.Request || (statusCode >= 200 && statusCode < 300);
  }

  private readTerms(start: number): void {
    const { digest, index, aors } = this;
    digest.callIdFrom = index.callIdFrom - start;
    digest.callIdTo = index.callIdTo - start;
    digest.callIdHash = hashOf(index.bytes, index.callIdFrom, index.callIdTo);
    digest.clearAors();
    const count = aors.collect(index);
    for (let at = 0; at < count; at++) {
      const from = aors.normalFrom(at);
      if (from < 0) this.writeAor(at);
      else {
        const to = aors.normalTo(at);
        digest.addAor(aors.role(at), from - start, to - from, hashOf(index.bytes, from, to));
      }
    }
  }

  private writeAor(at: number): void {
    const { digest, aors, scratch } = this;
    const length = aors.write(at, scratch);
    if (length === 0) return;
    digest.addAor(aors.role(at), digest.keepText(scratch, length), length, hashOf(scratch, 0, length));
  }
}

/** As tables of strings hash. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  return hashBytes(bytes, from, Math.min(to, from + LONGEST_STRING));
}
