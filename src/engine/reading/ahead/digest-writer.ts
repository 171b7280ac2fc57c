import type { SipDigest } from '../sip-digest.ts';
import {
  AOR,
  Column,
  Control,
  type DatagramPlace,
  HEAD,
  LONGEST_RECORD,
  MOST_AORS,
  type RingMemory,
  WRAPPED,
} from './digest-ring.ts';

/** The end of a ring at which digests are put in. */
export class DigestWriter {
  private readonly control: Int32Array;
  private readonly records: Int32Array;
  private readonly bytes: Uint8Array;
  private written = 0;
  private read = 0;

  constructor({ control, records }: RingMemory) {
    this.control = new Int32Array(control);
    this.records = new Int32Array(records);
    this.bytes = new Uint8Array(records);
  }

  /** The last frame of which the other thread has asked for a digest; 0 before the first one. */
  get position(): number {
    return Atomics.load(this.control, Control.Position);
  }

  /** Is there room for any digest, even if a part of the ring has to be left out at its end? */
  get hasRoom(): boolean {
    if (this.free >= 2 * LONGEST_RECORD) return true;
    this.read = Atomics.load(this.control, Control.Read);
    return this.free >= 2 * LONGEST_RECORD;
  }

  /** Blocks the thread until the other one takes something out, for at most `milliseconds`. */
  wait(milliseconds: number): void {
    Atomics.wait(this.control, Control.Read, this.read, milliseconds);
  }

  /** Puts in a digest, if it is a usual one; there has to be room. */
  write(place: DatagramPlace, digest: SipDigest): void {
    const { aorCount, bindingsLength, textsLength } = digest;
    if (textsLength > 0 || aorCount > MOST_AORS) return;
    const length = HEAD + aorCount * AOR + ((bindingsLength + 3) >>> 2);
    const at = this.placeFor(length);
    this.records[at + Column.Length] = length;
    this.putHead(at, place, digest);
    this.putAors(at + HEAD, digest);
    this.putBindings(at + HEAD + aorCount * AOR, digest);
    this.written = (this.written + length) | 0;
    // The other thread sees the record whole, because it loads this first.
    Atomics.store(this.control, Control.Written, this.written);
  }

  private get free(): number {
    return this.records.length - ((this.written - this.read) | 0);
  }

  /** Records are in one piece: what is too short for one at the end of the ring is left out. */
  private placeFor(length: number): number {
    const { records } = this;
    const at = this.written & (records.length - 1);
    const left = records.length - at;
    if (length <= left) return at;
    records[at] = WRAPPED;
    this.written = (this.written + left) | 0;
    return 0;
  }

  private putHead(at: number, place: DatagramPlace, digest: SipDigest): void {
    const { records } = this;
    records[at + Column.Frame] = place.frame;
    records[at + Column.Delta] = place.delta;
    records[at + Column.MessageLength] = place.length;
    records[at + Column.Hash] = digest.hash;
    records[at + Column.SecondHash] = digest.secondHash;
    records[at + Column.Status] = digest.status;
    records[at + Column.Kind] = digest.kind;
    records[at + Column.StatusCode] = digest.statusCode;
    records[at + Column.Method] = digest.method;
    records[at + Column.MethodFrom] = digest.methodFrom;
    records[at + Column.MethodTo] = digest.methodTo;
    records[at + Column.CSeq] = digest.cseq;
    records[at + Column.Branch] = digest.branch;
    records[at + Column.FromTag] = digest.fromTag;
    records[at + Column.ToTag] = digest.toTag;
    records[at + Column.HasToTag] = digest.hasToTag;
    records[at + Column.Legs] = digest.legs;
    records[at + Column.CallIdFrom] = digest.callIdFrom;
    records[at + Column.CallIdTo] = digest.callIdTo;
    records[at + Column.CallIdHash] = digest.callIdHash;
    records[at + Column.Aors] = digest.aorCount;
    records[at + Column.BindingsLength] = digest.bindingsLength;
  }

  private putAors(to: number, digest: SipDigest): void {
    const { records } = this;
    for (let aor = 0; aor < digest.aorCount; aor++, to += AOR) {
      records[to] = digest.aorRole(aor);
      records[to + 1] = digest.aorFrom(aor);
      records[to + 2] = digest.aorLength(aor);
      records[to + 3] = digest.aorHash(aor);
    }
  }

  private putBindings(to: number, { bindings, bindingsLength }: SipDigest): void {
    const { bytes } = this;
    const from = to * Int32Array.BYTES_PER_ELEMENT;
    for (let at = 0; at < bindingsLength; at++) bytes[from + at] = bindings.bytes[at] as number;
  }
}
