import type { TimeBase } from '../../capture/time-base.ts';
import type { LinkReport, NodeReport } from '../../cluster/nodes/node-model.ts';
import { TRANSPORT_NAMES } from '../../reassembly/carried-message.ts';
import { counted } from '../../view/text/counts.ts';
import { milliseconds } from '../../view/text/durations.ts';
import { printable } from '../../view/text/printable.ts';
import { dateAndTime } from '../../view/text/times.ts';
import { alignedColumns } from './aligned-columns.ts';
import type { Palette } from './palette.ts';

export interface NodeLineOptions {
  readonly base: TimeBase;
  readonly utc: boolean;
  /** Only the head line of each node. */
  readonly quiet: boolean;
  readonly palette: Palette;
}

/** A node for people: a head line, then its properties, links, capabilities and sharing tags. */
export function nodeLines(report: NodeReport, options: NodeLineOptions): readonly string[] {
  const { palette } = options;
  const head = headLine(report, options);
  if (options.quiet) return [head];
  const rows = [
    ...placeRows(report),
    ...report.links.map((link) => linkRow(link, options)),
    ...capabilityRows(report, options),
    ...tagRows(report, options),
  ];
  const lines = alignedColumns(rows, '  ').map((line) =>
    / down /.test(line) ? palette.problem(line) : line,
  );
  return [head, ...lines, ''];
}

function headLine(report: NodeReport, options: NodeLineOptions): string {
  const { cluster, node, addresses, release, seed, away, restarted } = report;
  const { palette } = options;
  const parts = [
    palette.tone('replication', `node ${node}`),
    `of cluster ${cluster}`,
    addresses.listeners.join(', '),
    release === undefined ? '' : `release ${release}`,
    seed === 'likely' ? 'likely the seed' : '',
    restarted === undefined ? '' : `restarted ${time(restarted, options)}`,
    away === undefined ? '' : palette.problem(`${away.why} since ${time(away.since, options)}`),
    report.covered ? '' : palette.dim('traffic captured in part'),
  ];
  return parts.filter((part) => part !== '').join('  ');
}

function placeRows({ addresses, description, bridges }: NodeReport): readonly (readonly string[])[] {
  const { outgoing, sip } = addresses;
  return [
    ...(description === undefined ? [] : [['url', printable(description.url)]]),
    ...(description === undefined || description.sipAddress === ''
      ? []
      : [['sip address', printable(description.sipAddress)]]),
    ...(sip.length === 0
      ? []
      : [['sip', sip.map((one) => `${TRANSPORT_NAMES[one.transport]}:${one.address}`).join(' ')]]),
    ...(outgoing.length === 0 ? [] : [['connects from', outgoing.join(' ')]]),
    ...bridges.map(({ cluster, node, address, packets }) => [
      `bridge to cluster ${cluster}`,
      `${node === undefined ? '' : `node ${node}, `}${address}, ${counted(packets, 'packet')}`,
    ]),
  ];
}

function linkRow(link: LinkReport, options: NodeLineOptions): readonly string[] {
  const { to, state, since, roundTrip, nextHop } = link;
  const seen = since === undefined ? 'never seen' : `last seen ${time(since, options)}`;
  const trip =
    roundTrip === undefined
      ? ''
      : `ping ${milliseconds(roundTrip.latest)}, longest ${milliseconds(roundTrip.longest)}`;
  const way =
    nextHop === undefined || nextHop === to ? '' : nextHop === 'none' ? 'no route' : `via ${nextHop}`;
  return [`link to ${to}`, state, state === 'unknown' ? seen : sinceText(since, options), trip, way];
}

function capabilityRows(report: NodeReport, options: NodeLineOptions): readonly (readonly string[])[] {
  return [...report.capabilities]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { state, since, syncing }]) => [
      printable(name),
      syncing === undefined ? state : `syncing from ${syncing.donor}`,
      sinceText(syncing?.since ?? since, options),
    ]);
}

function tagRows(report: NodeReport, options: NodeLineOptions): readonly (readonly string[])[] {
  const known = [...report.tags]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([tag, { state, since }]) => [`tag ${printable(tag)}`, state, sinceText(since, options)]);
  return [...known, ...report.unknownTags.toSorted().map((tag) => [`tag ${printable(tag)}`, 'unknown'])];
}

function sinceText(since: number | undefined, options: NodeLineOptions): string {
  return since === undefined ? '' : `since ${time(since, options)}`;
}

function time(session: number, { base, utc }: NodeLineOptions): string {
  return dateAndTime(base, session, utc);
}
