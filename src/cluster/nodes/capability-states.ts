import type { Fields } from '../../../decoders/fields/decode.ts';
import type { MessageId } from '../../ids.ts';
import { groupsOf, numberOf, numbersOf, textOf } from '../field-values.ts';
import { isDelivered, type SeenBin } from '../seen-message.ts';
import type { UpdateCounters } from './update-counter.ts';

export type CapabilityState = 'ok' | 'not synced' | 'unknown';

/** A capability of one node. */
export interface Capability {
  state: CapabilityState;
  /** Since when this state is known; undefined while the state is unknown. */
  since: number | undefined;
  /** The message that showed it. */
  message: MessageId;
  /**
   * Known from the `node` itself, from `hearsay` of another node, or only from `traffic` of the capability.
   */
  by: 'node' | 'hearsay' | 'traffic';
  /** The node to which the node itself announced it first; undefined if it did not. */
  toldTo: number | undefined;
  /** A sync was asked for and has not ended. */
  syncing: { readonly donor: number; readonly since: number } | undefined;
  /**
   * It announced 0 and then 1 in its first minutes without a SYNC_END in between (spec bin-core 12): it fell
   * back to being seed.
   */
  fellBack: Interval | undefined;
  /**
   * It announced 1 right from the start (2.4, 3.0: seed_fallback_interval is 0), counted from its first sign
   * of life.
   */
  okAtOnce: Interval | undefined;
  /** A SYNC_END has come since the state was 0. */
  synced: boolean;
  /**
   * It announced 1 before the end of the answer that it had requested: from the request to the announcement.
   */
  early: EarlyAnnouncement | undefined;
  /** In a report: the node has closed connections since then, and was not heard again. */
  readonly ended?: true;
}

export interface EarlyAnnouncement extends Interval {
  readonly donor: number;
  /** Something of the answer came afterwards. If not, it may be that the answer was not captured. */
  readonly isShown: boolean;
}

/** A period in which something was not seen that would have meant something else. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Most capabilities of a node; OpenSIPS has some twenty. */
const MOST_CAPABILITIES = 256;
/** Nanoseconds that a flood lasts: the same content later was sent anew. */
const FLOOD = 5e9;
/** Nanoseconds for which processes of one node may contradict each other. */
const RACE = 1e9;
/** Contents of floods that are remembered. */
const MOST_CONTENTS = 256;
/** Nanoseconds after its first sign of life for which a node counts as young. */
const YOUNG = 120e9;

/** The capability states of a cluster's nodes (spec bin-core 6.7, 9). */
export class CapabilityStates {
  private readonly nodes = new Map<number, Map<string, Capability>>();
  private readonly counters: UpdateCounters;
  private readonly isFollowed: (node: number) => boolean;
  /** Contents of updates without a counter, with the time of the last copy. */
  private readonly contents = new Map<string, number>();
  /** Capabilities that some node announced as not synced: these sync at startup. */
  private readonly syncing = new Set<string>();
  /** Nodes that fell back to being seed in an earlier life, and when. */
  private readonly seeds = new Map<number, readonly Interval[]>();
  /** When nodes began their present life, if that was seen. */
  private readonly begun = new Map<number, number>();

  constructor(counters: UpdateCounters, isFollowed: (node: number) => boolean) {
    this.counters = counters;
    this.isFollowed = isFollowed;
  }

  push(message: SeenBin): void {
    const { packet } = message;
    switch (packet.name) {
      case 'CLUSTERER_CAP_UPDATE':
        if (this.isNews(message)) this.update(message);
        break;
      case 'CLUSTERER_SYNC_REQ':
        this.syncAsked(message);
        break;
      case 'CLUSTERER_SYNC':
        this.syncCame(message);
        break;
      case 'CLUSTERER_SYNC_END':
        this.syncCame(message);
        this.syncEnded(message);
        break;
      default:
        this.traffic(message);
    }
  }

  /** When its present life was seen to begin; undefined if it was running before. */
  begunAt(node: number): number | undefined {
    return this.begun.get(node);
  }

  of(node: number): ReadonlyMap<string, Capability> {
    return this.nodes.get(node) ?? NO_CAPABILITIES;
  }

