import { cutRow, displayWidth, fitText } from '../text/display-width.ts';
import { type Row, type Span, type Style, span } from '../text/styled-row.ts';
import type { ComparedField } from './compare-messages.ts';

/** Maximum width of field names. */
const WIDEST_NAME = 22;
/**
 * If the beginning of a long value is left out, this many characters before the first difference are kept.
 */
const LEAD = 8;

/**
 * The differences first; then, dimmed and only once, what is the same in both. Two values are side by side, or one
 * above the other if they are long. The parts in which they differ are highlighted.
 */
export function comparisonRows(fields: readonly ComparedField[], width: number): readonly Row[] {
  const differing = fields.filter(({ left, right }) => left !== right);
  const same = fields.filter(({ left, right }) => left === right);
  const [name, sameName] = [nameWidth(differing), nameWidth(same)];
  return [
    ...differing.flatMap((field) => differingRows(field, name, width)),
    ...same.map(({ path, left }): Row => [span('  '), label(path, sameName), span(left ?? '', 'dim')]),
  ];
}

function nameWidth(fields: readonly ComparedField[]): number {
  return Math.min(WIDEST_NAME, Math.max(4, ...fields.map(({ path }) => displayWidth(path))));
}

function label(path: string, width: number): Span {
  return span(`${fitText(path, width)} `, 'name');
}

function differingRows({ path, left, right }: ComparedField, name: number, width: number): readonly Row[] {
  const half = Math.max(8, Math.floor((width - name - 4) / 2));
  const first: Row = [span('≠ ', 'warning'), label(path, name)];
  const step = stepText(left, right);
  if (isShort(left, half) && isShort(right, half)) {
    const ours = value(left, 'problem');
    const gap = span(' '.repeat(Math.max(1, half + 1 - displayWidth(left ?? NONE))));
    return [[...first, ours, gap, value(right, 'success'), span(step, 'dim')]];
  }
  const rest = Math.max(8, width - name - 3);
  const shared = sharedEnds(left ?? '', right ?? '');
  const indent = span(' '.repeat(name + 3));
  const theirs = longValue(right, 'success', shared, rest - step.length);
  return [
    [...first, ...longValue(left, 'problem', shared, rest)],
    [indent, ...theirs, span(step, 'dim')],
  ];
}

/** Stands for a value that one of the messages does not have. */
const NONE = '—';

function isShort(text: string | undefined, room: number): boolean {
  return text === undefined || displayWidth(text) <= room;
}

function value(text: string | undefined, style: Style): Span {
  return text === undefined ? span(NONE, 'dim') : span(text, style);
}

/** ` +1`: by how much a number has increased; empty if they are no numbers. */
function stepText(left: string | undefined, right: string | undefined): string {
  const [from, to] = [numberOf(left), numberOf(right)];
  if (from === undefined || to === undefined) return '';
  return ` ${to > from ? '+' : ''}${to - from}`;
}

/** The number in a text that may be followed by its meaning. */
function numberOf(text: string | undefined): number | undefined {
  const digits = text === undefined ? undefined : /^(-?\d{1,15})(?: \(|$)/.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Number of UTF-16 units that two texts have in common at each end. */
interface SharedEnds {
  readonly before: number;
  readonly after: number;
}

function sharedEnds(left: string, right: string): SharedEnds {
  const most = Math.min(left.length, right.length);
  let before = 0;
  while (before < most && left.charCodeAt(before) === right.charCodeAt(before)) before++;
  // Never splits a surrogate pair.
  if (before > 0 && isHighSurrogate(left.charCodeAt(before - 1))) before--;
  let after = 0;
  while (
    after < most - before &&
    left.charCodeAt(left.length - 1 - after) === right.charCodeAt(right.length - 1 - after)
  )
    after++;
  if (after > 0 && isLowSurrogate(left.charCodeAt(left.length - after))) after--;
  return { before, after };
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/**
 * The differing part in its colour, the shared parts around it dimmed; begins shortly before the difference
 * if that is far into the text.
 */
function longValue(
  text: string | undefined,
  style: Style,
  { before, after }: SharedEnds,
  room: number,
): readonly Span[] {
  if (text === undefined) return [span(NONE, 'dim')];
  const isFar = displayWidth(text) > room && before > LEAD + 1;
  const from = isFar ? startOfCharacter(text, before - LEAD) : 0;
  const spans = [
    span(`${isFar ? '…' : ''}${text.slice(from, before)}`, 'dim'),
    span(text.slice(before, text.length - after), style),
    span(text.slice(text.length - after), 'dim'),
  ];
  return cutRow(
    spans.filter((one) => one.text !== ''),
    room,
  );
}

function startOfCharacter(text: string, at: number): number {
  return isLowSurrogate(text.charCodeAt(at)) ? at - 1 : at;
}
