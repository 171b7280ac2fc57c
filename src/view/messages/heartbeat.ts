import type { NodeReport } from '../../cluster/nodes/node-model.ts';
import { type ClusterEvent, endsFlap } from '../../cluster/timeline.ts';
import type { Session } from '../../engine/session.ts';
import type { MessageId } from '../../ids.ts';
import { counted } from '../text/counts.ts';
import { displayWidth } from '../text/display-width.ts';
import { seconds } from '../text/durations.ts';
import { type Row, rowText, type Span, span } from '../text/styled-row.ts';

/** Input for a line about the health of the clusters. Times are session nanoseconds. */
export interface HeartbeatInput {
  readonly nodes: readonly NodeReport[];
  readonly events: readonly ClusterEvent[];
  /** Time of the state. */
  readonly time: number;
  /** Between two pings on a link; undefined if none was seen. */
  readonly pingInterval: number | undefined;
  /** Formats a time of day to the second. */
  readonly clock: (time: number) => string;
}

/** Ping intervals without a ping before that is reported, and within which a cluster was not quiet. */
const TIMES_MISSED = 2.5;
const QUIET = 5e9;
/** Nanoseconds for which a restart or a flap is news. */
const NEWS = 60e9;

/** `cluster 1: 4 nodes, pings every 4 s, all links up`, or what is wrong. Empty if there are no nodes. */
export function heartbeatRow(input: HeartbeatInput): Row {
  const clusters = [...new Set(input.nodes.map(({ cluster }) => cluster))];
  return clusters.flatMap((cluster, at): Row => {
    const nodes = input.nodes.filter((one) => one.cluster === cluster);
    const name = span(`${at === 0 ? '' : '; '}cluster ${cluster}: `, 'dim');
    const wrong = problems(cluster, nodes, input);
    const pings = input.pingInterval === undefined ? '' : `, pings every ${roundSeconds(input.pingInterval)}`;
    const usual = `${counted(nodes.length, 'node')}${pings}`;
    if (wrong.length > 0) return [name, span(wrong.join(' · '), 'warning'), span(`  ${usual}`, 'dim')];
    return [name, span(`${usual}${linksText(nodes)}`, 'dim')];
  });
}

function linksText(nodes: readonly NodeReport[]): string {
  const links = nodes.flatMap((node) => node.links);
  if (links.length === 0) return '';
  const unknown = links.filter(({ state }) => state === 'unknown').length;
  return unknown === 0 ? ', all links up' : ', all links up that can be seen';
}

function problems(cluster: number, nodes: readonly NodeReport[], input: HeartbeatInput): readonly string[] {
  const { time, pingInterval, clock } = input;
  const gone = new Map<number, string>();
  for (const { node, away, heard } of nodes) {
    const silence = heard === undefined ? 0 : time - heard;
    if (away?.why === 'removed') gone.set(node, `node ${node} removed at ${clock(away.since)}`);
    else if (silence > Math.max(QUIET, TIMES_MISSED * (pingInterval ?? 0))) {
      gone.set(node, `node ${node} not heard for ${roundSeconds(silence)}`);
    } else if (away !== undefined) gone.set(node, `node ${node} without links since ${clock(away.since)}`);
  }
  const anew = nodes.filter(({ node, restarted }) => isNews(restarted, time) && !gone.has(node));
  return [
    ...gone.values(),
    ...linksDown(nodes, gone, clock),
    ...anew.map(({ node, restarted = 0 }) => `node ${node} restarted at ${clock(restarted)}`),
    ...flaps(cluster, input, new Set([...gone.keys(), ...anew.map(({ node }) => node)])),
  ];
}

function isNews(happened: number | undefined, time: number): boolean {
  return happened !== undefined && happened > time - NEWS;
}

/** Each link once, as reported by the first of its ends; links of nodes that are gone are left out. */
function linksDown(
  nodes: readonly NodeReport[],
  gone: ReadonlyMap<number, string>,
  clock: (time: number) => string,
): readonly string[] {
  const down = new Map<string, number>();
  for (const { node, links } of nodes) {
    for (const { to, state, since } of links) {
      if (state !== 'down' || since === undefined || gone.has(node) || gone.has(to)) continue;
      const link = `${Math.min(node, to)}-${Math.max(node, to)}`;
      down.set(link, Math.min(since, down.get(link) ?? since));
    }
  }
  return [...down].map(([link, since]) => `link ${link} down since ${clock(since)}`);
}

/** Flaps of nodes that are gone or restarted are left out. */
function flaps(
  cluster: number,
  { events, time, clock }: HeartbeatInput,
  said: ReadonlySet<number>,
): readonly string[] {
  const links = new Map<string, string>();
  for (const event of events) {
    if (event.kind !== 'link up' || event.cluster !== cluster || !endsFlap(event)) continue;
    if (event.time <= time - NEWS || event.time > time) continue;
    if (said.has(event.node) || said.has(event.to)) continue;
    links.set(`${Math.min(event.node, event.to)}-${Math.max(event.node, event.to)}`, clock(event.time));
  }
  const times = [...new Set(links.values())];
  return times.map((at) => {
    const those = [...links].filter(([, up]) => up === at).map(([link]) => link);
    return `link${those.length > 1 ? 's' : ''} ${those.join(', ')} flapped, up again at ${at}`;
  });
}

/** `4 s`; less than two with a digit where it has one. */
function roundSeconds(nanoseconds: number): string {
  const value = nanoseconds / 1e9;
  if (value >= 60) return seconds(nanoseconds);
  return `${value >= 2 ? Math.round(value) : Number(value.toFixed(1))} s`;
}

/** Messages that are examined, and intervals that are enough. */
const MOST_LOOKED_AT = 5000;
const ENOUGH = 31;

/** The usual recent time between two pings on a link, in nanoseconds; undefined if no two were seen. */
export function pingIntervalAt(session: Session, time: number): number | undefined {
  const { order, index, kinds } = session.tables;
  const end = order.positionOf(time);
  const later = new Map<string, number>();
  const intervals: number[] = [];
  for (let at = end - 1; at >= Math.max(0, end - MOST_LOOKED_AT) && intervals.length < ENOUGH; at--) {
    const id = order.at(at) as MessageId;
    const kind = kinds.get(index.kind(id));
    if (kind.protocol !== 'bin' || kind.name !== 'CLUSTERER_PING') continue;
    const link = `${index.sender(id)} ${index.receiver(id)}`;
    const next = later.get(link);
    if (next !== undefined) intervals.push(next - session.timeOf(id));
    later.set(link, session.timeOf(id));
  }
  intervals.sort((a, b) => a - b);
  return intervals[Math.floor(intervals.length / 2)];
}

/** Adds how to see the details, if there is room. */
export function withHint(row: Row, room: number): Row {
  const hint: readonly Span[] = [span('  ('), span('i', 'key'), span(' shows the internal messages)', 'dim')];
  const whole = [...row, ...hint];
  return displayWidth(rowText(whole)) <= room ? whole : row;
}
