import type { FieldNode, Quantity } from '../bytes/field-node.ts';
import { u8 } from '../bytes/integers.ts';
import { losslessText } from '../bytes/text.ts';
import type { FieldInput, InnerReading, Meaning } from '../fields/field.ts';

/** Meanings of raw values, as text. Tables are next to the capability that uses them. */

/** The name of an enumerated value. */
export function named(names: Readonly<Record<number, string>>): Meaning {
  return (value) => (typeof value === 'number' ? names[value] : undefined);
}

/** The names of the bits that are set, by bit number; a bit without a name as `bit 9`. */
export function bits(names: Readonly<Record<number, string>>): Meaning {
  return (value) => {
    if (typeof value !== 'number') return undefined;
    const set: string[] = [];
    for (let bit = 0; bit < 32; bit++) {
      if ((value >>> bit) & 1) set.push(names[bit] ?? `bit ${bit}`);
    }
    return set.length === 0 ? 'none' : set.join(' ');
  };
}

/** As `bits`, with a name for all bits set. */
export function bitsOr(all: string, names: Readonly<Record<number, string>>): Meaning {
  const some = bits(names);
  return (value) => (value === 0xffffffff || value === -1 ? all : some(value));
}

/** Seconds since 1970 as a date; `special` gives the meanings of special values. */
export function unixTime(special: Readonly<Record<number, string>> = {}): Meaning {
  const meaning = (value: FieldInput): string | undefined =>
    typeof value === 'number' ? (special[value] ?? utcDate(value)) : undefined;
  return Object.assign(meaning, { quantityOf: counts('unix time', special) });
}

/** A duration in seconds; `special` gives the meanings of special values. */
export function seconds(special: Readonly<Record<number, string>> = {}): Meaning {
  const meaning = (value: FieldInput): string | undefined =>
    typeof value === 'number' ? (special[value] ?? `${value} s`) : undefined;
  return Object.assign(meaning, { quantityOf: counts('seconds', special) });
}

function counts(
  quantity: Quantity,
  special: Readonly<Record<number, string>>,
): (value: FieldInput) => Quantity | undefined {
  return (value) => (typeof value === 'number' && special[value] === undefined ? quantity : undefined);
}

/** `2026-11-23 09:29:07 UTC`; undefined outside the years 1970 to 9999. Proleptic Gregorian calendar. */
export function utcDate(unixSeconds: number): string | undefined {
  if (!Number.isInteger(unixSeconds) || unixSeconds < 0 || unixSeconds > 253402300799) return undefined;
  const days = Math.floor(unixSeconds / 86400);
  const rest = unixSeconds % 86400;
  const [year, month, day] = civilDate(days);
  const two = (part: number) => String(part).padStart(2, '0');
  const time = `${two(Math.floor(rest / 3600))}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}`;
  return `${year}-${two(month)}-${two(day)} ${time} UTC`;
}

/** The date of a day number (0 is 1970-01-01), computed in eras of 400 years that begin on 1 March. */
function civilDate(days: number): [year: number, month: number, day: number] {
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const leapFree =
    dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096);
  const yearOfEra = Math.floor(leapFree / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return [year, month, dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1];
}

/** SIP methods as OpenSIPS numbers them in a mask (spec bin-capabilities 4.2). */
export const METHOD_BITS: Readonly<Record<number, string>> = {
  0: 'INVITE',
  1: 'CANCEL',
  2: 'ACK',
  3: 'BYE',
  4: 'INFO',
  5: 'OPTIONS',
  6: 'UPDATE',
  7: 'REGISTER',
  8: 'MESSAGE',
  9: 'SUBSCRIBE',
  10: 'NOTIFY',
  11: 'PRACK',
  12: 'REFER',
  13: 'PUBLISH',
  14: 'OTHER',
};

/** A flat JSON object (a key/value store, spec bin-capabilities 4.3), with a child for each key. */
export const keyValueStore: InnerReading = (bytes, from, to) => {
  const stored = parseFlatObject(losslessText(bytes, from, to));
  return stored.map(([key, value]): FieldNode => {
    const shown = STORE_KEYS.get(key);
    return { name: key, from, to, value, ...(shown === undefined ? {} : { note: shown }) };
  });
};

function parseFlatObject(text: string): readonly (readonly [string, string | number])[] {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return [];
    return Object.entries(parsed).map(([key, value]) => [
      key,
      typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value),
    ]);
  } catch {
    return [];
  }
}

/** A Map, not an object: a key from the wire may be `constructor`. */
const STORE_KEYS: ReadonlyMap<string, string> = new Map([
  ['_st', 'sharing tag that owns the contact'],
  ['_urec_kvs', 'store of the AOR, as JSON text'],
  ['F', 'From URI (mid_registrar)'],
  ['T', 'To URI (mid_registrar)'],
  ['ru', 'registrar URI (mid_registrar)'],
  ['hop', 'next hop (mid_registrar)'],
  ['CID', 'Call-ID of the registration upstream (mid_registrar)'],
  ['Seq', 'last CSeq upstream (mid_registrar)'],
  ['Con', 'Contact sent upstream (mid_registrar)'],
  ['exp', 'expiry requested upstream (mid_registrar)'],
  ['expO', 'expiry granted upstream (mid_registrar)'],
  ['LRTs', 'time of the last REGISTER upstream (mid_registrar)'],
  ['noDR', 'no de-registration upstream (mid_registrar)'],
]);

/**
 * Contact id: the labels of the contact and of its AOR, and a part of the AOR's hash (spec bin-capabilities
 * 4.2).
 */
export const contactId: Meaning = (value) => {
  if (typeof value !== 'bigint') return undefined;
  const contact = value & 0x3fffn;
  const record = (value >> 14n) & 0xffffffffn;
  const hash = (value >> 46n) & 0xffffn;
  return `contact label ${contact}, AOR label ${record}, AOR hash ${hash}`;
};

/** In thousandths; -1 if the contact had no q parameter. */
export const qValue: Meaning = (value) => {
  if (typeof value !== 'number') return undefined;
  return value === -1 ? 'unspecified' : (value / 1000).toString();
};

/** A single blank stands for "absent" (presence, pua). */
export const blankIsAbsent: Meaning = (value) => (value === ' ' ? 'absent' : undefined);

/** The core hash of OpenSIPS (spec bin-capabilities 5.1.4), unmasked. Bytes count as signed `char`. */
export function coreHash(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0;
  let at = from;
  const add = (word: number): void => {
    hash = (hash + ((word ^ (word >>> 3)) >>> 0)) >>> 0;
  };
  for (; at + 4 <= to; at += 4) {
    let word = 0;
    for (let i = 0; i < 4; i++) word = ((word << 8) + signed(u8(bytes, at + i))) | 0;
    add(word >>> 0);
  }
  let rest = 0;
  for (; at < to; at++) rest = ((rest << 8) + signed(u8(bytes, at))) | 0;
  add(rest >>> 0);
  return (hash + (hash >>> 11) + ((hash >>> 13) + (hash >>> 23))) >>> 0;
}

function signed(byte: number): number {
  return (byte << 24) >> 24;
}
