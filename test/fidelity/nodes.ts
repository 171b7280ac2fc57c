import type { NodeReport } from '../../src/cluster/nodes/node-model.ts';
import type { Analysis } from '../../src/engine/analysis/analysis.ts';
import type { Session } from '../../src/engine/session.ts';
import type { Recording } from '../recordings/recordings.ts';
import { type ReportedCluster, type ReportedNode, type Snapshot, snapshots } from './reported-nodes.ts';
import { AT_THE_END, type Comparing } from './stepping-analysis.ts';

/** One thing that a node reports of itself, and what we say about it. */
export interface Comparison {
  readonly snapshot: string;
  readonly what: 'link' | 'next hop' | 'neighbour' | 'view' | 'capability' | 'tag' | 'address' | 'seed';
  /** `1/2 → 3`: cluster, node, and what of it. */
  readonly of: string;
  readonly reported: string;
  readonly ours: string;
  readonly verdict: 'same' | 'unknown' | 'wrong';
  /** Why it is unknown, or why the node's report is not the truth of that time. */
  readonly reason: string;
}

/** All that the nodes reported in all snapshots, against what the captures show. */
export function* compareNodes(recording: Recording, session: Session): Comparing<readonly Comparison[]> {
  const found: Comparison[] = [];
  for (const snapshot of snapshots(recording)) found.push(...(yield* compareSnapshot(session, snapshot)));
  return [...found, ...compareSeeds(yield AT_THE_END, recording)];
}

/** Seeds are configured, and never told: who behaves like one has to be one. */
function compareSeeds(analysis: Analysis, { manifest }: Recording): readonly Comparison[] {
  const seeds = Object.values(manifest.topology).flatMap((one) => (one.seed === true ? one.node_id : []));
  return analysis.nodes.reports(analysis.time).flatMap(({ cluster, node, seed }) => {
    const isSeed = seeds.includes(node);
    if (!isSeed && seed === 'unknown') return [];
    const ours = seed === 'likely' ? 'seed' : 'unknown';
    const judged = {
      what: 'seed',
      of: `${cluster}/${node}`,
      reported: isSeed ? 'seed' : 'none',
      ours,
    } as const;
    return verdict('end', { ...judged, reason: 'no fallback in the capture' });
  });
}

type Judge = Pick<Comparison, 'what' | 'of' | 'reported' | 'ours'> & { readonly reason: string };

function* compareSnapshot(session: Session, snapshot: Snapshot): Comparing<readonly Comparison[]> {
  function* judgedAt(seconds: number): Comparing<readonly Judge[]> {
    const time = Math.round((seconds - session.tables.base.seconds) * 1e9);
    const analysis = yield time;
    const states = onceEach((cluster, node) => analysis.nodes.report(cluster, node, time));
    return snapshot.nodes.flatMap((node) => [...compareNode(node, states, snapshot)]);
  }
  const found = (yield* judgedAt(snapshot.time)).map((judged) => verdict(snapshot.name, judged));
  if (found.every((one) => one.verdict !== 'wrong')) return found;
  // A snapshot takes a moment: what changes meanwhile may be reported either way.
  const later = yield* judgedAt(snapshot.time + SNAPSHOT_SECONDS);
  return found.map((one, at) =>
    one.verdict === 'wrong' && later[at]?.ours === one.reported ? { ...one, reason: CHANGED } : one,
  );
}

/** The reason where ours is what it was before or after the moment of the snapshot. */
export const CHANGED = 'it changed while the snapshot was taken';

const SNAPSHOT_SECONDS = 1.5;

function verdict(snapshot: string, judged: Judge): Comparison {
  const { ours, reported } = judged;
  const same = ours === 'unknown' ? 'unknown' : ours === reported ? 'same' : 'wrong';
  return { snapshot, ...judged, verdict: same };
}

type States = (cluster: number, node: number) => NodeReport | undefined;

/** Each node is asked about again for each of its links, at one time. */
function onceEach(states: States): States {
  const told = new Map<string, NodeReport | undefined>();
  return (cluster, node) => {
    const key = `${cluster}/${node}`;
    if (!told.has(key)) told.set(key, states(cluster, node));
    return told.get(key);
  };
}