  /** A process was seen to start. */
  began(node: number, time: number): void {
    this.begun.set(node, time);
  }

  /** What was known before that time is gone. */
  forget(node: number, before: number): void {
    const capabilities = this.nodes.get(node);
    if (capabilities === undefined) return;
    const fallbacks = this.fallbacks(node);
    if (fallbacks.length > 0) this.seeds.set(node, fallbacks.slice(0, MOST_CAPABILITIES));
    for (const [name, { since }] of capabilities) {
      if (since === undefined || since < before) capabilities.delete(name);
    }
  }

  /**
   * With a counter: only the first copy of the latest update. Without one (before 3.1.7, and 3.2.0 to 3.2.3),
   * copies of older states may arrive after newer ones: then the originator's own packets count, and
   * forwarded copies unless their content was just seen.
   */
  private isNews(message: SeenBin): boolean {
    const { packet, source, time } = message;
    const number = numberOf(packet.fields, 'seq_no');
    const timestamp = numberOf(packet.fields, 'timestamp');
    if (number !== undefined && timestamp !== undefined) {
      return this.counters.accept(source, 'capabilities', number, timestamp);
    }
    const content = `${source} ${JSON.stringify(packet.fields.nodes ?? [])}`;
    const before = this.contents.get(content);
    this.contents.delete(content);
    this.contents.set(content, time);
    for (const [oldest, seen] of this.contents) {
      if (time - seen <= FLOOD && this.contents.size <= MOST_CONTENTS) break;
      this.contents.delete(oldest);
    }
    const direct = numbersOf(packet.fields, 'path').length === 1;
    return direct || before === undefined || time - before > FLOOD;
  }

  private update(message: SeenBin): void {
    for (const record of groupsOf(message.packet.fields, 'nodes')) {
      const node = numberOf(record, 'node_id');
      if (node === undefined) continue;
      for (const one of groupsOf(record, 'caps')) {
        if (node === message.source) this.announced(message, node, one);
        else this.heard(message, node, one);
      }
    }
  }

  private announced(message: SeenBin, node: number, record: Fields): void {
    const [name, state] = readState(record);
    const capability = name === undefined ? undefined : this.capability(message, node, name);
    if (name === undefined || state === undefined || capability === undefined) return;
    if (state === 'not synced') this.syncing.add(name);
    const own = capability.by === 'node';
    if (own && isLateCopy(message, capability, state)) return;
    const begun = this.begunLately(node, message.time);
    if (state === 'ok' && begun !== undefined && !capability.synced) {
      const { since = begun, syncing } = capability;
      if (!own && syncing === undefined) capability.okAtOnce = { from: begun, to: message.time };
      // Another process may have ended a sync, and tell of it when this one asks again.
      const isAsking = syncing !== undefined && message.time - syncing.since <= RACE;
      if (own && capability.state === 'not synced' && !isAsking)
        capability.fellBack = { from: since, to: message.time };
    }
    if (!own || capability.state !== state) {
      capability.since = message.time;
      capability.message = message.id;
      capability.toldTo = message.receivedBy;
      if (state === 'not synced') capability.synced = false;
      const { syncing, synced } = capability;
      const isEarly = own && state === 'ok' && syncing !== undefined && !synced;
      capability.early = isEarly
        ? { from: syncing.since, to: message.time, donor: syncing.donor, isShown: false }
        : undefined;
    }
    capability.state = state;
    capability.by = 'node';
    if (state === 'ok') capability.syncing = undefined;
  }

  private heard(message: SeenBin, node: number, record: Fields): void {
    const [name, state] = readState(record);
    if (name !== undefined && state !== undefined) this.hearsay(message, node, name, state);
  }

  /**
   * Hearsay has no effect if the node itself was heard, or will be: a node that started within the capture
   * announces its capabilities, while others may remember its previous life.
   */
  private hearsay(message: SeenBin, node: number, name: string, state: CapabilityState): void {
    const capability = this.capability(message, node, name);
    if (capability === undefined || capability.by === 'node' || this.begun.has(node)) return;
    if (capability.state !== state) {
      capability.since = message.time;
      capability.message = message.id;
    }
    capability.state = state;
    capability.by = 'hearsay';
  }

