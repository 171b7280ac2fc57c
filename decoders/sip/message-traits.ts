import { spellsIgnoringCase } from '../bytes/text.ts';
import { Byte } from './characters.ts';
import { Header } from './header-names.ts';
import type { SipIndex } from './message-index.ts';
import { AddressReader } from './name-addr.ts';
import { ParameterReader } from './parameters.ts';
import { NO_KEY, plainKey } from './text-keys.ts';

/** An answer that may not be known yet. */
export const Trait = { Unknown: 0, No: 1, Yes: 2 } as const;
export type Trait = (typeof Trait)[keyof typeof Trait];

/** Header fields by which the legs of a call refer to each other, in lower case. */
export const LEG_HEADERS = ['x-cid', 'x-call-id', 'session-id'] as const;

/**
 * What grouping into flows needs of almost every message, small enough to be kept for each: most messages
 * need not be read again. The object is reused.
 */
export class SipTraits {
  /** Key of the branch in the topmost Via; see `plainKey`. */
  branch: number = NO_KEY;
  /** Key of the tag in From; see `plainKey`. */
  fromTag: number = NO_KEY;
  toTag: number = NO_KEY;
  /** Does the To header have a tag that is not empty? */
  hasToTag: Trait = Trait.Unknown;
  /** Does the message have one of `LEG_HEADERS`? */
  legs: Trait = Trait.Unknown;
  private readonly addresses = new AddressReader();
  private readonly parameters = new ParameterReader();

  /** Reads them from an indexed message. */
  read(index: SipIndex): void {
    const via = index.first(Header.Via);
    this.branch = via < 0 ? NO_KEY : usualBranch(index.bytes, index.valueFrom(via), index.valueTo(via));
    this.fromTag = this.findTag(index, Header.From) ? this.tagKey(index.bytes) : NO_KEY;
    const isTagged = this.findTag(index, Header.To);
    this.hasToTag = isTagged ? Trait.Yes : Trait.No;
    this.toTag = isTagged ? this.tagKey(index.bytes) : NO_KEY;
    this.legs = namesLegs(index) ? Trait.Yes : Trait.No;
  }

  /** Does the address have a tag that is not empty? Then `parameters` is at it. */
  private findTag(index: SipIndex, header: typeof Header.From | typeof Header.To): boolean {
    const entry = index.first(header);
    if (entry < 0) return false;
    const { bytes } = index;
    const [from, to] = [index.valueFrom(entry), index.valueTo(entry)];
    const { addresses, parameters } = this;
    const bracket = onlyBracket(bytes, from, to);
    if (bracket === to - 1) return false;
    if (bracket >= 0) parameters.start(bytes, bracket + 1, to);
    else {
      addresses.start(bytes, from, to, false);
      if (!addresses.next()) return false;
      parameters.start(bytes, addresses.paramsFrom, addresses.paramsTo);
    }
    return parameters.find('tag') && parameters.valueTo > parameters.valueFrom;
  }

  private tagKey(bytes: Uint8Array): number {
    const { quoted, valueFrom, valueTo } = this.parameters;
    if (quoted || valueTo - valueFrom > LONGEST_TAG) return NO_KEY;
    return plainKey(bytes, valueFrom, valueTo);
  }
}

/** Longest tag; no device has longer ones. */
const LONGEST_TAG = 256;

/** The `>` that parameters follow, in an address without anything unusual; otherwise -1. */
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
 * Key of the branch in the topmost Via in bytes[from..to), if it is written in the usual way: `SIP/2.0/UDP
 * host;rport;branch=z9hG4bK1`. `NO_KEY` if it is not, and has to be parsed.
 */
function usualBranch(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const byte = bytes[at];
    if (byte === Byte.Comma || byte === Byte.Quote) return NO_KEY;
    if (byte !== Byte.Semicolon) continue;
    const next = bytes[at + 1] as number;
    if (next < LOWER_A || next > LOWER_Z) return NO_KEY;
    if (!spellsIgnoringCase(bytes, at + 1, 'branch')) continue;
    return bytes[at + 7] === Byte.Equals ? plainKey(bytes, at + 8, parameterEnd(bytes, at + 8, to)) : NO_KEY;
  }
  return NO_KEY;
}

function parameterEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && bytes[at] !== Byte.Semicolon && bytes[at] !== Byte.Comma) at++;
  return at;
}

const LOWER_A = 0x61;
const LOWER_Z = 0x7a;
