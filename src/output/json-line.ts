import { hasRawBytes, hex, textBytes } from '../../decoders/bytes/text.ts';

/** What JSON has another form for: returns what is to be written in the value's place. */
export type Replacer = (key: string, value: unknown) => unknown;

/**
 * A value as one line of NDJSON. JSON itself escapes only C0 controls; what else could move a cursor,
 * or hide and reorder text, when the line is looked at in a terminal, is escaped too. It is the same
 * value for who parses it.
 */
export function jsonLine(value: unknown, replacer: Replacer = wireText): string {
  const line = stringified(value, replacer);
  return SUSPECT.test(line) ? line.replace(SUSPECTS, escaped) : line;
}

/** Members of an object as a line has them, for who puts the same ones into many objects; empty where there are none. */
export function jsonMembers(fields: object): string {
  return jsonLine(fields).slice(1, -1);
}

/** An object of members that were written before. */
export function jsonObject(...members: readonly string[]): string {
  return `{${members.filter((one) => one !== '').join(',')}}`;
}

/** Asking `wireText` about every value takes longer than all else, and only lone surrogates interest it. */
function stringified(value: unknown, replacer: Replacer): string {
  if (replacer !== wireText) return JSON.stringify(value, replacer);
  const line = JSON.stringify(value);
  return line.includes(LONE_SURROGATE) ? JSON.stringify(value, replacer) : line;
}

/** How JSON writes the first half of every lone surrogate; a text that spells it is only looked at again. */
const LONE_SURROGATE = '\\ud';

/** Byte strings that are not UTF-8 become `{"hex":"..."}`. */
export function wireText(_key: string, value: unknown): unknown {
  if (typeof value !== 'string' || !hasRawBytes(value)) return value;
  const bytes = textBytes(value);
  return { hex: hex(bytes, 0, bytes.length) };
}

/** DEL, C1 controls, separators, and everything that changes direction or has no width. */
const CLASS = '[\\u007f-\\u009f\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb]';
const SUSPECT = new RegExp(CLASS);
const SUSPECTS = new RegExp(CLASS, 'g');

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
