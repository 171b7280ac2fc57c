import type { NodeReport } from '../../cluster/nodes/node-model.ts';
import type { SyncReport } from '../../cluster/syncs/sync-model.ts';
import { isRunning, type SyncOutlook } from '../../cluster/syncs/sync-outlook.ts';
import type { ClusterEvent } from '../../cluster/timeline.ts';
import type { LagReport } from '../../engine/flows/replication-lags.ts';
import type { MessageNumbers } from '../../engine/message-numbers.ts';
import type { Finding } from '../../findings/finding.ts';
import type { MessageId } from '../../ids.ts';
import { TRANSPORT_NAMES } from '../../reassembly/carried-message.ts';
import { lagEndsLegend } from '../ladder/lag-text.ts';
import { messageNumber } from '../messages/message-number.ts';
import { counted, grouped } from '../text/counts.ts';
import { milliseconds, seconds } from '../text/durations.ts';
import { printable } from '../text/printable.ts';
import { type Row, span } from '../text/styled-row.ts';
import { clockTime } from '../text/times.ts';
import {
  type ClusterEntry,
  type ClusterRow,
  type ClusterSection,
  type ClusterStyle,
  clusterRow,
} from './cluster-rows.ts';
import { lagTime } from './lag-row.ts';
import { lagMatrix } from './lag-sections.ts';
import { outlookText } from './sync-row.ts';

export interface EntryStyle extends ClusterStyle {
  readonly numbers: MessageNumbers;
  readonly timeOf: (id: MessageId) => number;
  /** The events of all clusters, in the order of time. */
  readonly events: readonly ClusterEvent[];
}

