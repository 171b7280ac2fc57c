import type { LagReport } from '../../engine/flows/replication-lags.ts';
import { lagMark } from '../ladder/lag-text.ts';
import type { ColumnLabel } from '../text/column-labels.ts';
import { grouped } from '../text/counts.ts';
import { fitText, fitTextRight } from '../text/display-width.ts';
import { milliseconds } from '../text/durations.ts';
import { type Row, span } from '../text/styled-row.ts';

const INDENT = 4;
/** Widths of the columns: with the nodes behind them, they fit into 80. */
const NAME = 26;
const PACKETS = 9;
const TIME = 11;

/** For the row above the capabilities. */
export const LAG_LABELS: readonly ColumnLabel[] = ['packets', 'median', '95 %', 'longest'].map(
  (text, at) => ({
    at: INDENT + NAME + PACKETS + at * TIME - text.length,
    text,
  }),
);

/** `1 → 3`, with its packets and times. */
export function lagRow(report: LagReport): Row {
  const { from, to, packets } = report;
  return [
    span(`${' '.repeat(INDENT + 2)}${fitText(`${from} → ${to}`, NAME - 2)}`, 'name'),
    ...lagCells(packets, report),
  ];
}

/** A capability as a whole: all of its packets, and the times between the two nodes where they are longest. */
export function slowestRow(name: string, packets: number, slowest: LagReport): Row {
  const { from, to } = slowest;
  return [span(fitText(name, NAME)), ...lagCells(packets, slowest), span(`  ${from} → ${to}`, 'name')];
}

function lagCells(packets: number, report: LagReport): Row {
  const { median, percentile95, longest } = report;
  const times = [median, percentile95, longest.lag].map((time) => fitTextRight(lagTime(report, time), TIME));
  return [span(`${fitTextRight(grouped(packets), PACKETS)}${times.join('')}`)];
}

/** With a mark if it does not reach to the arrival. */
export function lagTime({ end }: LagReport, nanoseconds: number): string {
  return `${lagMark(end)}${milliseconds(nanoseconds)}`;
}
