import type { Buckets } from '../../engine/time-histogram.ts';
import { displayWidth } from '../../view/text/display-width.ts';
import { seconds } from '../../view/text/durations.ts';
import { type Row, rowText, type Span, span } from '../../view/text/styled-row.ts';
import { type ScaleOptions, scaleLabel } from '../../view/time/time-scale.ts';
import type { Stretch, TimeRoom } from './time-model.ts';

/** The time that the histogram covers: `09:28:27 – 09:28:53 (26.4 s)  a column is 500 ms`. */
export function headingRow(
  { from, width, count }: Buckets,
  { first, last }: TimeRoom,
  scale: ScaleOptions,
  zoomed: boolean,
  columns: number,
): Row {
  const begin = Math.max(first, from);
  const end = Math.min(last, from + width * count);
  const label = (time: number): string => scaleLabel(time, 1e6, scale);
  const row: Span[] = [
    span(`${label(begin)} – ${label(end)}`, 'heading'),
    span(` (${seconds(end - begin)})`),
    span(`  a column is ${columnLength(width)}`, 'dim'),
  ];
  if (zoomed) row.push(span('  part of the capture, ', 'dim'), span('0', 'key'), span(' shows all', 'dim'));
  const room = columns - displayWidth(rowText(row));
  return room < MARKS.length + 3 ? row : [...row, span(`${' '.repeat(room - MARKS.length)}${MARKS}`, 'dim')];
}

/** The meaning of letters in the row of events. */
const MARKS = 'R restart  F flap  ↓ ↑ link  S s sync begins, ends  T tag  B burst';

/** Does the heading say it? On narrow screens there is no room. */
export function tellsMarks(heading: Row): boolean {
  return heading.at(-1)?.text.endsWith(MARKS) === true;
}

/** As `MARKS`, for the title of the stretch, if the heading has no room for it. */
const SHORT_MARKS = 'R restart F flap ↓ ↑ link S s sync T tag B burst';

/** `── 09:28:31.5 – 09:28:32 ─────`, with the meaning of letters if the heading does not have it. */
export function titleRow(
  { from, to }: Stretch,
  width: number,
  scale: ScaleOptions,
  marked: boolean,
  columns: number,
  hasLegend: boolean,
): Row {
  const row: Span[] = [
    span('── ', 'dim'),
    span(`${scaleLabel(from, width, scale)} – ${scaleLabel(to, width, scale)}`, 'name'),
  ];
  if (marked) {
    row.push(span('  b', 'key'), span(' filters by this range, '), span('Esc', 'key'), span(' gives it up'));
  }
  const room = columns - displayWidth(rowText(row));
  const legend = hasLegend || marked || room < SHORT_MARKS.length + 4 ? '' : ` ${SHORT_MARKS}`;
  const line = '─'.repeat(Math.max(0, room - legend.length - 1));
  return [...row, span(` ${line}${legend}`, 'dim')];
}

/** Widths of columns are round: `500 ms`, `1.5 s`, `2 min`. */
function columnLength(width: number): string {
  const units = [
    [24 * 3600e9, 'd'],
    [3600e9, 'h'],
    [60e9, 'min'],
    [1e9, 's'],
    [1e6, 'ms'],
  ] as const;
  const [unit, name] = units.find(([one]) => width >= one) ?? [1e3, 'µs'];
  return `${Number((width / unit).toFixed(2))} ${name}`;
}
