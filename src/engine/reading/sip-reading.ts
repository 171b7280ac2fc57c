import { PacketStatus } from '../../../decoders/bin/skim-packet.ts';
import { latin1 } from '../../../decoders/bytes/text.ts';
import { AorRole } from '../../../decoders/sip/addresses-of-record.ts';
import { SipStatus } from '../../../decoders/sip/message-status.ts';
import { Method, methodName } from '../../../decoders/sip/methods.ts';
import { SipKind } from '../../../decoders/sip/start-line-parts.ts';
import type { StringId } from '../../ids.ts';
import { type CarriedMessage, Cut } from '../../reassembly/carried-message.ts';
import type { KindTable } from '../../store/kinds.ts';
import type { NewMessage } from '../../store/new-message.ts';
import { aorTerm, callIdTerm } from '../../store/terms.ts';
import type { ByteStringTable } from '../../tables/byte-strings.ts';
import { type SipDigest, SipDigester } from './sip-digest.ts';

/** Longer names of methods are cut. */
export const LONGEST_METHOD = 32;

/** The tables that the reading of SIP messages fills. */
export interface SipTables {
  readonly kinds: KindTable;
  readonly aors: ByteStringTable;
  readonly callIds: ByteStringTable;
  readonly bindings: ByteStringTable;
}

/** Puts what the index keeps of a SIP message into its row and its tables. */
export class SipReading {
  private readonly digester = new SipDigester();
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

  /** `known`: the digest of the message, if it has been made already. */
  read(message: CarriedMessage, row: NewMessage, known: SipDigest | undefined): void {
    const { bytes, from, to } = message;
    const digest = known ?? this.digester.read(bytes, from, to);
    const { status, bindings, bindingsLength } = digest;
    row.status = status === SipStatus.Decoded && message.cut !== Cut.None ? PacketStatus.Partial : status;
    row.kind = this.kind(digest, bytes, from);
    row.cseq = digest.cseq;
    row.branch = digest.branch;
    row.fromTag = digest.fromTag;
    row.toTag = digest.toTag;
    row.hasToTag = digest.hasToTag;
    row.legs = digest.legs;
    if (bindingsLength > 0 && row.status === SipStatus.Decoded) {
      row.bindings = this.bindingsTable.intern(bindings.bytes, 0, bindingsLength);
    }
    this.addTerms(digest, bytes, from, row);
  }

  /** The terms of a SIP message inside another one (tm-repl). */
  readInner(bytes: Uint8Array, from: number, to: number, row: NewMessage): void {
    this.addTerms(this.digester.readInner(bytes, from, to), bytes, from, row);
  }

  private kind(
    { kind, statusCode, method, methodFrom, methodTo }: SipDigest,
    bytes: Uint8Array,
    start: number,
  ): number {
    const { kinds } = this;
    if (kind === SipKind.Unknown) return kinds.unreadable();
    const from = start + methodFrom;
    const name =
      method === Method.Other
        ? latin1(bytes, from, Math.min(start + methodTo, from + LONGEST_METHOD))
        : methodName(method);
    return kind === SipKind.Request ? kinds.request(name) : kinds.response(statusCode, name);
  }

  /** Adds the Call-ID as the first term. */
  private addTerms(digest: SipDigest, bytes: Uint8Array, start: number, row: NewMessage): void {
    const { callIdFrom, callIdTo, callIdHash, aorCount } = digest;
    if (callIdTo > callIdFrom) {
      const id = this.callIdTable.internHashed(bytes, start + callIdFrom, start + callIdTo, callIdHash);
      row.addTerm(callIdTerm(id));
    }
    for (let at = 0; at < aorCount; at++) {
      const place = row.addTerm(aorTerm(this.internAor(digest, at, bytes, start)));
      const role = digest.aorRole(at);
      if (role === AorRole.From) row.fromTerm = place;
      else if (role === AorRole.To) row.toTerm = place;
    }
  }

  private internAor(digest: SipDigest, at: number, bytes: Uint8Array, start: number): StringId {
    const from = digest.aorFrom(at);
    const length = digest.aorLength(at);
    const hash = digest.aorHash(at);
    if (from >= 0) return this.aorTable.internHashed(bytes, start + from, start + from + length, hash);
    const textFrom = -1 - from;
    return this.aorTable.internHashed(digest.texts, textFrom, textFrom + length, hash);
  }
}
