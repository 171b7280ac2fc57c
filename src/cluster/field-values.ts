import type { Fields, Value } from '../../decoders/fields/decode.ts';

/** Typed reading of decoded fields: what is missing or of another type is undefined, never a guess. */

export function textOf(fields: Fields, name: string): string | undefined {
  return asText(fields[name]);
}

/** Integers beyond 2^53 are undefined; a `time_t` or 64-bit blob below that is a number. */
export function numberOf(fields: Fields, name: string): number | undefined {
  return asNumber(fields[name]);
}

/** The members of a group. */
export function groupOf(fields: Fields, name: string): Fields | undefined {
  return asFields(fields[name]);
}

/** The groups of a repeated group, in order. */
export function groupsOf(fields: Fields, name: string): readonly Fields[] {
  const list = fields[name];
  return Array.isArray(list) ? onlyThose(list, isGroup) : NONE;
}

/** The numbers of a repeated field, in order. */
export function numbersOf(fields: Fields, name: string): readonly number[] {
  const list = fields[name];
  if (!Array.isArray(list)) return NONE;
  return list.every(isNumber) ? list : list.flatMap((item) => asNumber(item) ?? []);
}

/** The texts of a repeated field, in order. */
export function textsOf(fields: Fields, name: string): readonly string[] {
  const list = fields[name];
  return Array.isArray(list) ? onlyThose(list, isText) : NONE;
}

/** As `textOf`, of a value at hand: looking a field up by a name in a variable takes longer than by its name. */
export function asText(value: Value | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** 64-bit values in full. */
export function asBigint(value: Value | undefined): bigint | undefined {
  if (typeof value === 'bigint') return value;
  return typeof value === 'number' ? BigInt(value) : undefined;
}

export function asNumber(value: Value | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'bigint') return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

function asFields(value: Value | undefined): Fields | undefined {
  return value !== undefined && isGroup(value) ? value : undefined;
}

const NONE: readonly never[] = [];

/** The list itself where it has nothing else: these are asked for with each message. */
function onlyThose<Wanted extends Value>(
  list: readonly Value[],
  isWanted: (value: Value) => value is Wanted,
): readonly Wanted[] {
  return list.every(isWanted) ? list : list.filter(isWanted);
}

function isGroup(value: Value): value is Fields {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Uint8Array);
}

function isNumber(value: Value): value is number {
  return typeof value === 'number';
}

function isText(value: Value): value is string {
  return typeof value === 'string';
}
