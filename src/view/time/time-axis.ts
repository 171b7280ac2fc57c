import { type Row, type Span, type Style, span } from '../text/styled-row.ts';
import type { Occurrence } from './occurrences.ts';
import { alignedTo, type ScaleOptions, scaleLabel, tickColumns } from './time-scale.ts';

/** Columns of equal width, the first of which begins at `from`; session nanoseconds. */
export interface AxisColumns {
  readonly from: number;
  readonly width: number;
  readonly count: number;
}

/** `╵09:28:30    ╵09:28:35`: each tick is in the column that begins at its time. */
export function axisRow({ from, width, count }: AxisColumns, left: number, options: ScaleOptions): Row {
  const label = (time: number, step: number): string => scaleLabel(time, step, options);
  const columns = tickColumns(width, (step) => label(from, step).length + 1);
  const interval = columns * width;
  let text = '';
  for (let time = alignedTo(from, interval, options.base.seconds); ; time += interval) {
    const column = Math.round((time - from) / width);
    if (column >= count) break;
    const tick = `╵${label(time, interval)}`;
    if (column >= 0 && column + tick.length <= count) text = text.padEnd(column) + tick;
  }
  return [span(' '.repeat(left)), span(text, 'dim')];
}

/** The marks of what happened, each in its column; of several the gravest. */
export function eventRow(
  { from, width, count }: AxisColumns,
  left: number,
  events: readonly Occurrence[],
): Row {
  const marks = new Map<number, Occurrence>();
  for (const event of events) {
    const column = Math.floor((event.time - from) / width);
    if (column < 0 || column >= count) continue;
    const there = marks.get(column);
    if (there === undefined || rank(event.style) > rank(there.style)) marks.set(column, event);
  }
  const spans: Span[] = [span(`${'events'.padEnd(left - 1)}▕`, 'dim')];
  let blank = '';
  for (let column = 0; column < count; column++) {
    const event = marks.get(column);
    if (event === undefined) {
      blank += ' ';
      continue;
    }
    spans.push(span(blank), span(event.mark, event.style));
    blank = '';
  }
  return [...spans, span(blank)];
}

function rank(style: Style): number {
  if (style === 'problem') return 2;
  return style === 'warning' ? 1 : 0;
}
