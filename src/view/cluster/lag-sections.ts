import type { LagReport } from '../../engine/flows/replication-lags.ts';
import { quoted } from '../../filter/quoted.ts';
import { grouped } from '../text/counts.ts';
import { fitTextRight } from '../text/display-width.ts';
import { printable } from '../text/printable.ts';
import { type Row, span } from '../text/styled-row.ts';
import type { ClusterEntry, ClusterSection } from './cluster-rows.ts';
import { LAG_LABELS, lagTime, slowestRow } from './lag-row.ts';

/** The title by which the user asks for it. */
export const LAGS = 'replication lag';
/** Capabilities that are listed, and pairs of nodes of each. */
const MOST_CAPABILITIES = 40;
const MOST_PAIRS = 40;

/**
 * How long replication took: for each capability, the two nodes where it took longest, and below it all pairs. Without
 * reports: they are being measured.
 */
export function lagSections(reports: readonly LagReport[] | undefined): readonly ClusterSection[] {
  if (reports === undefined) return [titleWith('measured in a moment', [])];
  if (reports.length === 0) return [titleWith('no replication whose cause was seen', [])];
  const capabilities = new Map<string, LagReport[]>();
  for (const report of reports) {
    const name = `${report.cluster} ${report.capability}`;
    const known = capabilities.get(name);
    if (known === undefined) capabilities.set(name, [report]);
    else known.push(report);
  }
  const severalClusters = new Set(reports.map(({ cluster }) => cluster)).size > 1;
  const parts = [...capabilities.values()]
    .slice(0, MOST_CAPABILITIES)
    .map((pairs) => partOf(pairs, severalClusters));
  const rest = capabilities.size - parts.length;
  return [titleWith(rest === 0 ? '' : `and of ${grouped(rest)} more capabilities`, LAG_LABELS), ...parts];
}

function titleWith(note: string, labels: typeof LAG_LABELS): ClusterSection {
  const entries: readonly ClusterEntry[] =
    note === '' ? [] : [{ kind: 'line', row: [span(`    ${note}`, 'dim')], filter: undefined }];
  return { title: LAGS, remark: '', entries, labels, onDemand: true };
}

/** By nodes; where there are too many, those where it took longest. */
function partOf(pairs: readonly LagReport[], severalClusters: boolean): ClusterSection {
  const [slowest] = slowestFirst(pairs);
  const { cluster, capability } = slowest as LagReport;
  const listed = new Set(slowestFirst(pairs).slice(0, MOST_PAIRS));
  const entries = pairs
    .filter((one) => listed.has(one))
    .map((report): ClusterEntry => ({ kind: 'lag', report }));
  const rest = pairs.length - entries.length;
  const filter = `cluster:${cluster} cap:${quoted(capability)}`;
  const more: ClusterEntry = {
    kind: 'line',
    row: [span(`      and ${grouped(rest)} more, none of them slower`, 'dim')],
    filter,
  };
  const packets = pairs.reduce((sum, one) => sum + one.packets, 0);
  const name = printable(severalClusters ? `${cluster}: ${capability}` : capability);
  return {
    title: `${LAGS} ${cluster} ${capability}`,
    remark: '',
    entries: rest === 0 ? entries : [...entries, more],
    part: { row: slowestRow(name, packets, slowest as LagReport), filter },
  };
}

function slowestFirst(pairs: readonly LagReport[]): readonly LagReport[] {
  return pairs.toSorted((a, b) => b.percentile95 - a.percentile95);
}

/** Nodes of which there is room for a matrix, and the columns of each. */
const MOST_NODES = 6;
const CELL = 11;

/** The rows of `lagMatrix` for what is in a section; 0 if there is none. */
export function lagMatrixRows({ entries }: ClusterSection): number {
  const pairs = entries.flatMap((one) => (one.kind === 'lag' ? one.report : []));
  const { length } = nodesOf(pairs);
  return length === 0 || length > MOST_NODES ? 0 : length + 1;
}

function nodesOf(pairs: readonly LagReport[]): readonly number[] {
  return [...new Set(pairs.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
}

/** Medians by the node that told and the one that it told; undefined if there are too many nodes. */
export function lagMatrix(pairs: readonly LagReport[]): readonly Row[] | undefined {
  const nodes = nodesOf(pairs);
  if (nodes.length > MOST_NODES) return undefined;
  const cell = (from: number, to: number): string => {
    const pair = pairs.find((one) => one.from === from && one.to === to);
    return fitTextRight(pair === undefined ? '' : lagTime(pair, pair.median), CELL);
  };
  const head = nodes.map((node) => fitTextRight(`to ${node}`, CELL)).join('');
  return [
    [span(`median ${head}`, 'dim')],
    ...nodes.map(
      (from): Row => [
        span(`from ${from} `.padEnd(7), 'dim'),
        span(nodes.map((to) => cell(from, to)).join('')),
      ],
    ),
  ];
}
