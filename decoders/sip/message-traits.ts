import { spellsIgnoringCase } from '../bytes/text.ts';
import { Byte } from './characters.ts';
import { Header } from './header-names.ts';
import type { SipIndex } from './message-index.ts';
import { AddressReader } from './name-addr.ts';
import { ParameterReader } from './parameters.ts';

/** An answer of which it may not be known yet. */
export const Trait = { Unknown: 0, No: 1, Yes: 2 } as const;
export type Trait = (typeof Trait)[keyof typeof Trait];

/** Header fields by which the legs of a call name each other, in lower case. */
export const LEG_HEADERS = ['x-cid', 'x-call-id', 'session-id'] as const;

/**
 * What grouping asks of almost every message, small enough to be kept of each of them: most need not be
 * read again. The object is reused.
 */
export class SipTraits {
  /** Of the topmost Via, see `branchKey`; 0 where there is none, or an unusual one. */
  branch = 0;
  /** Has the To header a tag that is not empty? */
  toTag: Trait = Trait.Unknown;
  /** Has the message one of `LEG_HEADERS`? */
  legs: Trait = Trait.Unknown;
  private readonly addresses = new AddressReader();
  private readonly parameters = new ParameterReader();

  /** Of a message that was indexed. */
  read(index: SipIndex): void {
    const via = index.first(Header.Via);
    this.branch = via < 0 ? 0 : usualBranch(index.bytes, index.valueFrom(via), index.valueTo(via));
    this.toTag = this.toTagOf(index);
    this.legs = namesLegs(index) ? Trait.Yes : Trait.No;
  }

  private toTagOf(index: SipIndex): Trait {
    const entry = index.first(Header.To);
    if (entry < 0) return Trait.No;
    const { bytes } = index;
    const [from, to] = [index.valueFrom(entry), index.valueTo(entry)];
    const { addresses, parameters } = this;
    const bracket = onlyBracket(bytes, from, to);
    if (bracket === to - 1) return Trait.No;
    if (bracket >= 0) parameters.start(bytes, bracket + 1, to);
    else {
      addresses.start(bytes, from, to, false);
      if (!addresses.next()) return Trait.No;
      parameters.start(bytes, addresses.paramsFrom, addresses.paramsTo);
    }
    const found = parameters.find('tag') && parameters.valueTo > parameters.valueFrom;
    return found ? Trait.Yes : Trait.No;
  }
}

/** The `>` behind which parameters stand, in an address without anything unusual; else -1. */
function onlyBracket(bytes: Uint8Array, from: number, to: number): number {
  let opened = from;
  for (; opened < to && bytes[opened] !== Byte.LessThan; opened++) {
    const byte = bytes[opened];
    if (byte === Byte.Quote || byte === Byte.Colon) return -1;
  }
  let bracket = opened + 1;
  while (bracket < to && bytes[bracket] !== Byte.GreaterThan) bracket++;
  return bracket < to ? bracket : -1;
}

function namesLegs(index: SipIndex): boolean {
  for (let entry = 0; entry < index.headerCount; entry++) {
    if (index.headerAt(entry) !== Header.Other) continue;
    const from = index.nameFrom(entry);
    const length = index.nameTo(entry) - from;
    for (const name of LEG_HEADERS) {
      if (name.length === length && spellsIgnoringCase(index.bytes, from, name)) return true;
    }
  }
  return false;
}

/**
 * A branch parameter (RFC 3261 8.1.1.7) as a number, by which the branches of one Call-ID and CSeq are told
 * apart; 0 for none.
 */
export function branchKey(branch: string | undefined): number {
  if (branch === undefined || branch === '') return 0;
  let key = FNV_BASIS;
  for (let at = 0; at < branch.length; at++) key = Math.imul(key ^ branch.charCodeAt(at), FNV_PRIME);
  return key >>> 0 || 1;
}

/**
 * The same of the topmost Via in bytes[from..to), where that is written as everybody writes it:
 * `SIP/2.0/UDP host;rport;branch=z9hG4bK1`. 0 where it is not: then its text has to be asked.
 */
function usualBranch(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const byte = bytes[at];
    if (byte === Byte.Comma || byte === Byte.Quote) return 0;
    if (byte !== Byte.Semicolon) continue;
    const next = bytes[at + 1] as number;
    if (next < LOWER_A || next > LOWER_Z) return 0;
    if (!spellsIgnoringCase(bytes, at + 1, 'branch')) continue;
    return bytes[at + 7] === Byte.Equals ? usualBranchKey(bytes, at + 8, to) : 0;
  }
  return 0;
}

function usualBranchKey(bytes: Uint8Array, from: number, to: number): number {
  let key = FNV_BASIS;
  let at = from;
  for (; at < to && bytes[at] !== Byte.Semicolon && bytes[at] !== Byte.Comma; at++) {
    const byte = bytes[at] as number;
    if (byte <= Byte.Space || byte > LAST_PRINTABLE || byte === Byte.Quote) return 0;
    key = Math.imul(key ^ byte, FNV_PRIME);
  }
  return at === from ? 0 : key >>> 0 || 1;
}

/** FNV-1a, 32 bits. */
const FNV_BASIS = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;
const LAST_PRINTABLE = 0x7e;
const LOWER_A = 0x61;
const LOWER_Z = 0x7a;