/** An entry in words: what its row has no room for. */
export interface EntryDetails {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** Names, messages, and states of a link that are listed. */
const MOST_NAMED = 12;
const MOST_STATES = 4;

/** Undefined if the row says everything. */
export function rowDetails(row: ClusterRow, style: EntryStyle): EntryDetails | undefined {
  switch (row.kind) {
    case 'section':
      return partDetails(row.section, style);
    case 'finding':
      return { title: printable(row.finding.title), rows: findingRows(row.finding, style) };
    case 'node':
      return { title: `node ${row.report.node}`, rows: nodeRows(row.report, style) };
    case 'link': {
      const { from, link } = row;
      return { title: `link of node ${from.node} to node ${link.to}`, rows: linkRows(row, style) };
    }
    case 'lag': {
      const { from, to, capability } = row.report;
      const title = `replication of ${printable(capability)}, node ${from} to node ${to}`;
      return { title, rows: lagRows(row.report, style) };
    }
    case 'sync': {
      const { donor, receiver, capability } = row.sync;
      const title = `sync of ${printable(capability)}, node ${donor} to node ${receiver}`;
      return { title, rows: syncRows(row.sync, row.outlook, style) };
    }
    default:
      return undefined;
  }
}

/** The content of a folded row, as much as there is room for. */
function partDetails({ entries, part: folded }: ClusterSection, style: EntryStyle): EntryDetails | undefined {
  const [first] = entries;
  if (first?.kind === 'lag') return lagDetails(first.report.capability, entries, style);
  if (folded === undefined || (first?.kind !== 'capability' && first?.kind !== 'tag')) return undefined;
  const what = first.kind === 'tag' ? 'sharing tag ' : '';
  return { title: `${what}${printable(first.name)}`, rows: entries.map((one) => clusterRow(one, style)) };
}

/** The lag between all nodes at a glance. */
function lagDetails(
  capability: string,
  entries: readonly ClusterEntry[],
  style: EntryStyle,
): EntryDetails | undefined {
  const pairs = entries.flatMap((one) => (one.kind === 'lag' ? one.report : []));
  const rows = lagMatrix(pairs) ?? entries.map((one) => clusterRow(one, style));
  return { title: `lag of ${printable(capability)}, node by node`, rows };
}

/** What the finding means, who is affected, the messages that show it, and where it is described. */
function findingRows(finding: Finding, style: EntryStyle): readonly Row[] {
  const { detail, since, aors, callIds, messages, log, confidence, reference } = finding;
  const unsure = confidence === 'likely' ? [span('  likely, not certain', 'warning')] : [];
  return [
    [span(printable(detail)), ...unsure],
    ...(since === undefined ? [] : [field('since', clock(since, style))]),
    ...named(aors.length > 0 ? 'AOR' : 'Call-ID', aors.length > 0 ? aors : callIds),
    ...evidence(messages, style),
    ...(log === undefined ? [] : [field('OpenSIPS logs', printable(log))]),
    ...(reference === undefined ? [] : [field('see', reference)]),
  ];
}

function nodeRows(report: NodeReport, style: EntryStyle): readonly Row[] {
  const { addresses, description, heard, begun, named: first, messages } = report;
  const { url, sipAddress, priority } = description ?? {};
  const sip = addresses.sip.map((one) => `${TRANSPORT_NAMES[one.transport]}:${style.nameOf(one.address)}`);
  return [
    [
      ...part('BIN', addresses.listeners.map(style.nameOf).join(' ')),
      ...part('connects from', addresses.outgoing.map(style.nameOf).join(' ')),
    ],
    [...part('SIP', sip.join(' '))],
    [
      ...part('url', url === undefined ? '' : printable(url)),
      ...part('sip_addr', sipAddress === undefined ? '' : printable(sipAddress)),
      ...part('priority', priority === undefined ? '' : String(priority)),
    ],
    [
      ...part('began', begun === undefined ? '' : clock(begun, style)),
      ...part('last heard', heard === undefined ? '' : clock(heard, style)),
      ...part('first named', first === undefined ? '' : `by node ${first.by} ${clock(first.time, style)}`),
    ],
    ...evidence(messages, style),
  ].filter((row) => row.length > 0);
}

/** The times in which the link was down, latest first. */
function linkRows(entry: Extract<ClusterEntry, { kind: 'link' }>, style: EntryStyle): readonly Row[] {
  const { from, link } = entry;
  const changes = style.events.filter(
    (one) =>
      one.kind !== 'restart' && one.cluster === from.cluster && one.node === from.node && one.to === link.to,
  );
  const last = changes.slice(-MOST_STATES).toReversed();
  const older = changes.length - last.length;
  const { roundTrip } = link;
  return [
    [
      ...part(
        'pings',
        roundTrip === undefined ? 'none seen answered' : `last ${milliseconds(roundTrip.latest)}`,
      ),
      ...part('longest', roundTrip === undefined ? '' : milliseconds(roundTrip.longest)),
    ],
    ...last.map((one): Row => {
      if (one.kind === 'restart') return [];
      const was = one.kind === 'link up' ? 'down' : 'up';
      const state = one.kind === 'link up' ? span('up', 'success') : span('down', 'problem');
      return [
        state,
        span(` at ${clock(one.time, style)}`),
        span(`, ${was} for ${seconds(one.lasted)} before`, 'dim'),
      ];
    }),
    ...(older === 0 ? [] : [[span(`${counted(older, 'change')} before that`, 'dim')]]),
  ];
}

function syncRows(sync: SyncReport, outlook: SyncOutlook | undefined, style: EntryStyle): readonly Row[] {
  const { verdict, reason, requested, started, ended, packets, bytes, records, queued, refused, messages } =
    sync;
  const what = [...records].map(([name, count]) => `${grouped(count)} ${printable(name)}`);
  return [
    isRunning(sync)
      ? [span(packets === 0 ? 'requested' : 'running', 'warning'), span(outlookText(sync, outlook))]
      : [
          span(verdict, verdict === 'complete' ? 'success' : 'problem'),
          span(reason === undefined ? '' : `: ${reason}`),
        ],
    [
      ...part('requested', requested === undefined ? 'not captured' : clock(requested, style)),
      ...part('first packet', started === undefined ? '' : clock(started, style)),
      ...part('end', ended !== undefined ? clock(ended, style) : isRunning(sync) ? '' : 'not seen'),
    ],
    [
      ...part('packets', grouped(packets)),
      ...part('bytes', grouped(bytes)),
      ...part('with', what.join(', ')),
      ...part('waited meanwhile', queued === 0 ? '' : counted(queued, 'packet')),
      ...part('not readable for the receiver', refused === 0 ? '' : counted(refused, 'packet')),
    ],
    ...evidence(messages, style),
  ];
}

function lagRows(report: LagReport, style: EntryStyle): readonly Row[] {
  const { packets, median, percentile95, longest, left, end } = report;
  const time = (nanoseconds: number): string => lagTime(report, nanoseconds);
  return [
    [
      ...part('packets', grouped(packets)),
      ...part('median', time(median)),
      ...part('95 %', time(percentile95)),
      ...part('longest', `${time(longest.lag)}, in flow ${longest.flow}`),
    ],
    ...evidence([longest.packet], style),
    ...(left === undefined ? [] : [field('median until it left', milliseconds(left))]),
    [span(lagEndsLegend(new Set([end])), 'dim')],
  ];
}

/** `messages #40, #41  from 09:28:53.859 to 09:28:54.100` */
function evidence(ids: readonly MessageId[], style: EntryStyle): readonly Row[] {
  const messages = style.numbers.inOrder(ids);
  const [first, last] = [messages[0], messages.at(-1)];
  if (first === undefined || last === undefined) return [];
  const at = (id: MessageId): string => clock(style.timeOf(id), style);
  const when = first === last ? `at ${at(first)}` : `from ${at(first)} to ${at(last)}`;
  const [row = []] = named(
    'message',
    messages.map((id) => messageNumber(style.numbers.of(id))),
  );
  return [[...row, span(`  ${when}`, 'dim')]];
}

function named(what: string, all: readonly string[]): readonly Row[] {
  if (all.length === 0) return [];
  const more = all.length > MOST_NAMED ? `, … ${grouped(all.length)} in all` : '';
  const names = all.slice(0, MOST_NAMED).map(printable).join(', ');
  return [field(all.length === 1 ? what : `${what}s`, `${names}${more}`)];
}

function field(name: string, value: string): Row {
  return [span(`${name} `, 'dim'), span(value)];
}

function part(name: string, value: string): Row {
  return value === '' ? [] : [...field(name, value), span('  ')];
}

function clock(time: number, { base, utc }: EntryStyle): string {
  return clockTime(base, time, utc).slice(0, -3);
}
