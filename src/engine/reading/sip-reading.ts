import { PacketStatus } from '../../../decoders/bin/skim-packet.ts';
import { latin1 } from '../../../decoders/bytes/text.ts';
import { AorList, AorRole } from '../../../decoders/sip/addresses-of-record.ts';
import { BindingsWriter } from '../../../decoders/sip/bindings.ts';
import { SipIndex } from '../../../decoders/sip/message-index.ts';
import { SipStatus } from '../../../decoders/sip/message-status.ts';
import { SipTraits } from '../../../decoders/sip/message-traits.ts';
import { Method, methodName } from '../../../decoders/sip/methods.ts';
import { SipKind } from '../../../decoders/sip/start-line-parts.ts';
import { type CarriedMessage, Cut } from '../../reassembly/carried-message.ts';
import type { KindTable } from '../../store/kinds.ts';
import type { NewMessage } from '../../store/new-message.ts';
import { aorTerm, callIdTerm } from '../../store/terms.ts';
import type { ByteStringTable } from '../../tables/byte-strings.ts';

/** Longer names of methods are cut. */
export const LONGEST_METHOD = 32;

/** RFC 3261 8.1.1.5 */
const LARGEST_CSEQ = 2 ** 31 - 1;

/** The tables that the reading of SIP messages fills. */
export interface SipTables {
  readonly kinds: KindTable;
  readonly aors: ByteStringTable;
  readonly callIds: ByteStringTable;
  readonly bindings: ByteStringTable;
}

/** Takes from a SIP message what the index keeps of it. */
export class SipReading {
  private readonly index = new SipIndex();
  private readonly aors = new AorList();
  private readonly traits = new SipTraits();
  private readonly bindings = new BindingsWriter();
  private readonly scratch = new Uint8Array(1024);
  private readonly kinds: KindTable;
  private readonly aorTable: ByteStringTable;
  private readonly callIdTable: ByteStringTable;
  private readonly bindingsTable: ByteStringTable;

  constructor({ kinds, aors, callIds, bindings }: SipTables) {
    this.kinds = kinds;
    this.aorTable = aors;
    this.callIdTable = callIds;
    this.bindingsTable = bindings;
  }

  read(message: CarriedMessage, row: NewMessage): void {
    const status = this.index.read(message.bytes, message.from, message.to);
    const whole = status === SipStatus.Decoded && message.cut !== Cut.None;
    row.status = whole ? PacketStatus.Partial : status;
    row.kind = this.kind();
    row.cseq = this.index.cseqNumber <= LARGEST_CSEQ ? this.index.cseqNumber : -1;
    this.traits.read(this.index);
    row.branch = this.traits.branch;
    row.fromTag = this.traits.fromTag;
    row.toTag = this.traits.toTag;
    row.hasToTag = this.traits.hasToTag;
    row.legs = this.traits.legs;
    if (row.status === SipStatus.Decoded && this.tellsBindings) row.bindings = this.internBindings();
    this.addTerms(row);
  }

  /** The terms of a SIP message inside another one (tm-repl). */
  readInner(bytes: Uint8Array, from: number, to: number, row: NewMessage): void {
    this.index.read(bytes, from, to);
    this.addTerms(row);
  }

  /** A REGISTER, or the answer that grants what one asked for. */
  private get tellsBindings(): boolean {
    const { cseqMethod, kind, statusCode } = this.index;
    if (cseqMethod !== Method.Register) return false;
    return kind === SipKind.Request || (statusCode >= 200 && statusCode < 300);
  }

  private internBindings(): number {
    const { bindings } = this;
    const length = bindings.write(this.index);
    return length < 0 ? 0 : this.bindingsTable.intern(bindings.bytes, 0, length);
  }

  private kind(): number {
    const { index, kinds } = this;
    if (index.kind === SipKind.Unknown) return kinds.unreadable();
    if (index.kind === SipKind.Request) {
      return kinds.request(this.method(index.method, index.methodFrom, index.methodTo));
    }
    const method = this.method(index.cseqMethod, index.cseqMethodFrom, index.cseqMethodTo);
    return kinds.response(index.statusCode, method);
  }

  private method(method: Method, from: number, to: number): string {
    if (method !== Method.Other) return methodName(method);
    return latin1(this.index.bytes, from, Math.min(to, from + LONGEST_METHOD));
  }

  /** Adds the Call-ID as the first term. */
  private addTerms(row: NewMessage): void {
    const { index, aors } = this;
    if (index.callIdTo > index.callIdFrom) {
      row.addTerm(callIdTerm(this.callIdTable.intern(index.bytes, index.callIdFrom, index.callIdTo)));
    }
    const count = aors.collect(index);
    for (let at = 0; at < count; at++) {
      const from = aors.normalFrom(at);
      const length = from < 0 ? aors.write(at, this.scratch) : 0;
      if (from < 0 && length === 0) continue;
      const aor =
        from >= 0
          ? this.aorTable.intern(index.bytes, from, aors.normalTo(at))
          : this.aorTable.intern(this.scratch, 0, length);
      const place = row.addTerm(aorTerm(aor));
      if (aors.role(at) === AorRole.From) row.fromTerm = place;
      else if (aors.role(at) === AorRole.To) row.toTerm = place;
    }
  }
}
