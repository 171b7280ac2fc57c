import { grouped } from '../text/counts.ts';
import { fitText, fitTextRight } from '../text/display-width.ts';
import { type Row, type Span, type Style, span } from '../text/styled-row.ts';

/** A band with a bar for each column, whose shown part is bright. */
export interface BandData {
  readonly name: string;
  readonly style: Style;
  /** Number of messages in each column, and of those that are shown. */
  readonly totals: ArrayLike<number>;
  readonly shown: ArrayLike<number>;
  /** Sum of all columns, and number of messages outside of them. */
  readonly sum: number;
  readonly sumShown: number;
}

export interface BandShape {
  readonly columns: number;
  readonly height: number;
  /** Width of names and totals left and right of the bars. */
  readonly left: number;
  readonly right: number;
  /** First and last column of a highlighted range; none if `from` > `to`. */
  readonly from: number;
  readonly to: number;
}

/** Eighths of a cell, from none to all. */
const BLOCKS = ' ▁▂▃▄▅▆▇█';
const EIGHTHS = 8;

/** The rows of a band from top to bottom, with name, scale and total beside them. */
export function bandRows(band: BandData, shape: BandShape): readonly Row[] {
  const { columns, height } = shape;
  let most = 0;
  for (let at = 0; at < columns; at++) most = Math.max(most, band.totals[at] ?? 0);
  const bars: Bars = {
    all: barsOf(band.totals, most, shape),
    bright: barsOf(band.shown, most, shape),
  };
  const rows: Row[] = [];
  for (let row = height - 1; row >= 0; row--) {
    rows.push([
      ...leftOf(band, shape, row, most),
      ...barSpans(bars, band.style, shape, row),
      ...rightOf(band, shape, row),
    ]);
  }
  return rows;
}

/** Heights of the bars in eighths of a row: of all messages, and of those that are shown. */
interface Bars {
  readonly all: Uint16Array;
  readonly bright: Uint16Array;
}

function barsOf(counts: ArrayLike<number>, most: number, { columns, height }: BandShape): Uint16Array {
  const bars = new Uint16Array(columns);
  for (let at = 0; at < columns; at++) bars[at] = eighths(counts[at] ?? 0, most, height);
  return bars;
}

function leftOf(
  { name, style }: BandData,
  { height, left }: BandShape,
  row: number,
  most: number,
): readonly Span[] {
  if (row === height - 1) return [span(fitText(name, left - 1), style), span('▕', 'dim')];
  const scale = row === height - 2 && most > 0 ? `≤ ${grouped(most)} ` : '';
  return [span(`${fitTextRight(scale, left - 1)}▕`, 'dim')];
}

function rightOf({ sum, sumShown }: BandData, { height, right }: BandShape, row: number): readonly Span[] {
  if (row === height - 1) return [span(fitTextRight(grouped(sum), right), 'strong')];
  const note = row === height - 2 && sumShown < sum ? `${grouped(sumShown)} shown` : '';
  return [span(fitTextRight(note, right), 'dim')];
}

function barSpans(
  { all, bright }: Bars,
  style: Style,
  { columns, from, to }: BandShape,
  row: number,
): readonly Span[] {
  const spans: Span[] = [];
  let text = '';
  let current: Style = 'plain';
  for (let at = 0; at < columns; at++) {
    const shown = inRow(bright[at] as number, row);
    const own: Style = shown > 0 ? style : 'dim';
    const wanted = at >= from && at <= to ? 'range' : own;
    if (wanted !== current && text !== '') {
      spans.push(span(text, current));
      text = '';
    }
    current = wanted;
    text += BLOCKS[shown > 0 ? shown : inRow(all[at] as number, row)] ?? ' ';
  }
  return text === '' ? spans : [...spans, span(text, current)];
}

/** At least one eighth, so that whatever exists is visible. */
function eighths(count: number, most: number, height: number): number {
  return count <= 0 || most <= 0 ? 0 : Math.max(1, Math.round((count / most) * height * EIGHTHS));
}

/** The part of a bar that is in this row, counted from below. */
function inRow(bar: number, row: number): number {
  return Math.max(0, Math.min(EIGHTHS, bar - row * EIGHTHS));
}
