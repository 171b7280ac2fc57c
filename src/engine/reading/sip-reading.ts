import { PacketStatus } from '../../../decoders/bin/skim-packet.ts';
import { latin1 } from '../../../decoders/bytes/text.ts';
import { SipStatus } from '../../../decoders/sip/message-status.ts';
import type { Trait } from '../../../decoders/sip/message-traits.ts';
import { Method, methodName } from '../../../decoders/sip/methods.ts';
import { SipKind } from '../../../decoders/sip/start-line-parts.ts';
import { type CarriedMessage, Cut } from '../../reassembly/carried-message.ts';
import type { KindTable } from '../../store/kinds.ts';
import type { NewMessage } from '../../store/new-message.ts';
import type { ByteStringTable } from '../../tables/byte-strings.ts';
import { SipColumn, type SipDigest, SipDigester } from './sip-digest.ts';
import { TermReading, type TermTables } from './term-reading.ts';

/** Longer names of methods are cut. */
export const LONGEST_METHOD = 32;

/** The tables that the reading of SIP messages fills. */
export interface SipTables extends TermTables {
  readonly kinds: KindTable;
  readonly bindings: ByteStringTable;
}

/** Puts what the index keeps of a SIP message into its row and its tables. */
export class SipReading {
  private readonly digester = new SipDigester();
  private readonly kinds: KindTable;
  private readonly bindingsTable: ByteStringTable;
  private readonly terms: TermReading;

  constructor(tables: SipTables) {
    this.kinds = tables.kinds;
    this.bindingsTable = tables.bindings;
    this.terms = new TermReading(tables);
  }

  /** `known`: the digest of the message, if it has been made already. */
  read(message: CarriedMessage, row: NewMessage, known: SipDigest | undefined): void {
    const { bytes, from, to } = message;
    const digest = known ?? this.digester.read(bytes, from, to);
    const status = digest.get(SipColumn.Status) as SipStatus;
    row.status = status === SipStatus.Decoded && message.cut !== Cut.None ? PacketStatus.Partial : status;
    row.kind = this.kind(digest, bytes, from);
    row.cseq = digest.get(SipColumn.CSeq);
    row.branch = digest.get(SipColumn.Branch) >>> 0;
    row.fromTag = digest.get(SipColumn.FromTag) >>> 0;
    row.toTag = digest.get(SipColumn.ToTag) >>> 0;
    row.hasToTag = digest.get(SipColumn.HasToTag) as Trait;
    row.legs = digest.get(SipColumn.Legs) as Trait;
    const bindingsLength = digest.get(SipColumn.BindingsLength);
    if (bindingsLength > 0 && row.status === SipStatus.Decoded) {
      const { bindings, bindingsFrom } = digest;
      row.bindings = this.bindingsTable.intern(bindings, bindingsFrom, bindingsFrom + bindingsLength);
    }
    this.terms.addTerms(digest, bytes, from, row);
  }

  private kind(digest: SipDigest, bytes: Uint8Array, start: number): number {
    const { kinds } = this;
    const kind = digest.get(SipColumn.Kind) as SipKind;
    if (kind === SipKind.Unknown) return kinds.unreadable();
    const method = digest.get(SipColumn.Method) as Method;
    const from = start + digest.get(SipColumn.MethodFrom);
    const to = start + digest.get(SipColumn.MethodTo);
    const name =
      method === Method.Other ? latin1(bytes, from, Math.min(to, from + LONGEST_METHOD)) : methodName(method);
    return kind === SipKind.Request
      ? kinds.request(name)
      : kinds.response(digest.get(SipColumn.StatusCode), name);
  }
}
