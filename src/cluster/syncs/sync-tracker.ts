import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import type { SourceId } from '../../ids.ts';
import type { AnalysisContext } from '../analysis-context.ts';
import type { CaptureGaps } from '../coverage/capture-gaps.ts';
import { numberOf, textOf } from '../field-values.ts';
import { isDelivered, type SeenBin, type SeenMessage, type Tracker } from '../seen-message.ts';
import { ForwardedCopies } from './forwarded-copies.ts';
import type { Witnesses } from './judge-sync.ts';
import { type RepeatedSync, RepeatedSyncs } from './repeated-syncs.ts';
import { SyncAnswers } from './sync-answers.ts';
import { type DataPacket, routeKey, type SyncExchange, type SyncRoute } from './sync-exchange.ts';
import type { SyncReport } from './sync-model.ts';
import { chunksOf, recordKinds } from './sync-records.ts';
import { acceptsSync } from './sync-releases.ts';
import { syncReports } from './sync-reports.ts';
import { UnfinishedPackets } from './unfinished-packets.ts';

/** Syncs that are remembered. */
const MOST_SYNCS = 10_000;
/** Combinations of donor, receiver and capability that are followed. */
const MOST_ROUTES = 4096;

/**
 * Which node requested the data of which capability from which node, and with what result (spec bin-core 9).
 * Syncs are told apart by cluster, donor, receiver, capability and order.
 */
export class SyncTracker implements Tracker {
  /** Syncs dropped for lack of room, and requests whose answers can no longer be recognised. */
  forgotten = 0;
  /** Sync packets whose nodes or capability are unknown. */
  unusable = 0;
  private readonly context: AnalysisContext;
  private readonly witnesses: Witnesses;
  private readonly answers = new Map<string, SyncAnswers>();
  /** By `cluster receiver capability`: the receivers that wait for an answer. */
  private readonly waiting = new Map<string, Set<SyncAnswers>>();
  private readonly copies = new ForwardedCopies();
  private readonly unfinished = new UnfinishedPackets();
  private readonly repeated = new RepeatedSyncs();
  private readonly lastTimes: number[] = [];
  private syncs: SyncExchange[] = [];

  constructor(context: AnalysisContext, gaps: CaptureGaps) {
    this.context = context;
    const until = (source: SourceId) => this.lastTimes[source];
    this.witnesses = { coverage: context.coverage, gaps, until };
    context.restarts.onRestart((cluster, node, time) => this.restarted(cluster, node, time));
    context.awaitedSyncs.onUnseenAnswer((cluster, receiver, capability, time) => {
      const waiting = this.waiting.get(waitingKey(cluster, receiver, capability)) ?? [];
      for (const answers of waiting) answers.gotUnseen(time);
    });
  }

  push(message: SeenMessage): void {
    for (const { source, time } of message.sights) {
      this.lastTimes[source] = Math.max(this.lastTimes[source] ?? time, time);
    }
    if (message.protocol !== 'bin') return;
    if (message.packet.capability === CapabilityName.Extra) this.extra(message);
    else if (this.waiting.size > 0 && isDelivered(message)) this.ordinary(message);
  }

  /** All syncs, in the order in which they began. */
  reports(): readonly SyncReport[] {
    return syncReports(this.syncs, this.witnesses);
  }

  /**
   * Nodes that received what they had requested more than once, and may hold back everything that comes
   * later.
   */
  repeatedSyncs(): readonly RepeatedSync[] {
    return this.repeated.countedOn((cluster, node) => this.context.releases.of(cluster, node));
  }

  private extra(message: SeenBin): void {
    const { name, error } = message.packet;
    // If cut short, an end and data look the same; for data, the capability is enough.
    if (error !== undefined && !isKnownData(message)) {
      if (message.isUnfinished !== true) this.unclear(message);
      return;
    }
    const isRequest = name === 'CLUSTERER_SYNC_REQ';
    if (!isRequest && name !== 'CLUSTERER_SYNC' && name !== 'CLUSTERER_SYNC_END') return;
    const route = this.routeOf(message, isRequest);
    if (route === undefined) {
      this.unclear(message);
      return;
    }
    const answers = this.answersOf(route);
    if (!this.copies.isNew(message)) answers.copy(message);
    else if (isRequest) this.request(message, route, answers);
    else if (name === 'CLUSTERER_SYNC_END') this.end(message, route, answers);
    else this.data(message, route, answers);
    this.noteWaiting(route, answers);
  }

  private request(message: SeenBin, route: SyncRoute, answers: SyncAnswers): void {
    answers.request(message);
    this.repeated.asked(route);
  }

  private data(message: SeenBin, route: SyncRoute, answers: SyncAnswers): void {
    const data = dataOf(message, route.capability);
    const same = message.isUnfinished === true ? this.unfinished.sameAs(message, data) : undefined;
    if (same !== undefined) {
      answers.copyOf(message, data, same);
      return;
    }
    answers.data(message, data, this.isRefused(message, route));
    if (message.source !== message.destination)
      this.repeated.data(route, data.chunks, message.time, message.id);
  }

  private end(message: SeenBin, route: SyncRoute, answers: SyncAnswers): void {
    const announced = numberOf(message.packet.fields, 'chunks_count');
    answers.end(message, announced);
    this.repeated.ended(route, announced);
  }

