import type { Extents, Protocol } from '../../../reassembly/carried-message.ts';
import { DigestColumn, type MessageDigest } from '../message-digest.ts';
import {
  Column,
  Control,
  HEAD,
  LONGEST_RECORD,
  MOST_PARTS,
  MOST_TERMS,
  PART,
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

  /** Puts in the digest of a message that lies in `parts`, if it is a usual one; there has to be room. */
  write(protocol: Protocol, parts: Extents, digest: MessageDigest): void {
    if (digest.textsLength > 0 || digest.get(DigestColumn.Terms) > MOST_TERMS || parts.count > MOST_PARTS)
      return;
    const { records } = this;
    const bindingsLength = digest.get(DigestColumn.BindingsLength);
    const digestAt = HEAD + parts.count * PART;
    const length = digestAt + digest.length + ((bindingsLength + 3) >>> 2);
    const at = this.placeFor(length);
    records[at + Column.Length] = length;
    records[at + Column.Protocol] = protocol;
    records[at + Column.Frame] = parts.frame[parts.count - 1] as number;
    records[at + Column.Parts] = parts.count;
    records[at + Column.Digest] = digestAt;
    this.putParts(at + HEAD, parts);
    this.putDigest(at + digestAt, digest, bindingsLength);
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

  private putParts(to: number, { count, frame, delta, length }: Extents): void {
    const { records } = this;
    for (let part = 0; part < count; part++, to += PART) {
      records[to] = frame[part] as number;
      records[to + 1] = delta[part] as number;
      records[to + 2] = length[part] as number;
    }
  }

  private putDigest(to: number, digest: MessageDigest, bindingsLength: number): void {
    const { records, bytes } = this;
    const { length, numbers, start, bindings, bindingsFrom } = digest;
    for (let at = 0; at < length; at++) records[to + at] = numbers[start + at] as number;
    const bytesTo = (to + length) * Int32Array.BYTES_PER_ELEMENT;
    for (let at = 0; at < bindingsLength; at++) bytes[bytesTo + at] = bindings[bindingsFrom + at] as number;
  }
}
