import type { TimeBase } from '../../capture/time-base.ts';
import type { Capability } from '../../cluster/nodes/capabilities/capability.ts';
import type { NextHop } from '../../cluster/nodes/links/next-hops.ts';
import type { LinkReport, NodeReport } from '../../cluster/nodes/node-model.ts';
import type { SharingTag } from '../../cluster/nodes/tags/sharing-tags.ts';
import type { SyncReport } from '../../cluster/syncs/sync-model.ts';
import type { SyncOutlook } from '../../cluster/syncs/sync-outlook.ts';
import type { LagReport } from '../../engine/flows/replication-lags.ts';
import type { Finding } from '../../findings/finding.ts';
import { type ColumnLabel, withLabels } from '../text/column-labels.ts';
import { fitText, fitTextRight } from '../text/display-width.ts';
import { milliseconds } from '../text/durations.ts';
import { printable } from '../text/printable.ts';
import { type Row, type Span, type Style, span } from '../text/styled-row.ts';
import { clockTime } from '../text/times.ts';
import { lagRow } from './lag-row.ts';
import { sparkline } from './sparkline.ts';
import { syncRow } from './sync-row.ts';

/** One row of the cluster view before layout. */
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
  /** How long replication of one capability took from one node to another one. */
  | { readonly kind: 'lag'; readonly report: LagReport }
  | { readonly kind: 'finding'; readonly finding: Finding; readonly row: Row; readonly filter: string }
  /** Traffic that belongs to no single cluster; `filter` shows its messages. */
  | { readonly kind: 'line'; readonly row: Row; readonly filter: string | undefined };

/** Entries of one kind. */
export interface ClusterSection {
  /** Unique among the sections. */
  readonly title: string;
  /** Shown next to the title. */
  readonly remark: string;
  readonly labels?: readonly ColumnLabel[];
  readonly entries: readonly ClusterEntry[];
  /** A folded part of the section above; the row replaces its title. */
  readonly part?: { readonly row: Row; readonly filter: string };
  /** Folded at first, as parts are: its entries are found when they are asked for. */
  readonly onDemand?: true;
}

/** Is it folded until the user unfolds it? */
export function isFoldedAtFirst({ part, onDemand }: ClusterSection): boolean {
  return part !== undefined || onDemand === true;
}

export interface ClusterStyle {
  readonly base: TimeBase;
  readonly utc: boolean;
  /** Times in whole seconds, if there is little room. */
  readonly short: boolean;
  /** The user's name for an address, or the address itself. */
  readonly nameOf: (address: string) => string;
}

const NODE = 9;
const STATE = 11;
const LINK_STATE = 8;
const TRIP = 10;
const TRIPS = 12;
const INDENT = '    ';
/** For the row above the links. */
export const LINK_LABELS: readonly ColumnLabel[] = [
  { at: INDENT.length + NODE + LINK_STATE + TRIP - 1, text: 'RTT' },
  { at: INDENT.length + NODE + LINK_STATE + TRIP + 4, text: 'of the last pings' },
];

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
    case 'capability':
    case 'tag':
      return stateRow(row, style);
    case 'sync':
      return syncRow(row.sync, row.outlook, style);
    case 'lag':
      return lagRow(row.report);
    case 'finding':
    case 'line':
      return row.row;
  }
}

type StateEntry = Extract<ClusterEntry, { kind: 'capability' | 'tag' }>;

/** The state of a capability or a sharing tag at a node, in words. */
export function stateText(entry: StateEntry): { readonly text: string; readonly style: Style } {
  if (entry.kind === 'tag') {
    const { state } = entry.tag;
    return { text: state, style: state === 'active' ? 'success' : 'dim' };
  }
  const { state, syncing, ended } = entry.capability;
  if (syncing !== undefined) return { text: `syncing ←${syncing.donor}`, style: 'warning' };
  if (ended === true) return { text: 'disconnected', style: 'dim' };
  // Nodes announce their sync state once: a capture that began later does not have it.
  if (state === 'unknown') return { text: 'not announced while captured', style: 'dim' };
  return { text: state, style: CAPABILITY_STYLES[state] };
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

/** The link as the node at its beginning considers it. */
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

/** Undefined if packets go there directly, or if it is unknown. */
function wayText(to: number, nextHop: NextHop): string | undefined {
  if (nextHop === undefined || nextHop === to) return undefined;
  return nextHop === 'none' ? 'no route' : `via node ${nextHop}`;
}

/** A row below that of the capability's or tag's name. */
function stateRow(entry: StateEntry, style: ClusterStyle): Row {
  const { text, style: look } = stateText(entry);
  const since = entry.kind === 'tag' ? entry.tag.since : (entry.capability.syncing ?? entry.capability).since;
  return [
    span(`${INDENT}  ${fitText(`node ${entry.node}`, NODE)}`, 'name'),
    span(` ${fitText(text, Math.max(STATE, text.length))}`, look),
    ...part(sinceText(since, style), 'dim'),
  ];
}

function sinceText(since: number | undefined, style: ClusterStyle, word = 'since'): string | undefined {
  return since === undefined ? undefined : `${word} ${clockText(since, style)}`;
}

function clockText(time: number, { base, utc, short }: ClusterStyle): string {
  return clockTime(base, time, utc).slice(0, short ? 8 : undefined);
}
