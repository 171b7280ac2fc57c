import type { TimeBase } from '../../capture/time-base.ts';
import type { SyncReport } from '../../cluster/syncs/sync-model.ts';
import { counted, grouped } from '../../view/text/counts.ts';
import { cutText } from '../../view/text/display-width.ts';
import { milliseconds } from '../../view/text/durations.ts';
import { printable } from '../../view/text/printable.ts';
import { dateAndTime } from '../../view/text/times.ts';
import { alignedColumns } from './aligned-columns.ts';
import type { Palette } from './palette.ts';

export interface SyncLineOptions {
  readonly base: TimeBase;
  readonly utc: boolean;
  /** Leave out the line with the count. */
  readonly quiet: boolean;
  readonly palette: Palette;
  /** Why there are none. */
  readonly none: () => string;
}

/** Maximum width of a capability's name. */
const WIDEST = 40;
const HEADS = ['time', 'cluster', 'capability', 'from', 'to', 'chunks', 'packets', 'bytes', 'took', 'queued'];

/** Syncs for people: one per row, in the order of time; the last line is a count. */
export function* syncLines(reports: readonly SyncReport[], options: SyncLineOptions): Generator<string> {
  const { palette, quiet, none } = options;
  if (reports.length > 0) {
    const [head = '', ...rows] = alignedColumns([
      [...HEADS, 'verdict', 'records'],
      ...reports.map((report) => cells(report, options)),
    ]);
    yield palette.dim(head);
    for (const [at, report] of reports.entries()) yield coloured(report, rows[at] ?? '', palette);
  }
  if (!quiet) yield palette.dim(reports.length === 0 ? none() : summary(reports));
}

function cells(report: SyncReport, { base, utc }: SyncLineOptions): readonly string[] {
  const { requested, started, duration, chunksSent, chunksSeen } = report;
  const time = requested ?? started;
  const sent = chunksSent === undefined || chunksSent === chunksSeen ? '' : ` of ${grouped(chunksSent)}`;
  return [
    time === undefined ? '' : dateAndTime(base, time, utc),
    `${report.cluster}`,
    cutText(printable(report.capability), WIDEST),
    `${report.donor}`,
    `${report.receiver}`,
    `${grouped(chunksSeen)}${sent}`,
    grouped(report.packets),
    grouped(report.bytes),
    duration === undefined ? '' : milliseconds(duration),
    report.queued === 0 ? '' : grouped(report.queued),
    report.reason === undefined ? report.verdict : `${report.verdict}: ${report.reason}`,
    [...recordTexts(report), ...remarks(report)].join(', '),
  ];
}

function recordTexts({ records }: SyncReport): readonly string[] {
  return [...records].map(([kind, count]) => recordText(kind, count));
}

/** `1 AOR`, `2 AORs`, `1 entry`. */
function recordText(kind: string, count: number): string {
  const plural = kind === 'aors' ? 'AORs' : kind;
  return counted(count, plural.replace(/ies$/, 'y').replace(/s$/, ''), plural);
}

function remarks({ requests, repeatedEnds, refused }: SyncReport): readonly string[] {
  return [
    ...(requests > 1 ? [`requested ${requests} times`] : []),
    ...(repeatedEnds > 0 ? [`ended ${repeatedEnds + 1} times`] : []),
    ...(refused > 0 ? ['receiver does not read this version'] : []),
  ];
}

function coloured({ verdict, refused }: SyncReport, line: string, palette: Palette): string {
  if (verdict === 'not captured') return palette.dim(line);
  return verdict === 'complete' && refused === 0 ? line : palette.problem(line);
}

function summary(reports: readonly SyncReport[]): string {
  const counts = new Map<string, number>();
  for (const { verdict } of reports) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const parts = [...counts].map(([verdict, count]) => `${grouped(count)} ${verdict}`);
  return `${counted(reports.length, 'sync')}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`;
}
