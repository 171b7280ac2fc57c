import type { Flow } from '../../flows/flow.ts';
import type { MessageId } from '../../ids.ts';
import { inOneGo, type Steps } from '../../tables/steps.ts';
import type { ObserverPlaces } from '../analysis/observer-places.ts';
import type { Session } from '../session.ts';
import { type Lag, type LagEnd, lagOf } from './flow-timing.ts';

/** How long packets of a capability took from what caused them to one other node. Times are nanoseconds. */
export interface LagReport {
  readonly cluster: number;
  /** The node that told, and the one that it told. */
  readonly from: number;
  readonly to: number;
  readonly capability: string;
  readonly packets: number;
  /** Those of which nothing shows that they arrived; no time is known of them. */
  readonly unacknowledged: number;
  /** Median until it left; undefined where nobody captured at the node that told. */
  readonly left: number | undefined;
  readonly median: number;
  /** 95 of 100 packets took no longer. */
  readonly percentile95: number;
  readonly longest: SlowestPacket;
  /** To where the packet was followed that was followed least. */
  readonly end: LagEnd;
}

/** The packet that took the longest. */
export interface SlowestPacket {
  readonly lag: number;
  /** The id of its flow. */
  readonly flow: string;
  readonly packet: MessageId;
}

interface Samples {
  readonly cluster: number;
  readonly from: number;
  readonly to: number;
  readonly capability: string;
  /** One for each packet, 8 bytes; likewise the times until it left. */
  readonly lags: number[];
  readonly departures: number[];
  unacknowledged: number;
  longest: SlowestPacket;
  end: LagEnd;
}

/** From the end that tells most to the one that tells least. */
const ENDS: readonly LagEnd[] = ['arrival', 'departure', 'sight'];

/**
 * Adds up how long replication took, by the node that told and the one that was told. A copy that another node passed
 * on counts where it came to its destination.
 */
export class ReplicationLags {
  private readonly session: Session;
  private readonly places: ObserverPlaces;
  private readonly all = new Map<string, Samples>();

  constructor(session: Session, places: ObserverPlaces) {
    this.session = session;
    this.places = places;
  }

  add(flow: Pick<Flow, 'id' | 'packetCauses'>): void {
    for (const { packet, cause } of flow.packetCauses()) {
      if (this.isAtDestination(packet)) this.note(flow.id, packet, lagOf(this.places, cause, packet));
    }
  }

  /** By cluster, nodes and capability; those of which some time is known. */
  reports(): readonly LagReport[] {
    return inOneGo(this.reportSteps());
  }

  /** The same, one in each step: the times of each are sorted. */
  *reportSteps(): Steps<readonly LagReport[]> {
    const reports: LagReport[] = [];
    for (const samples of this.all.values()) {
      if (samples.lags.length > 0) reports.push(reportOf(samples));
      yield;
    }
    return reports.sort(inOrder);
  }

  private isAtDestination(packet: MessageId): boolean {
    const { index, routes, nodes, endpoints } = this.session.tables;
    const route = index.route(packet);
    const cluster = routes.cluster(route);
    const destination = routes.destination(route);
    if (cluster <= 0 || destination <= 0 || routes.source(route) <= 0) return false;
    const receiver = nodes.nodeIn(cluster, endpoints.addressOf(index.receiver(packet)));
    return receiver === undefined || receiver === destination;
  }

  private note(flow: string, packet: MessageId, { total, end, toDeparture }: Lag): void {
    const { index, routes, kinds } = this.session.tables;
    const kind = kinds.get(index.kind(packet));
    if (kind.protocol !== 'bin') return;
    const route = index.route(packet);
    const [cluster, from, to] = [routes.cluster(route), routes.source(route), routes.destination(route)];
    const key = `${cluster} ${from} ${to} ${kind.capability}`;
    const slowest = { lag: total, flow, packet };
    const { capability } = kind;
    const nothing: Samples = {
      ...{ cluster, from, to, capability, lags: [], departures: [] },
      ...{ unacknowledged: 0, longest: slowest, end: 'arrival' },
    };
    const known = this.all.get(key) ?? nothing;
    if (known === nothing) this.all.set(key, known);
    if (end === 'unacknowledged') {
      known.unacknowledged++;
      return;
    }
    known.lags.push(total);
    if (toDeparture !== undefined) known.departures.push(toDeparture);
    if (known.lags.length === 1 || total > known.longest.lag) known.longest = slowest;
    if (ENDS.indexOf(end) > ENDS.indexOf(known.end)) known.end = end;
  }
}

function reportOf({ lags, departures, ...samples }: Samples): LagReport {
  const sorted = Float64Array.from(lags).sort();
  const left = departures.length === 0 ? undefined : nearestRank(Float64Array.from(departures).sort(), 0.5);
  return {
    ...samples,
    packets: sorted.length,
    left,
    median: nearestRank(sorted, 0.5),
    percentile95: nearestRank(sorted, 0.95),
  };
}

/** The least of the sorted values that is no less than this share of them. */
function nearestRank(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

function inOrder(a: LagReport, b: LagReport): number {
  const byNodes = a.cluster - b.cluster || a.from - b.from || a.to - b.to;
  if (byNodes !== 0) return byNodes;
  return a.capability < b.capability ? -1 : Number(a.capability > b.capability);
}
