import type { NodeReport } from '../../cluster/nodes/node-model.ts';
import type { SyncReport } from '../../cluster/syncs/sync-model.ts';
import type { SyncOutlook } from '../../cluster/syncs/sync-outlook.ts';
import { quoted } from '../../filter/quoted.ts';
import type { ColumnLabel } from '../text/column-labels.ts';
import { counted } from '../text/counts.ts';
import { fitText } from '../text/display-width.ts';
import { printable } from '../text/printable.ts';
import { type Row, type Style, span } from '../text/styled-row.ts';
import { type ClusterEntry, type ClusterSection, LINK_LABELS, stateText } from './cluster-rows.ts';
import { SYNC_LABELS } from './sync-row.ts';
import { tagFilter } from './tag-filter.ts';

/** Most syncs of a cluster that are listed, the last ones. */
const MOST_SYNCS = 50;
/** Complete syncs before the last few are folded: nobody looks for them. */
const RECENT_SYNCS = 8;
/** Width of a capability's name. */
const NAME = 28;

/** All sections, cluster by cluster, without empty ones. */
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
    );
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
  const section = (
    name: string,
    entries: readonly ClusterEntry[],
    labels: readonly ColumnLabel[] = [],
  ): readonly ClusterSection[] =>
    entries.length === 0
      ? []
      : [{ title: `cluster ${cluster}: ${name}`, remark: `(${entries.length})`, entries, labels }];
  return [
    ...section('nodes', nodes),
    ...section('links', links, LINK_LABELS),
    ...stateSections(
      `cluster ${cluster}: capabilities`,
      capabilitiesOf(cluster, reports),
      (name) => `cap:${quoted(name)} cluster:${cluster}`,
    ),
    ...stateSections(`cluster ${cluster}: sharing tags`, tagsOf(cluster, reports), (name) =>
      tagFilter(cluster, name),
    ),
    ...syncSections(cluster, syncs, outlookOf),
  ];
}

type StateEntry = Extract<ClusterEntry, { kind: 'capability' | 'tag' }>;

/**
 * What the nodes of a cluster announce: one row for each name, with its state at each node, and below it since when.
 */
function stateSections(
  title: string,
  all: readonly StateEntry[],
  filterOf: (name: string) => string,
): readonly ClusterSection[] {
  if (all.length === 0) return [];
  const names = new Map<string, StateEntry[]>();
  for (const entry of all) names.set(entry.name, [...(names.get(entry.name) ?? []), entry]);
  const parts = [...names]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, entries]): ClusterSection => {
      entries.sort((a, b) => a.node - b.node);
      const row = [span(fitText(printable(name), NAME)), ...statesOf(entries)];
      return { title: `${title} ${name}`, remark: '', entries, part: { row, filter: filterOf(name) } };
    });
  return [{ title, remark: `(${names.size})`, entries: [] }, ...parts];
}

/** `ok 1, 2 not synced 3`: what needs attention comes last, where it is seen best. */
function statesOf(entries: readonly StateEntry[]): Row {
  const states = new Map<string, { readonly style: Style; readonly nodes: number[] }>();
  for (const entry of entries) {
    const { text, style } = stateText(entry);
    const known = states.get(text);
    if (known === undefined) states.set(text, { style, nodes: [entry.node] });
    else known.nodes.push(entry.node);
  }
  const order = [...states].sort(([a], [b]) => Number(!USUAL.has(a)) - Number(!USUAL.has(b)));
  return order.flatMap(([text, { style, nodes }]) => [
    span(`${text} `, style),
    span(`${nodes.join(', ')}  `, 'name'),
  ]);
}

const USUAL: ReadonlySet<string> = new Set(['ok', 'active']);

function capabilitiesOf(cluster: number, reports: readonly NodeReport[]): readonly StateEntry[] {
  return reports.flatMap(({ node, capabilities }) =>
    [...capabilities].map(
      ([name, capability]) => ({ kind: 'capability', cluster, node, name, capability }) as const,
    ),
  );
}

function tagsOf(cluster: number, reports: readonly NodeReport[]): readonly StateEntry[] {
  return reports.flatMap(({ node, tags }) =>
    [...tags].map(([name, tag]) => ({ kind: 'tag', cluster, node, name, tag }) as const),
  );
}

/** Running, failed and recent syncs; then the others, folded. */
function syncSections(
  cluster: number,
  all: readonly SyncReport[],
  outlookOf: (sync: SyncReport) => SyncOutlook | undefined,
): readonly ClusterSection[] {
  if (all.length === 0) return [];
  const last = all.slice(-MOST_SYNCS);
  const isShown = (sync: SyncReport, at: number): boolean =>
    at >= last.length - RECENT_SYNCS || sync.verdict !== 'complete' || sync.refused > 0;
  const entry = (sync: SyncReport): ClusterEntry => ({ kind: 'sync', sync, outlook: outlookOf(sync) });
  const title = `cluster ${cluster}: syncs`;
  const shown = last.filter(isShown).map(entry);
  const remark =
    all.length === last.length ? `(${all.length})` : `(the last ${last.length} of ${all.length})`;
  const section: ClusterSection = { title, remark, entries: shown, labels: SYNC_LABELS };
  const others = last.filter((sync, at) => !isShown(sync, at)).map(entry);
  if (others.length === 0) return [section];
  const row = [span(`${counted(others.length, 'earlier one')}, complete`, 'dim')];
  const filter = `cluster:${cluster} is:sync`;
  return [section, { title: `${title} complete`, remark: '', entries: others, part: { row, filter } }];
}
