import type { Recording } from '../recordings/recordings.ts';

/** What a node itself reported over its management interface, in one form for all releases. */
export interface ReportedNode {
  readonly node: number;
  readonly clusters: readonly ReportedCluster[];
  readonly tags: readonly { readonly tag: string; readonly active: boolean }[];
}

export interface ReportedCluster {
  readonly cluster: number;
  readonly links: readonly ReportedLink[];
  /** Neighbours of each node, as the reporting node knows them. */
  readonly topology: ReadonlyMap<number, readonly number[]>;
  readonly capabilities: ReadonlyMap<string, boolean>;
}

export interface ReportedLink {
  readonly to: number;
  readonly url: string;
  readonly up: boolean;
  readonly nextHop: number | 'none';
}

export interface Snapshot {
  readonly name: string;
  /** Seconds since 1970. */
  readonly time: number;
  readonly nodes: readonly ReportedNode[];
}

export function snapshots({ manifest }: Recording): readonly Snapshot[] {
  return Object.entries(manifest.mi ?? {}).map(([name, { t, nodes }]) => ({
    name,
    time: t,
    nodes: Object.entries(nodes).flatMap(([node, reports]) => {
      const clusters = clustersOf(reports);
      return clusters.length === 0 ? [] : { node: Number(node.slice(4)), clusters, tags: tagsOf(reports) };
    }),
  }));
}

/** JSON as objects, what 2.4 writes as text. */
export type Reports = Readonly<Record<string, unknown>>;

function clustersOf(reports: Reports): readonly ReportedCluster[] {
  const lists = tree(reports.clusterer_list);
  const topologies = tree(reports.clusterer_list_topology);
  const capabilities = tree(reports.clusterer_list_cap);
  return [...lists].map(([cluster, nodes]) => ({
    cluster,
    links: nodes.map((node) => ({
      to: Number(node.node_id),
      url: String(node.url),
      // Padded in 3.0.
      up: String(node.link_state).trim() === 'Up',
      nextHop: node.next_hop === 'none' ? 'none' : Number(node.next_hop),
    })),
    topology: new Map(
      (topologies.get(cluster) ?? []).map((node) => [Number(node.node_id), numbers(node.Neighbours)]),
    ),
    capabilities: new Map(
      (capabilities.get(cluster) ?? []).map((one) => [String(one.name), one.state === 'Ok']),
    ),
  }));
}

/** Records by cluster. */
function tree(report: unknown): Map<number, readonly Reports[]> {
  if (typeof report === 'string') return textTree(report);
  const { Clusters: clusters = [] } = (report ?? {}) as { Clusters?: readonly Reports[] };
  return new Map(
    clusters.map((one) => [
      Number(one.cluster_id),
      (one.Nodes ?? one.Capabilities ?? []) as readonly Reports[],
    ]),
  );
}

/** `Cluster:: 1`, then `Node:: 4 ... Link_state=Up Next_hop=4` for each node. */
function textTree(report: string): Map<number, readonly Reports[]> {
  const clusters = new Map<number, Reports[]>();
  let records: Reports[] = [];
  for (const line of report.split('\n')) {
    const cluster = /^Cluster:: (\d+)/.exec(line)?.[1];
    if (cluster !== undefined) {
      records = [];
      clusters.set(Number(cluster), records);
    }
    const record = /^\t(?:Node|Capability):: (\S+)(.*)/.exec(line);
    if (record === null) continue;
    const [, id = '', rest = ''] = record;
    const value = (key: string): string => new RegExp(`${key}=(.*?)(?= +\\w+=|\\s*$)`).exec(rest)?.[1] ?? '';
    records.push({
      ...{ node_id: id, name: id, url: value('URL'), link_state: value('Link_state') },
      ...{ next_hop: value('Next_hop'), Neighbours: value('Neighbours'), state: value('State') },
    });
  }
  return clusters;
}

function numbers(value: unknown): readonly number[] {
  if (Array.isArray(value)) return value.map(Number);
  return String(value ?? '')
    .split(' ')
    .filter((one) => one !== '')
    .map(Number);
}

function tagsOf(reports: Reports): readonly { tag: string; active: boolean }[] {
  const list = reports.clusterer_list_shtags;
  if (Array.isArray(list)) {
    return list.map((one: Reports) => ({ tag: String(one.Tag), active: one.State === 'active' }));
  }
  const text = String(reports.dlg_list_sharing_tags ?? '');
  return [...text.matchAll(/^Tag:: (\S+) State=(\d)/gm)].map(([, tag = '', state]) => ({
    tag,
    active: state === '1',
  }));
}