  /**
   * A node that requests data does not have it, whatever it announced before; the donor had announced to have
   * it.
   */
  private syncAsked(message: SeenBin): void {
    const { source, destination, time, id } = message;
    const name = textOf(message.packet.fields, 'capability');
    const capability = name === undefined ? undefined : this.capability(message, source, name);
    if (name === undefined || capability === undefined) return;
    this.hearsay(message, destination, name, 'ok');
    if (capability.syncing?.donor === destination) return;
    this.syncing.add(name);
    capability.syncing = { donor: destination, since: time };
    // Several processes may request the data at once, and the end of one answer is enough.
    if (capability.state === 'not synced') return;
    capability.synced = false;
    Object.assign(capability, { state: 'not synced', since: time, message: id, by: 'node' });
  }

  private syncCame({ source, destination, packet }: SeenBin): void {
    const name = textOf(packet.fields, 'capability');
    const capability = name === undefined ? undefined : this.nodes.get(destination)?.get(name);
    if (capability?.early?.donor === source) capability.early = { ...capability.early, isShown: true };
  }

  private syncEnded(message: SeenBin): void {
    if (!isDelivered(message)) return;
    const name = textOf(message.packet.fields, 'capability');
    const capability = name === undefined ? undefined : this.nodes.get(message.destination)?.get(name);
    if (capability === undefined) return;
    capability.syncing = undefined;
    capability.synced = true;
  }

  /** A node that sends packets of a capability has it, but its state remains unknown. */
  private traffic(message: SeenBin): void {
    const { capability, status } = message.packet;
    if (status !== 'decoded' || message.destination <= 0 || INTERNAL.has(capability)) return;
    this.capability(message, message.source, capability);
  }

  private capability(message: SeenBin, node: number, name: string): Capability | undefined {
    let capabilities = this.nodes.get(node);
    if (capabilities === undefined) {
      if (!this.isFollowed(node)) return undefined;
      capabilities = new Map();
      this.nodes.set(node, capabilities);
    }
    const known = capabilities.get(name);
    if (known !== undefined || capabilities.size >= MOST_CAPABILITIES) return known;
    const fresh: Capability = {
      state: 'unknown',
      since: undefined,
      message: message.id,
      by: 'traffic',
      toldTo: undefined,
      syncing: undefined,
      fellBack: undefined,
      okAtOnce: undefined,
      synced: false,
      early: undefined,
    };
    capabilities.set(name, fresh);
    return fresh;
  }

  /** When its life began; undefined if that was long ago. */
  private begunLately(node: number, time: number): number | undefined {
    const begun = this.begun.get(node);
    return begun !== undefined && time - begun <= YOUNG ? begun : undefined;
  }

  /**
   * A seed finds no donor, and declares itself synced. Capabilities that need no sync look the same, but no
   * node ever announces those as not synced. No end of a sync was seen in these periods.
   */
  fallbacks(node: number): readonly Interval[] {
    const own = [...this.of(node)].flatMap(([name, { fellBack, okAtOnce }]) => {
      const atOnce = this.syncing.has(name) ? okAtOnce : undefined;
      return [fellBack, atOnce].filter((one) => one !== undefined);
    });
    return [...(this.seeds.get(node) ?? []), ...own];
  }
}

const INTERNAL: ReadonlySet<string> = new Set(['clusterer-internal', 'clusterer-extra']);
const NO_CAPABILITIES: ReadonlyMap<string, Capability> = new Map();

/**
 * Without a counter, a state from before the sync may arrive over another link after the announcement that it
 * is over. But a node that starts another sync also requests it.
 */
function isLateCopy(
  { packet, receivedBy, time }: SeenBin,
  { state: known, since, toldTo }: Capability,
  state: CapabilityState,
): boolean {
  if (numberOf(packet.fields, 'seq_no') !== undefined || state !== 'not synced') return false;
  return known === 'ok' && since !== undefined && toldTo !== receivedBy && time - since <= FLOOD;
}

function readState(record: Fields): readonly [string | undefined, CapabilityState | undefined] {
  const state = numberOf(record, 'state');
  const known = state === 1 ? 'ok' : state === 0 ? 'not synced' : undefined;
  return [textOf(record, 'capability'), known];
}
