import { areTokens, isBlank, isDigit, skipBlanks, trimEnd } from './characters.ts';
import { Method, methodId } from './methods.ts';
import { readNumber } from './number.ts';

/** Sequence numbers are below 2^31 (RFC 3261 8.1.1.5). */
const NUMBERS = 2 ** 31;

/** Where to store the parts of a CSeq value. */
export interface CSeqParts {
  /** -1 if it is not a number below 2^31. */
  cseqNumber: number;
  cseqMethod: Method;
  /** The name of the method; an empty range if there is none. */
  cseqMethodFrom: number;
  cseqMethodTo: number;
}

/** Reads `number LWS method` from the value bytes[from..to); false if it is something else. */
export function readCSeq(bytes: Uint8Array, from: number, to: number, into: CSeqParts): boolean {
  let at = from;
  while (at < to && isDigit(bytes[at] as number)) at++;
  const blank = at < to && isBlank(bytes[at] as number);
  // Without white space after it, the 0 of `0x10 INVITE` is no number.
  const number = blank || at === to ? readNumber(bytes, from, at) : -1;
  into.cseqNumber = number < NUMBERS ? number : -1;
  const methodFrom = skipBlanks(bytes, at, to);
  const methodTo = trimEnd(bytes, methodFrom, to);
  into.cseqMethodFrom = methodFrom;
  into.cseqMethodTo = methodTo;
  into.cseqMethod = methodId(bytes, methodFrom, methodTo);
  if (into.cseqNumber < 0 || !blank || methodFrom === methodTo) return false;
  return into.cseqMethod !== Method.Other || areTokens(bytes, methodFrom, methodTo);
}
