import { isOfClusterer } from '../../../../decoders/bin/capability-names.ts';
import type { Fields } from '../../../../decoders/fields/decode.ts';
import { groupsOf, numberOf, textOf } from '../../field-values.ts';
import { isDelivered, isFirstHop, type SeenBin } from '../../seen-message.ts';
import type { UpdateCounters } from '../update-counter.ts';
import { type Capability, type CapabilityState, type Interval, newCapability } from './capability.ts';
import { CapabilityNews, FLOOD } from './capability-news.ts';

/** Most capabilities of a node; OpenSIPS has some twenty. */
const MOST_CAPABILITIES = 256;
/** Most nodes of which it is remembered what they said of a capability of another one. */
const MOST_TELLERS = 64;
/** Nanoseconds for which processes of one node may contradict each other. */
const RACE = 1e9;
/** Nanoseconds after its first sign of life for which a node counts as young. */
const YOUNG = 120e9;

/** The capability states of a cluster's nodes (spec bin-core 6.7, 9). */
export class CapabilityStates {
  private readonly nodes = new Map<number, Map<string, Capability>>();
  private readonly news: CapabilityNews;
  private readonly isFollowed: (node: number) => boolean;
  /** Capabilities that some node announced as not synced: these sync at startup. */
  private readonly syncing = new Set<string>();
  /** Nodes that fell back to being seed in an earlier life, and when. */
  private readonly seeds = new Map<number, readonly Interval[]>();
  /** When nodes began their present life, if that was seen. */
  private readonly begun = new Map<number, number>();

  constructor(counters: UpdateCounters, isFollowed: (node: number) => boolean) {
    this.news = new CapabilityNews(counters);
    this.isFollowed = isFollowed;
  }

  push(message: SeenBin): void {
    const { packet } = message;
    switch (packet.name) {
      case 'CLUSTERER_CAP_UPDATE':
        if (this.news.isNews(message)) this.update(message);
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
   * announces its capabilities, while others may remember its previous life. Where others contradict each other, one of
   * them has missed something. Who had not heard that it is synced, and says so, has news; who says the contrary of
   * before may only repeat what another one missed.
   */
  private hearsay(message: SeenBin, node: number, name: string, state: CapabilityState): void {
    const capability = this.capability(message, node, name);
    if (capability === undefined || capability.by === 'node' || this.begun.has(node)) return;
    const { told } = capability;
    const before = told.get(message.source);
    if (before === 'not synced' && state === 'ok') told.clear();
    if (told.size < MOST_TELLERS) told.set(message.source, state);
    const agreed = [...told.values()].every((one) => one === state) ? state : 'unknown';
    if (capability.state !== agreed) {
      capability.since = agreed === 'unknown' ? undefined : message.time;
      capability.message = message.id;
    }
    capability.state = agreed;
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
    if (capability.syncing?.donor === destination || isOlderThanEnd(message, capability)) return;
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
    if (status !== 'decoded' || message.destination <= 0 || isOfClusterer(capability)) return;
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
    const fresh = newCapability(message.id);
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

/** A request that is passed on to the donor may come behind the node's word that another sync has ended. */
function isOlderThanEnd(message: SeenBin, { state, by, since }: Capability): boolean {
  if (isFirstHop(message) || state !== 'ok' || by !== 'node' || since === undefined) return false;
  return message.time - since <= FLOOD;
}

function readState(record: Fields): readonly [string | undefined, CapabilityState | undefined] {
  const state = numberOf(record, 'state');
  const known = state === 1 ? 'ok' : state === 0 ? 'not synced' : undefined;
  return [textOf(record, 'capability'), known];
}
