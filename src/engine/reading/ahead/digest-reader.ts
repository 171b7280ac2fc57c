import type { SipStatus } from '../../../../decoders/sip/message-status.ts';
import type { Trait } from '../../../../decoders/sip/message-traits.ts';
import type { Method } from '../../../../decoders/sip/methods.ts';
import type { SipKind } from '../../../../decoders/sip/start-line-parts.ts';
import { SipDigest } from '../sip-digest.ts';
import { AOR, Column, Control, HEAD, type RingMemory, WRAPPED } from './digest-ring.ts';

/** Frames between two reports of where reading is: each report is seen by the other processor. */
const REPORT_EVERY = 64;

/** The end of a ring at which digests are taken out. */
export class DigestReader {
  private readonly digest = new SipDigest();
  private readonly control: Int32Array;
  private readonly records: Int32Array;
  private readonly bytes: Uint8Array;
  private written = 0;
  private read = 0;
  private nextReport = 0;

  constructor({ control, records }: RingMemory) {
    this.control = new Int32Array(control);
    this.records = new Int32Array(records);
    this.bytes = new Uint8Array(records);
  }

  /**
   * The digest of the datagram at a place; undefined if it is not there, or not yet. Places are asked for in the order
   * of frames. The result is good until the next call.
   */
  find(frame: number, delta: number, length: number): SipDigest | undefined {
    const { records } = this;
    let found: SipDigest | undefined;
    while (found === undefined && this.hasNext()) {
      const at = this.read & (records.length - 1);
      const there = records[at + Column.Frame] as number;
      if (there > frame) break;
      const isWanted =
        there === frame &&
        records[at + Column.Delta] === delta &&
        records[at + Column.MessageLength] === length;
      if (isWanted) found = this.digestAt(at);
      this.read = (this.read + (records[at + Column.Length] as number)) | 0;
    }
    if (frame >= this.nextReport) this.report(frame);
    return found;
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

  private digestAt(at: number): SipDigest {
    const { digest, records } = this;
    digest.hash = (records[at + Column.Hash] as number) >>> 0;
    digest.secondHash = (records[at + Column.SecondHash] as number) >>> 0;
    digest.status = records[at + Column.Status] as SipStatus;
    digest.kind = records[at + Column.Kind] as SipKind;
    digest.statusCode = records[at + Column.StatusCode] as number;
    digest.method = records[at + Column.Method] as Method;
    digest.methodFrom = records[at + Column.MethodFrom] as number;
    digest.methodTo = records[at + Column.MethodTo] as number;
    digest.cseq = records[at + Column.CSeq] as number;
    digest.branch = (records[at + Column.Branch] as number) >>> 0;
    digest.fromTag = (records[at + Column.FromTag] as number) >>> 0;
    digest.toTag = (records[at + Column.ToTag] as number) >>> 0;
    digest.hasToTag = records[at + Column.HasToTag] as Trait;
    digest.legs = records[at + Column.Legs] as Trait;
    digest.callIdFrom = records[at + Column.CallIdFrom] as number;
    digest.callIdTo = records[at + Column.CallIdTo] as number;
    digest.callIdHash = (records[at + Column.CallIdHash] as number) >>> 0;
    this.takeAors(at);
    return digest;
  }

  private takeAors(at: number): void {
    const { digest, records, bytes } = this;
    digest.clearAors();
    let from = at + HEAD;
    for (let left = records[at + Column.Aors] as number; left > 0; left--, from += AOR) {
      const role = records[from] as number;
      const start = records[from + 1] as number;
      digest.addAor(role, start, records[from + 2] as number, records[from + 3] as number);
    }
    digest.bindingsLength = records[at + Column.BindingsLength] as number;
    const bindings = digest.bindings.bytes;
    from *= Int32Array.BYTES_PER_ELEMENT;
    for (let byte = 0; byte < digest.bindingsLength; byte++) bindings[byte] = bytes[from + byte] as number;
  }

  /** Tells the other thread where reading is, and what it may overwrite. */
  private report(frame: number): void {
    this.nextReport = frame + REPORT_EVERY;
    Atomics.store(this.control, Control.Position, frame);
    Atomics.store(this.control, Control.Read, this.read);
    Atomics.notify(this.control, Control.Read);
  }
}