  /** It may belong to any answer that its originator (or, if that is unknown, its sender) is giving. */
  private unclear({ cluster, source, sender }: SeenBin): void {
    this.unusable++;
    const { directory, endpoints } = this.context;
    const known = [{ cluster, node: source }];
    const donors = source > 0 ? known : directory.membershipsOf(endpoints.addressOf(sender));
    for (const waiting of this.waiting.values()) {
      for (const answers of waiting) {
        const { route } = answers;
        const isDonor = donors.some((one) => one.cluster === route.cluster && one.node === route.donor);
        if (isDonor) answers.unclear();
      }
    }
  }

  private ordinary({ cluster, destination, packet }: SeenBin): void {
    const waiting = this.waiting.get(waitingKey(cluster, destination, packet.capability));
    if (waiting === undefined) return;
    for (const answers of waiting) answers.queue();
  }

  /** Donor and receiver; from the connection if the trailer was not captured. */
  private routeOf(message: SeenBin, isRequest: boolean): SyncRoute | undefined {
    const capability = textOf(message.packet.fields, 'capability');
    if (capability === undefined || capability === '') return undefined;
    const { cluster, source, destination } = message.source > 0 ? message : this.ends(message);
    if (cluster <= 0 || source <= 0 || destination <= 0) return undefined;
    return isRequest
      ? { cluster, capability, donor: destination, receiver: source }
      : { cluster, capability, donor: source, receiver: destination };
  }

  /** The nodes of a connection, in the cluster that they share; only if it is just one. */
  private ends({ sender, receiver }: SeenBin): Pick<SeenBin, 'cluster' | 'source' | 'destination'> {
    const { directory, endpoints } = this.context;
    const to = directory.membershipsOf(endpoints.addressOf(receiver));
    const [common, ...others] = directory.membershipsOf(endpoints.addressOf(sender)).flatMap((from) => {
      const other = to.find(({ cluster }) => cluster === from.cluster);
      return other === undefined
        ? []
        : [{ cluster: from.cluster, source: from.node, destination: other.node }];
    });
    return common === undefined || others.length > 0 ? { cluster: 0, source: 0, destination: 0 } : common;
  }

  private answersOf(route: SyncRoute): SyncAnswers {
    const key = routeKey(route);
    const known = this.answers.get(key);
    const answers = known ?? new SyncAnswers(route, (exchange) => this.remember(exchange));
    if (known !== undefined) this.answers.delete(key);
    else if (this.answers.size >= MOST_ROUTES) this.forgetRoutes();
    this.answers.set(key, answers);
    return answers;
  }

  /**
   * Those used least recently make room for new ones; several at once, as finding the oldest is expensive.
   */
  private forgetRoutes(): void {
    let surplus = MOST_ROUTES / 8;
    for (const [key, answers] of this.answers) {
      if (surplus-- <= 0) return;
      this.answers.delete(key);
      if (answers.idle) continue;
      this.forgotten++;
      this.stopWaiting(answers);
    }
  }

  private remember(exchange: SyncExchange): void {
    this.syncs.push(exchange);
    if (this.syncs.length < 2 * MOST_SYNCS) return;
    this.syncs = this.syncs.slice(-MOST_SYNCS);
    this.forgotten += MOST_SYNCS;
  }

  private noteWaiting({ cluster, receiver, capability }: SyncRoute, answers: SyncAnswers): void {
    if (answers.idle) {
      this.stopWaiting(answers);
      return;
    }
    const key = waitingKey(cluster, receiver, capability);
    const waiting = this.waiting.get(key);
    if (waiting === undefined) this.waiting.set(key, new Set([answers]));
    else waiting.add(answers);
  }

  private stopWaiting(answers: SyncAnswers): void {
    const { cluster, receiver, capability } = answers.route;
    const key = waitingKey(cluster, receiver, capability);
    const waiting = this.waiting.get(key);
    waiting?.delete(answers);
    if (waiting?.size === 0) this.waiting.delete(key);
  }

  private isRefused({ packet }: SeenBin, { cluster, receiver }: SyncRoute): boolean {
    return !acceptsSync(this.context.releases.of(cluster, receiver), packet.command, packet.version);
  }

  private restarted(cluster: number, node: number, time: number): void {
    this.repeated.restarted(cluster, node);
    for (const answers of this.answers.values()) {
      const { route } = answers;
      if (route.cluster !== cluster) continue;
      if (route.donor === node) answers.restarted('donor restarted', time);
      if (route.receiver === node) answers.restarted('receiver restarted', time);
    }
  }
}

function isKnownData({ packet }: SeenBin): boolean {
  return packet.name === 'CLUSTERER_SYNC' && textOf(packet.fields, 'capability') !== undefined;
}

function waitingKey(cluster: number, receiver: number, capability: string): string {
  return `${cluster} ${receiver} ${capability}`;
}

function dataOf({ id, time, packet, isUnfinished = false }: SeenBin, capability: string): DataPacket {
  const chunks = chunksOf(packet.fields);
  return {
    message: id,
    time,
    bytes: packet.length,
    chunks: chunks.length,
    records: recordKinds(capability, chunks),
    damaged: packet.error !== undefined && !isUnfinished,
  };
}
