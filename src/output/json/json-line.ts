import { hasRawBytes, hex, textBytes } from '../../../decoders/bytes/text.ts';

/** Returns what to write in place of a value that JSON cannot express. */
export type Replacer = (key: string, value: unknown) => unknown;

/**
 * A value as one line of NDJSON. JSON itself only escapes C0 controls; this also escapes whatever else could
 * move the cursor or hide and reorder text in a terminal. To a parser, the value is the same.
 */
export function jsonLine(value: unknown, replacer: Replacer = wireText): string {
  const line = stringified(value, replacer);
  return SUSPECT.test(line) ? line.replace(SUSPECTS, escaped) : line;
}

/** The members of an object as text, to be put into several objects; empty if there are none. */
export function jsonMembers(fields: object): string {
  return jsonLine(fields).slice(1, -1);
}

/** An object made of members from `jsonMembers`. */
export function jsonObject(...members: readonly string[]): string {
  return `{${members.filter((one) => one !== '').join(',')}}`;
}

/**
 * Calling `wireText` for every value would take longer than everything else, and it only changes lone
 * surrogates.
 */
function stringified(value: unknown, replacer: Replacer): string {
  if (replacer !== wireText) return JSON.stringify(value, replacer);
  const line = JSON.stringify(value);
  return line.includes(LONE_SURROGATE) ? JSON.stringify(value, replacer) : line;
}

/** How JSON.stringify begins a lone surrogate. Text that merely spells this is just checked again. */
const LONE_SURROGATE = '\\ud';

/** Strings with bytes that are not UTF-8 become `{"hex":"..."}`. */
export function wireText(_key: string, value: unknown): unknown {
  if (typeof value !== 'string' || !hasRawBytes(value)) return value;
  const bytes = textBytes(value);
  return { hex: hex(bytes, 0, bytes.length) };
}

/** DEL, C1 controls, line separators, and everything that changes direction or has no width. */
const CLASS = '[\\u007f-\\u009f\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb]';
const SUSPECT = new RegExp(CLASS);
const SUSPECTS = new RegExp(CLASS, 'g');

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
