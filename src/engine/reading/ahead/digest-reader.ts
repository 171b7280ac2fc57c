import { type Extents, Protocol } from '../../../reassembly/carried-message.ts';
import { BinDigest } from '../bin-digest.ts';
import type { MessageDigest } from '../message-digest.ts';
import { SipDigest } from '../sip-digest.ts';
import { Column, Control, HEAD, PART, type RingMemory, WRAPPED } from './digest-ring.ts';

/** Frames between two reports of where reading is: each report is seen by the other processor. */
const REPORT_EVERY = 64;
/**
 * The other thread, if it waits for room, is woken whenever this part of the ring has been taken out: for less, waking it
 * costs either thread more than the digests save.
 */
const WAKE_AFTER = 1 / 8;

/** The end of a ring at which digests are taken out. */
export class DigestReader {
  private readonly sipDigest = new SipDigest();
  private readonly binDigest = new BinDigest();
  private readonly control: Int32Array;
  private readonly records: Int32Array;
  private readonly bytes: Uint8Array;
  private written = 0;
  private read = 0;
  private nextReport = 0;
  /** Up to where digests had been taken out when the other thread was last woken. */
  private woken = 0;

  constructor({ control, records }: RingMemory) {
    this.control = new Int32Array(control);
    this.records = new Int32Array(records);
    this.bytes = new Uint8Array(records);
  }

  /**
   * The digest of the message that lies in these parts, of which the last one is in this frame of the file; undefined if
   * it is not there, or not yet. The numbers of the frames of `parts` are larger by `shift` than in the file. Places are
   * asked for in the order of frames. The result is good until the next call.
   */
  sip(parts: Extents, frame: number, shift: number): SipDigest | undefined {
    const at = this.find(Protocol.Sip, parts, frame, shift);
    return at < 0 ? undefined : this.digestAt(at, this.sipDigest);
  }

  /** As `sip`, of a BIN packet. */
  bin(parts: Extents, frame: number, shift: number): BinDigest | undefined {
    const at = this.find(Protocol.Bin, parts, frame, shift);
    return at < 0 ? undefined : this.digestAt(at, this.binDigest);
  }

  /** Place of a record, -1 if it is not there. */
  private find(protocol: Protocol, parts: Extents, frame: number, shift: number): number {
    // What the last call returned may be overwritten now.
    if (frame >= this.nextReport) this.report(frame);
    const { records } = this;
    while (this.hasNext()) {
      const at = this.read & (records.length - 1);
      const isBehind = this.compare(at, parts, frame);
      if (isBehind > 0) return -1;
      this.read = (this.read + (records[at + Column.Length] as number)) | 0;
      if (isBehind === 0 && records[at + Column.Protocol] === protocol && this.isOf(at, parts, shift))
        return at;
    }
    return -1;
  }

  /** Does the message of a record end behind (1), before (-1), or just where the wanted one ends? */
  private compare(at: number, parts: Extents, frame: number): number {
    const { records } = this;
    const there = records[at + Column.Frame] as number;
    if (there !== frame) return there > frame ? 1 : -1;
    const last = at + (records[at + Column.Digest] as number) - PART;
    const end = (records[last + 1] as number) + (records[last + 2] as number);
    const wanted = (parts.delta[parts.count - 1] as number) + (parts.length[parts.count - 1] as number);
    return Math.sign(end - wanted);
  }

  private isOf(at: number, { count, frame, delta, length }: Extents, shift: number): boolean {
    const { records } = this;
    if (records[at + Column.Parts] !== count) return false;
    for (let part = 0, from = at + HEAD; part < count; part++, from += PART) {
      if (records[from] !== (frame[part] as number) - shift) return false;
      if (records[from + 1] !== delta[part] || records[from + 2] !== length[part]) return false;
    }
    return true;
  }

  private digestAt<Digest extends MessageDigest>(at: number, digest: Digest): Digest {
    digest.moveTo(this.records, this.bytes, at + (this.records[at + Column.Digest] as number));
    return digest;
  }

  /** Moves to the next record, if there is one. */
  private hasNext(): boolean {
    if (this.read === this.written) {
      this.written = Atomics.load(this.control, Control.Written);
      if (this.read === this.written) return false;
    }
    const at = this.read & (this.records.length - 1);
    // Never the last thing that was written: a record follows.
    if (this.records[at] === WRAPPED) this.read = (this.read + this.records.length - at) | 0;
    return true;
  }

  /** Tells the other thread where reading is, and what it may overwrite. */
  private report(frame: number): void {
    this.nextReport = frame + REPORT_EVERY;
    Atomics.store(this.control, Control.Position, frame);
    Atomics.store(this.control, Control.Read, this.read);
    if (((this.read - this.woken) | 0) < this.records.length * WAKE_AFTER) return;
    this.woken = this.read;
    Atomics.notify(this.control, Control.Read);
  }
}
