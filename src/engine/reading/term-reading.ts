import type { NewMessage } from '../../store/new-message.ts';
import { aorTerm, callIdTerm } from '../../store/terms.ts';
import type { ByteStringTable } from '../../tables/byte-strings.ts';
import { DigestColumn, type MessageDigest, TermRole } from './message-digest.ts';

/** The tables of what messages are about. */
export interface TermTables {
  readonly aors: ByteStringTable;
  readonly callIds: ByteStringTable;
}

/** Puts the terms of a digest into a row and its tables. */
export class TermReading {
  private readonly aors: ByteStringTable;
  private readonly callIds: ByteStringTable;

  constructor({ aors, callIds }: TermTables) {
    this.aors = aors;
    this.callIds = callIds;
  }

  /** The message begins at bytes[start]. */
  addTerms(digest: MessageDigest, bytes: Uint8Array, start: number, row: NewMessage): void {
    const count = digest.get(DigestColumn.Terms);
    for (let term = 0; term < count; term++) {
      const role = digest.termRole(term);
      const place = row.addTerm(this.intern(digest, term, role, bytes, start));
      if (role === TermRole.From) row.fromTerm = place;
      else if (role === TermRole.To) row.toTerm = place;
    }
  }

  private intern(
    digest: MessageDigest,
    term: number,
    role: TermRole,
    bytes: Uint8Array,
    start: number,
  ): number {
    const place = digest.termFrom(term);
    const text = place >= 0 ? bytes : digest.texts;
    const from = place >= 0 ? start + place : -1 - place;
    const to = from + digest.termLength(term);
    const hash = digest.termHash(term);
    return role === TermRole.CallId
      ? callIdTerm(this.callIds.internHashed(text, from, to, hash))
      : aorTerm(this.aors.internHashed(text, from, to, hash));
  }
}
