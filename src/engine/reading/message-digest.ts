import { hashBytes } from '../../../decoders/bytes/hash.ts';
import { AorRole } from '../../../decoders/sip/addresses-of-record.ts';
import { LONGEST_STRING } from '../../tables/byte-strings.ts';

/** What a term is to its message. */
export const TermRole = {
  CallId: 0,
  ...AorRole,
  /** An AOR inside a BIN packet. */
  Packed: 7,
} as const;
export type TermRole = (typeof TermRole)[keyof typeof TermRole];

/** The first columns of each digest. */
export const DigestColumn = { Terms: 0, BindingsLength: 1 } as const;
export const FIRST_COLUMN = 2;
/** No digest has more. */
export const MOST_COLUMNS = 32;
/** Numbers of a term: its role, where its text begins, its length and its hash. */
export const TERM = 4;
/** A digest has memory for so many terms, and gets more when it needs it. */
const USUAL_TERMS = 64;
const NOTHING: Uint8Array = new Uint8Array(0);

/**
 * What the index keeps of a message, as far as its bytes alone tell. It does not depend on what was read before, so it
 * can be found out ahead of time, and elsewhere. It is a row of numbers, the terms after the columns, so that it can be
 * handed on without knowing what they mean. Positions count from the first byte of the message. The object is reused.
 */
export class MessageDigest {
  numbers: Int32Array;
  /** The place in `numbers` where it begins. */
  start = 0;
  /** The bindings as `BindingsWriter` writes them are so many bytes from `bindingsFrom` on as the column says. */
  bindings = NOTHING;
  bindingsFrom = 0;
  /** Terms that are not in the message as they are. */
  texts = NOTHING;
  textsLength = 0;
  private readonly columns: number;

  constructor(columns: number) {
    this.columns = columns;
    this.numbers = new Int32Array(columns + USUAL_TERMS * TERM);
  }

  /** What is a hash is signed here. */
  get(column: number): number {
    return this.numbers[this.start + column] as number;
  }

  set(column: number, value: number): void {
    this.numbers[this.start + column] = value;
  }

  /** Numbers of the digest, terms included. */
  get length(): number {
    return this.columns + this.get(DigestColumn.Terms) * TERM;
  }

  /** The digest is now the one that begins at numbers[start], with the bindings after it; without texts. */
  moveTo(numbers: Int32Array, bytes: Uint8Array, start: number): void {
    this.numbers = numbers;
    this.start = start;
    this.bindings = bytes;
    this.bindingsFrom = (start + this.length) * Int32Array.BYTES_PER_ELEMENT;
    this.textsLength = 0;
  }

  termRole(term: number): TermRole {
    return this.ofTerm(term, 0) as TermRole;
  }

  /** Where it begins in the message; if this is negative, it begins in `texts`, as many bytes before -1. */
  termFrom(term: number): number {
    return this.ofTerm(term, 1);
  }

  termLength(term: number): number {
    return this.ofTerm(term, 2);
  }

  /** As tables of strings hash. */
  termHash(term: number): number {
    return this.ofTerm(term, 3);
  }

  clearTerms(): void {
    this.set(DigestColumn.Terms, 0);
    this.textsLength = 0;
  }

  /** The term is bytes[from..to) of a message that begins at bytes[start]. */
  addTerm(role: TermRole, bytes: Uint8Array, start: number, from: number, to: number): void {
    this.add(role, from - start, to - from, hashOf(bytes, from, to));
  }

  /** The term is text[0..length), which is kept. */
  addText(role: TermRole, text: Uint8Array, length: number): void {
    this.add(role, this.keepText(text, length), length, hashOf(text, 0, length));
  }

  private ofTerm(term: number, part: number): number {
    return this.numbers[this.start + this.columns + term * TERM + part] as number;
  }

  private add(role: TermRole, from: number, length: number, hash: number): void {
    const at = this.length;
    if (at + TERM > this.numbers.length) {
      const larger = new Int32Array(2 * this.numbers.length);
      larger.set(this.numbers);
      this.numbers = larger;
    }
    const { numbers } = this;
    numbers[at] = role;
    numbers[at + 1] = from;
    numbers[at + 2] = length;
    numbers[at + 3] = hash;
    numbers[DigestColumn.Terms] = (numbers[DigestColumn.Terms] as number) + 1;
  }

  private keepText(text: Uint8Array, length: number): number {
    const from = this.textsLength;
    if (from + length > this.texts.length) {
      const larger = new Uint8Array(2 * this.texts.length + length);
      larger.set(this.texts);
      this.texts = larger;
    }
    for (let at = 0; at < length; at++) this.texts[from + at] = text[at] as number;
    this.textsLength = from + length;
    return -1 - from;
  }
}

function hashOf(bytes: Uint8Array, from: number, to: number): number {
  return hashBytes(bytes, from, Math.min(to, from + LONGEST_STRING));
}
