import type { TimeBase } from '../../capture/time-base.ts';
import type { SyncReport } from '../../cluster/syncs/sync-model.ts';
import { isRunning, type SyncOutlook } from '../../cluster/syncs/sync-outlook.ts';
import type { ColumnLabel } from '../text/column-labels.ts';
import { counted, grouped } from '../text/counts.ts';
import { fitText, fitTextRight } from '../text/display-width.ts';
import { milliseconds, shortDuration } from '../text/durations.ts';
import { printable } from '../text/printable.ts';
import { type Row, type Style, span } from '../text/styled-row.ts';
import { clockTime } from '../text/times.ts';
import { progressBar } from './sparkline.ts';

export interface SyncRowStyle {
  readonly base: TimeBase;
  readonly utc: boolean;
  /** Times in whole seconds, for want of room. */
  readonly short: boolean;
}

const ROUTE = 9;
const CAPABILITY = 20;
const BAR = 8;
const CHUNKS = 13;
const BEGIN = 4 + ROUTE + 1 + CAPABILITY + 1;

/** For the row above them. */
export const SYNC_LABELS: readonly ColumnLabel[] = [
  { at: BEGIN, text: 'progress' },
  { at: BEGIN + BAR + 1 + CHUNKS - 'chunks'.length, text: 'chunks' },
  { at: BEGIN + BAR + 1 + CHUNKS + 1, text: 'verdict' },
];

/** Donor and receiver, progress and outcome; while the sync goes on, how much is still to come. */
export function syncRow(sync: SyncReport, outlook: SyncOutlook | undefined, style: SyncRowStyle): Row {
  const { donor, receiver, capability, duration, requested, started } = sync;
  const time = requested ?? started;
  const width = style.short ? 8 : 15;
  const clock = time === undefined ? '' : clockTime(style.base, time, style.utc).slice(0, width);
  const begin = [
    span(`    ${fitText(`${donor} → ${receiver}`, ROUTE)}`, 'name'),
    span(` ${fitText(printable(capability), CAPABILITY)}`),
    span(` ${progress(sync, outlook)}`),
  ];
  if (style.short && outlook?.left !== undefined)
    return [...begin, span(` ${outcome(sync)}${shortOutlook(outlook, outlook.left)}`, look(sync))];
  return [
    ...begin,
    span(` ${fitText(outcome(sync), 12)}`, look(sync)),
    span(` ${fitText(clock, width)}`, 'dim'),
    span(duration === undefined ? '' : `  took ${milliseconds(duration)}`),
    span(outlookText(sync, outlook), 'warning'),
    span(rate(sync)),
    span(sync.reason === undefined || isRunning(sync) ? '' : `  ${sync.reason}`, 'dim'),
  ];
}

/** `~`: as many as there were the last time. */
function progress(sync: SyncReport, outlook: SyncOutlook | undefined): string {
  const { chunksSeen, chunksSent } = sync;
  const all = chunksSent ?? outlook?.expected;
  const about = chunksSent === undefined && outlook?.from === 'last sync' ? '~' : '';
  // Of nothing, nothing has come before its end was seen.
  const isUntold = all === undefined || (all === 0 && isRunning(sync));
  const bar = isUntold ? '' : progressBar(chunksSeen, all, BAR);
  const chunks = all === undefined ? grouped(chunksSeen) : `${grouped(chunksSeen)}/${about}${grouped(all)}`;
  return `${fitText(bar, BAR)} ${fitTextRight(chunks, CHUNKS)}`;
}

/** `  ends in 12.3 s` where that is known already, `  about 12.3 s left` by the last sync. */
export function outlookText(sync: SyncReport, outlook: SyncOutlook | undefined): string {
  if (!isRunning(sync)) return '';
  if (outlook?.left === undefined) return sync.packets === 0 ? '  waits for the donor' : '';
  const left = milliseconds(outlook.left);
  return outlook.from === 'end' ? `  ends in ${left}` : `  about ${left} left`;
}

/** Where there is no room for more, this matters more than when it began. */
function shortOutlook({ from }: SyncOutlook, left: number): string {
  return ` ${from === 'end' ? '' : '~'}${shortDuration(left)} left`;
}

function outcome(sync: SyncReport): string {
  if (!isRunning(sync)) return sync.verdict;
  return sync.packets === 0 ? 'requested' : 'running';
}

function look(sync: SyncReport): Style {
  if (isRunning(sync)) return 'warning';
  if (sync.verdict === 'complete') return sync.refused === 0 ? 'success' : 'problem';
  return sync.verdict === 'not captured' ? 'dim' : 'problem';
}

function rate({ bytes, packets, duration }: SyncReport): string {
  if (packets === 0) return '';
  const size = `  ${counted(bytes, 'byte')}`;
  if (duration === undefined || duration <= 0) return size;
  return `${size}, ${grouped(Math.round(bytes / 1000 / (duration / 1e9)))} kB/s`;
}
