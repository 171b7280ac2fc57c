import { type FilterValue, filterValue, plainText } from '../ast.ts';
import { meaning, type Reading, unreadable } from './reading.ts';

/** Whole numbers from `low` to `high`, both included. */
export interface NumberRange {
  readonly low: number;
  readonly high: number;
}

/** Which numbers a key takes. */
export interface NumberRule extends NumberRange {
  /** For error messages: `a port`. */
  readonly name: string;
  readonly example: string;
}

/** `5`, `5-9`, `>5`, `>=5`, `<5`, `<=5`. */
export function readNumberRange(value: FilterValue, rule: NumberRule): Reading<NumberRange> {
  const text = plainText(value);
  const range = /^(\d{1,15})-(\d{1,15})$/.exec(text);
  if (range !== null) return between(Number(range[1]), Number(range[2]), rule);
  const bound = /^(>=|<=|>|<|)(\d{1,15})$/.exec(text);
  if (bound === null) return unreadable(`'${text}' is not ${rule.name}`, rule.example);
  const limit = Number(bound[2]);
  if (limit < rule.low || limit > rule.high) return outside(limit, rule);
  switch (bound[1]) {
    case '>':
      return meaning({ low: limit + 1, high: rule.high });
    case '>=':
      return meaning({ low: limit, high: rule.high });
    case '<':
      return meaning({ low: rule.low, high: limit - 1 });
    case '<=':
      return meaning({ low: rule.low, high: limit });
    default:
      return meaning({ low: limit, high: limit });
  }
}

/** As `readNumberRange`; also `4xx` or `40x`, as in RFC 3261. */
export function readStatus(value: FilterValue, rule: NumberRule): Reading<NumberRange> {
  const digits = /^(?=...$)(\d{1,2})(x{1,2})$/i.exec(plainText(value));
  if (digits === null) return readNumberRange(value, rule);
  const size = 10 ** (digits[2] ?? '').length;
  const low = Number(digits[1]) * size;
  return between(low, low + size - 1, rule);
}

/** Of messages: more than there can be. */
export const HIGHEST_NUMBER = 999_999_999_999_999;

/** As `readNumberRange`; also `#286`, as messages are numbered in texts. */
export function readMessageNumber(value: FilterValue): Reading<NumberRange> {
  return readNumberRange(filterValue([plainText(value).replaceAll('#', '')]), {
    name: 'the number of a message',
    low: 1,
    high: HIGHEST_NUMBER,
    example: 'As in no:286 or no:280-290',
  });
}

export function inRanges(ranges: readonly NumberRange[], number: number): boolean {
  for (const range of ranges) if (number >= range.low && number <= range.high) return true;
  return false;
}

function between(low: number, high: number, rule: NumberRule): Reading<NumberRange> {
  if (low > high) return unreadable('The range runs backwards', `Write ${high}-${low}`);
  if (low < rule.low || low > rule.high) return outside(low, rule);
  if (high > rule.high) return outside(high, rule);
  return meaning({ low, high });
}

function outside(number: number, rule: NumberRule): Reading<never> {
  return unreadable(`${number} is not ${rule.name}`, `It is a number from ${rule.low} to ${rule.high}`);
}
