import type { TimeBase } from '../capture/time-base.ts';
import type { Capability } from '../cluster/nodes/capability-states.ts';
import type { NextHop } from '../cluster/nodes/next-hops.ts';
import type { LinkReport, NodeReport } from '../cluster/nodes/node-model.ts';
import type { SharingTag } from '../cluster/nodes/sharing-tags.ts';
import type { SyncReport } from '../cluster/syncs/sync-model.ts';
import type { SyncOutlook } from '../cluster/syncs/sync-outlook.ts';
import { type ColumnLabel, withLabels } from './column-labels.ts';
import { fitText, fitTextRight } from './display-width.ts';
import { milliseconds } from './durations.ts';
import { printable } from './printable.ts';
import { sparkline } from './sparkline.ts';
import { type Row, type Span, type Style, span } from './styled-row.ts';
import { SYNC_LABELS, syncRow } from './sync-row.ts';
import { clockTime } from './times.ts';

/** One row of the picture of a cluster, before it is laid out. */
export type ClusterRow =
  | { readonly kind: 'section'; readonly section: ClusterSection; readonly isFolded: boolean }
  | ClusterEntry;

export type ClusterEntry =
  | { readonly kind: 'node'; readonly report: NodeReport }
  | { readonly kind: 'link'; readonly from: NodeReport; readonly link: LinkReport }
  | {
      readonly kind: 'capability';
      readonly name: string;
      readonly node: number;
      readonly cluster: number;
      readonly capability: Capability;
    }
  | {
      readonly kind: 'tag';
      readonly name: string;
      readonly node: number;
      readonly cluster: number;
      readonly tag: SharingTag;
    }
  | { readonly kind: 'sync'; readonly sync: SyncReport; readonly outlook: SyncOutlook | undefined }
  /** What is of no cluster alone; `filter` shows its messages. */
  | { readonly kind: 'line'; readonly row: Row; readonly filter: string | undefined };

/** What there is of one sort. */
export interface ClusterSection {
  /** No other section has it. */
  readonly title: string;
  /** Beside the title. */
  readonly remark: string;
  readonly labels?: readonly ColumnLabel[];
  readonly entries: readonly ClusterEntry[];
  /** A part of the section above it, at first folded; the row stands in place of its title. */
  readonly part?: { readonly row: Row; readonly filter: string };
}

export interface ClusterStyle {
  readonly base: TimeBase;
  readonly utc: boolean;
  /** Times in whole seconds, for want of room. */
  readonly short: boolean;
  /** The user's name for an address, else the address. */
  readonly nameOf: (address: string) => string;
}

/** Syncs of a cluster that are listed: the last ones. */
const MOST_SYNCS = 50;
const NODE = 9;
const NAME = 24;
const STATE = 11;
const LINK_STATE = 8;
const TRIP = 10;
const TRIPS = 12;
const INDENT = '    ';
const LINK_LABELS: readonly ColumnLabel[] = [
  { at: INDENT.length + NODE + LINK_STATE + TRIP - 1, text: 'RTT' },
  { at: INDENT.length + NODE + LINK_STATE + TRIP + 4, text: 'of the last pings' },
];

/** All sections, cluster by cluster; those with nothing in them are left out. */
export function clusterSections(
  reports: readonly NodeReport[],
  syncs: readonly SyncReport[],
  outlookOf: (sync: SyncReport) => SyncOutlook | undefined = () => undefined,
): readonly ClusterSection[] {
  const clusters = new Set([...reports, ...syncs].map(({ cluster }) => cluster));
  return [...clusters]
    .sort((a, b) => a - b)
    .flatMap((cluster) =>
      sectionsOf(
        cluster,
        reports.filter((report) => report.cluster === cluster),
        syncs.filter((sync) => sync.cluster === cluster),
        outlookOf,
      ),
    )
    .filter(({ entries }) => entries.length > 0);
}

function sectionsOf(
  cluster: number,
  reports: readonly NodeReport[],
  syncs: readonly SyncReport[],
  outlookOf: (sync: SyncReport) => SyncOutlook | undefined,
): readonly ClusterSection[] {
  const nodes = reports.map((report): ClusterEntry => ({ kind: 'node', report }));
  const links = reports.flatMap((from) =>
    from.links.map((link): ClusterEntry => ({ kind: 'link', from, link })),
  );
  const last = syncs
    .slice(-MOST_SYNCS)
    .map((sync): ClusterEntry => ({ kind: 'sync', sync, outlook: outlookOf(sync) }));
  const section = (
    name: string,
    entries: readonly ClusterEntry[],
    labels: readonly ColumnLabel[] = [],
    of = entries.length,
  ): ClusterSection => ({
    title: `cluster ${cluster}: ${name}`,
    remark: of === entries.length ? `(${of})` : `(the last ${entries.length} of ${of})`,
    entries,
    labels,
  });
  return [
    section('nodes', nodes),
    section('links', links, LINK_LABELS),
    section('capabilities', capabilitiesOf(cluster, reports)),
    section('sharing tags', tagsOf(cluster, reports)),
    section('syncs', last, SYNC_LABELS, syncs.length),
  ];
}

function capabilitiesOf(cluster: number, reports: readonly NodeReport[]): readonly ClusterEntry[] {
  const entries = reports.flatMap(({ node, capabilities }) =>
    [...capabilities].map(
      ([name, capability]) => ({ kind: 'capability', cluster, node, name, capability }) as const,
    ),
  );
  const known = entries.filter(({ capability }) => !isUnknown(capability));
  const unknown = new Map<string, number[]>();
  for (const { name, node, capability } of entries) {
    if (isUnknown(capability)) unknown.set(name, [...(unknown.get(name) ?? []), node]);
  }
  return [...known.sort(byName), ...[...unknown].sort().map((one) => unannounced(one, cluster))];
}