function* compareNode(reported: ReportedNode, states: States, snapshot: Snapshot): Generator<Judge> {
  for (const cluster of reported.clusters) {
    const ours = states(cluster.cluster, reported.node);
    yield* compareLinks(reported.node, cluster, ours, states);
    yield* compareTopology(reported.node, cluster, states, snapshot);
    for (const [name, isOk] of cluster.capabilities) {
      const known = ours?.capabilities.get(name);
      const of = `${cluster.cluster}/${reported.node} ${name}`;
      const reason = known === undefined ? 'nothing of the capability captured' : `known by ${known.by}`;
      yield {
        ...{ what: 'capability', of, reported: isOk ? 'ok' : 'not synced' },
        ...{ ours: known?.state ?? 'unknown', reason },
      };
    }
  }
  for (const { tag, active } of reported.tags) {
    const known = reported.clusters.flatMap(
      ({ cluster }) => states(cluster, reported.node)?.tags.get(tag)?.state ?? [],
    );
    yield {
      ...{ what: 'tag', of: `${reported.node} ${tag}`, reported: active ? 'active' : 'backup' },
      ...{ ours: known[0] ?? 'unknown', reason: 'not announced to it in the capture' },
    };
  }
}

function* compareLinks(
  node: number,
  { cluster, links }: ReportedCluster,
  ours: NodeReport | undefined,
  states: States,
): Generator<Judge> {
  for (const { to, up, nextHop, url } of links) {
    const of = `${cluster}/${node} → ${to}`;
    const link = ours?.links.find((one) => one.to === to);
    const reason = unknownLink(ours, link?.since);
    const isSame = link?.state === 'up' ? up : !up;
    const state = link === undefined || link.state === 'unknown' ? 'unknown' : isSame === up ? 'up' : 'down';
    yield { what: 'link', of, reported: up ? 'up' : 'down', ours: state, reason };
    yield { what: 'next hop', of, reported: `${nextHop}`, ours: `${link?.nextHop ?? 'unknown'}`, reason };
    const addresses = states(cluster, to)?.addresses.listeners ?? [];
    const address = addressIn(url);
    const known =
      addresses.length === 0 ? 'unknown' : addresses.includes(address) ? address : addresses.join();
    yield { what: 'address', of, reported: address, ours: known, reason: 'no packet to it in the capture' };
  }
}

/** The node's own neighbours, and what it has heard of the others'. */
function* compareTopology(
  node: number,
  { cluster, topology, links }: ReportedCluster,
  states: States,
  snapshot: Snapshot,
): Generator<Judge> {
  for (const [of, neighbours] of topology) {
    const own = snapshot.nodes
      .find((one) => one.node === of)
      ?.clusters.find((one) => one.cluster === cluster);
    const itself = own?.topology.get(of);
    for (const to of [node, ...links.map((link) => link.to)]) {
      if (to === of) continue;
      const known = states(cluster, of)?.links.find((one) => one.to === to)?.state ?? 'unknown';
      const reported = neighbours.includes(to) ? 'up' : 'down';
      const differs = itself !== undefined && itself.includes(to) !== neighbours.includes(to);
      yield {
        ...{ what: of === node ? 'neighbour' : 'view', of: `${cluster}/${node}: ${of} → ${to}` },
        ...{ reported, ours: known },
        reason: differs ? `node ${of} itself reports otherwise` : unknownLink(states(cluster, of), undefined),
      };
    }
  }
}

/** `bin:[fd00:9:0:0:0:0:0:1]:5555` as `[fd00:9::1]:5555`. */
function addressIn(url: string): string {
  return new URL(url.replace(/^bins?:/, 'http://')).host;
}

function unknownLink(ours: NodeReport | undefined, since: number | undefined): string {
  if (ours === undefined) return 'the node is not in the capture';
  if (ours.away !== undefined) return `away: ${ours.away.why}`;
  if (ours.heard === undefined) return 'the node was not heard';
  return since === undefined ? 'nothing seen of the link' : 'not seen for long';
}
