import type { TimeBase } from '../capture/time-base.ts';
import type { SyncReport } from '../cluster/syncs/sync-model.ts';
import { counted, grouped } from './counts.ts';
import { fitText, fitTextRight } from './display-width.ts';
import { milliseconds } from './durations.ts';
import { printable } from './printable.ts';
import { progressBar } from './sparkline.ts';
import { type Row, type Style, span } from './styled-row.ts';
import { clockTime } from './times.ts';

export interface SyncRowStyle {
  readonly base: TimeBase;
  readonly utc: boolean;
}

const ROUTE = 9;
const CAPABILITY = 20;
const BAR = 8;
const CHUNKS = 11;

/**
 * From whom to whom, how far, and what came of it. How much there will be is said by the end only
 * (spec bin-core 9): until then there is no bar, and nothing to estimate from.
 */
export function syncRow(sync: SyncReport, { base, utc }: SyncRowStyle): Row {
  const { donor, receiver, capability, duration, requested, started } = sync;
  const time = requested ?? started;
  return [
    span(`    ${fitText(`${donor} → ${receiver}`, ROUTE)}`, 'name'),
    span(` ${fitText(printable(capability), CAPABILITY)}`),
    span(` ${progress(sync)}`),
    span(` ${fitText(outcome(sync), 12)}`, look(sync)),
    span(` ${fitText(time === undefined ? '' : clockTime(base, time, utc), 15)}`, 'dim'),
    span(duration === undefined ? '' : `  took ${milliseconds(duration)}`),
    span(rate(sync)),
    span(sync.reason === undefined ? '' : `  ${sync.reason}`, 'dim'),
  ];
}

function progress({ chunksSeen, chunksSent }: SyncReport): string {
  const bar = chunksSent === undefined ? '' : progressBar(chunksSeen, chunksSent, BAR);
  const chunks =
    chunksSent === undefined ? grouped(chunksSeen) : `${grouped(chunksSeen)}/${grouped(chunksSent)}`;
  return `${fitText(bar, BAR)} ${fitTextRight(chunks, CHUNKS)}`;
}

/** What comes may still come: the capture (or the moment that is shown) lies before its end. */
function isRunning({ verdict, reason }: SyncReport): boolean {
  return verdict === 'not captured' && reason === 'capture ends before';
}

function outcome(sync: SyncReport): string {
  return isRunning(sync) ? 'no end yet' : sync.verdict;
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