function isUnknown({ state, syncing }: Capability): boolean {
  return state === 'unknown' && syncing === undefined;
}

/** Nodes say once whether they are in sync: of a capture that began later there is one row for all of them. */
function unannounced([name, nodes]: [string, readonly number[]], cluster: number): ClusterEntry {
  const which = `node ${nodes.join(', ')}`;
  const row = [
    span(`${INDENT}${fitText(printable(name), NAME)} `),
    span(`${fitText(which, Math.max(NODE, which.length))}  `, 'name'),
    span('not announced while captured', 'dim'),
  ];
  return { kind: 'line', row, filter: `cap:${name} cluster:${cluster}` };
}

function tagsOf(cluster: number, reports: readonly NodeReport[]): readonly ClusterEntry[] {
  const entries = reports.flatMap(({ node, tags }) =>
    [...tags].map(([name, tag]) => ({ kind: 'tag', cluster, node, name, tag }) as const),
  );
  return entries.sort(byName);
}

interface Named {
  readonly name: string;
  readonly node: number;
}

function byName(a: Named, b: Named): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.node - b.node;
}

export function clusterRow(row: ClusterRow, style: ClusterStyle): Row {
  switch (row.kind) {
    case 'section': {
      const { title, remark, part } = row.section;
      if (part !== undefined) return [span(`  ${row.isFolded ? '▸' : '▾'} `, 'dim'), ...part.row];
      const head = [span(`${row.isFolded ? '▸' : '▾'} ${title} `, 'strong'), span(remark, 'dim')];
      return row.isFolded ? head : withLabels(head, row.section.labels ?? []);
    }
    case 'node':
      return nodeRow(row.report, style);
    case 'link':
      return linkRow(row.from.node, row.link, style);
    case 'capability': {
      const { state, since, syncing } = row.capability;
      const text = syncing === undefined ? state : `syncing ←${syncing.donor}`;
      const look = syncing === undefined ? CAPABILITY_STYLES[state] : 'warning';
      return named(row, text, look, syncing?.since ?? since, style);
    }
    case 'tag': {
      const { state, since } = row.tag;
      return named(row, state, state === 'active' ? 'success' : 'dim', since, style);
    }
    case 'sync':
      return syncRow(row.sync, row.outlook, style);
    case 'line':
      return row.row;
  }
}

const CAPABILITY_STYLES: Readonly<Record<Capability['state'], Style>> = {
  ok: 'success',
  'not synced': 'problem',
  unknown: 'dim',
};

function nodeRow(report: NodeReport, style: ClusterStyle): Row {
  const { node, addresses, release, seed, restarted, away, covered, description, bridges } = report;
  const url = description?.url;
  return [
    span(`${INDENT}${fitText(`node ${node}`, NODE)}`, 'name'),
    span(` ${addresses.listeners.map(style.nameOf).join(', ') || 'address unknown'}`),
    ...part(away && `${away.why} since ${clockText(away.since, style)}`, 'problem'),
    ...part(restarted === undefined ? undefined : `restarted ${clockText(restarted, style)}`),
    ...part(release && `release ${release}`),
    ...part(seed === 'likely' ? 'likely the seed' : undefined),
    ...part(covered ? undefined : 'captured in part', 'dim'),
    ...bridges.flatMap(({ cluster, address }) => part(`bridge to cluster ${cluster} at ${address}`)),
    ...part(url && printable(url), 'dim'),
  ];
}

function part(text: string | undefined, style: Style = 'plain'): readonly Span[] {
  return text === undefined || text === '' ? [] : [span(`  ${text}`, style)];
}

const LINK_STYLES: Readonly<Record<LinkReport['state'], Style>> = {
  up: 'success',
  down: 'problem',
  unknown: 'dim',
};

/** The opinion of the node at its beginning. */
function linkRow(
  node: number,
  { to, state, since, roundTrip, nextHop }: LinkReport,
  style: ClusterStyle,
): Row {
  const trips = roundTrip === undefined ? '' : sparkline(roundTrip.recent, TRIPS);
  const trip = roundTrip === undefined ? '' : milliseconds(roundTrip.latest);
  return [
    span(`${INDENT}${fitText(`${node} → ${to}`, NODE)}`, 'name'),
    span(` ${fitText(state, LINK_STATE)}`, LINK_STYLES[state]),
    span(` ${fitTextRight(trip, TRIP)} ${fitText(trips, TRIPS)}`),
    ...part(sinceText(since, style, state === 'unknown' ? 'last seen' : 'since'), 'dim'),
    ...part(roundTrip && `longest ${milliseconds(roundTrip.longest)}`, 'dim'),
    ...part(wayText(to, nextHop), 'warning'),
  ];
}

/** Undefined where packets go there directly, or nobody knows. */
function wayText(to: number, nextHop: NextHop): string | undefined {
  if (nextHop === undefined || nextHop === to) return undefined;
  return nextHop === 'none' ? 'no route' : `via node ${nextHop}`;
}

function named(
  { name, node }: Named,
  state: string,
  look: Style,
  since: number | undefined,
  style: ClusterStyle,
): Row {
  return [
    span(`${INDENT}${fitText(printable(name), NAME)}`),
    span(` ${fitText(`node ${node}`, NODE)}`, 'name'),
    span(` ${fitText(state, STATE)}`, look),
    ...part(sinceText(since, style), 'dim'),
  ];
}

function sinceText(since: number | undefined, style: ClusterStyle, word = 'since'): string | undefined {
  return since === undefined ? undefined : `${word} ${clockText(since, style)}`;
}

function clockText(time: number, { base, utc, short }: ClusterStyle): string {
  return clockTime(base, time, utc).slice(0, short ? 8 : undefined);
}
