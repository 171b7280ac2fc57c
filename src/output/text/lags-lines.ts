import type { LagReport } from '../../engine/flows/replication-lags.ts';
import type { MessageNumbers } from '../../engine/message-numbers.ts';
import { lagEndsLegend, lagMark } from '../../view/ladder/lag-text.ts';
import { counted, grouped } from '../../view/text/counts.ts';
import { cutText } from '../../view/text/display-width.ts';
import { milliseconds } from '../../view/text/durations.ts';
import { printable } from '../../view/text/printable.ts';
import { alignedColumns } from './aligned-columns.ts';
import type { Palette } from './palette.ts';

export interface LagLineOptions {
  readonly numbers: MessageNumbers;
  readonly palette: Palette;
  /** Leave out the line that explains the times. */
  readonly quiet: boolean;
  /** The line in place of the table, if there is nothing in it. */
  none(): string;
}

/** Maximum width of a capability's name. */
const WIDEST = 40;
const HEADS = ['cluster', 'from', 'to', 'capability', 'packets', 'median', '95 %', 'longest', 'which'];
/** Only where somebody captured at a node that told. */
const LEFT = 'left';

/** For people: one row for each node, the node that it told, and the capability. */
export function* lagLines(reports: readonly LagReport[], options: LagLineOptions): Generator<string> {
  const { palette, quiet, none } = options;
  if (reports.length === 0) {
    yield none();
    return;
  }
  const heads = reports.some(({ left }) => left !== undefined) ? [...HEADS, LEFT] : HEADS;
  const [head = '', ...rows] = alignedColumns([heads, ...reports.map((report) => cells(report, options))]);
  yield palette.dim(head);
  yield* rows;
  if (quiet) return;
  yield palette.dim(lagEndsLegend(new Set(reports.map(({ end }) => end))));
  const open = reports.reduce((sum, { unacknowledged }) => sum + unacknowledged, 0);
  if (open > 0) yield palette.dim(`not counted: ${counted(open, 'packet')}; nothing shows that they arrived`);
}

function cells(report: LagReport, { numbers }: LagLineOptions): readonly string[] {
  const { cluster, from, to, capability, packets, left, median, percentile95, longest, end } = report;
  const time = (nanoseconds: number) => `${lagMark(end)}${milliseconds(nanoseconds)}`;
  return [
    `${cluster}`,
    `${from}`,
    `${to}`,
    cutText(printable(capability), WIDEST),
    grouped(packets),
    time(median),
    time(percentile95),
    time(longest.lag),
    `#${numbers.of(longest.packet)} of ${longest.flow}`,
    left === undefined ? '' : milliseconds(left),
  ];
}
