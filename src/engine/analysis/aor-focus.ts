import { textBytes } from '../../../decoders/bytes/text.ts';
import type { UserTest } from '../../filter/asked-users.ts';
import type { MessageId, StringId } from '../../ids.ts';
import { MOST_TERMS } from '../../store/new-message.ts';
import { isCallId, stringOf } from '../../store/terms.ts';
import { LONGEST_STRING } from '../../tables/byte-strings.ts';
import type { SessionTables } from '../session-tables.ts';

const UNKNOWN = 0;
const WANTED = 1;
const OTHER = 2;

/** Tells which messages are about the AORs of some users, by the index alone, without reading their bytes. */
export class AorFocus {
  private readonly tables: SessionTables;
  private readonly wants: UserTest;
  /** By AOR: UNKNOWN, WANTED or OTHER. */
  private known = new Uint8Array(1024);

  constructor(tables: SessionTables, wants: UserTest) {
    this.tables = tables;
    this.wants = wants;
  }

  /** Also true if the index cannot tell, because the message names no AOR, or more than the index keeps. */
  needs(id: MessageId): boolean {
    const { index } = this.tables;
    const count = index.termCount(id);
    if (count >= MOST_TERMS) return true;
    let names = 0;
    for (let at = 0; at < count; at++) {
      const term = index.term(id, at);
      if (isCallId(term)) continue;
      names++;
      if (this.isWanted(stringOf(term))) return true;
    }
    return names === 0;
  }

  private isWanted(aor: StringId): boolean {
    if (aor >= this.known.length) this.grow(aor);
    if (this.known[aor] === UNKNOWN) {
      const text = this.tables.aors.text(aor);
      // Names as long as this may have been cut, so they cannot be compared.
      const mayBeCut = textBytes(text).length >= LONGEST_STRING;
      this.known[aor] = mayBeCut || this.wants(text) ? WANTED : OTHER;
    }
    return this.known[aor] === WANTED;
  }

  private grow(aor: StringId): void {
    const larger = new Uint8Array(Math.max(2 * this.known.length, aor + 1));
    larger.set(this.known);
    this.known = larger;
  }
}
