import type { EndpointId, MessageId } from '../../../ids.ts';
import { textOf } from '../../field-values.ts';
import type { SeenBin, SeenSip } from '../../seen-message.ts';

/** A period in which a node took what was sent to it, and sent nothing. */
export interface StuckTime {
  readonly node: number;
  /** Times of its last packet, and of its next one; undefined if none came. */
  readonly from: number;
  readonly to: number | undefined;
  /** Pings that it took on connections that stayed open. */
  readonly pings: number;
  /** SIP requests that came to it; each counts as often as it was retransmitted. */
  readonly requests: number;
  /** A sync that it had begun to send, but not finished. */
  readonly sync: { readonly to: number; readonly capability: string } | undefined;
  readonly messages: readonly MessageId[];
}

interface Silence {
  since: number;
  /** By connection: pings that arrived since then. */
  readonly connections: Map<EndpointId, { count: number; readonly first: number; last: number }>;
  readonly messages: MessageId[];
  pings: number;
}

interface Life {
  silence: Silence;
  /** SIP requests since it last sent SIP; only for a node that has sent some. */
  requests: number;
  hasSip: boolean;
  readonly syncs: Map<string, { readonly to: number; readonly capability: string }>;
}

/** Most nodes, connections and syncs of one, periods, and messages of one. */
const MOST = 1024;
const MOST_KEPT = 100;
/** Nanoseconds: more than twice the default ping_interval. */
const LONG = 10e9;
/**
 * Nanoseconds between two pings on a connection: the second shows that the node did not close it at the
 * first.
 */
const APART = 900e6;
/** One request retransmitted this often, or as many requests. */
const LEAST_REQUESTS = 3;

/**
 * A dead node loses its connections, or lets what is sent to it be retransmitted; a disabled one still
 * answers SIP. A node that does neither has processes that wait for each other.
 */
export class StuckNodes {
  private readonly lives = new Map<number, Life>();
  private readonly past: StuckTime[] = [];

  push(message: SeenBin): void {
    const { packet, source, sentBy = source, receivedBy, time } = message;
    const life = this.lifeOf(sentBy, time);
    if (life !== undefined) {
      this.heard(sentBy, life, time);
      if (sentBy === source) noteSync(life, message);
    }
    if (packet.name === 'CLUSTERER_PING' && receivedBy !== undefined) this.pinged(receivedBy, message);
  }

  /** SIP that the node sent, or that came to it. */
  sip(node: number, isSent: boolean, message: SeenSip): void {
    const life = this.lives.get(node);
    if (life === undefined) return;
    const { sip, retransmissions } = message;
    if (isSent) {
      life.requests = 0;
      life.hasSip = true;
    } else if (life.hasSip && sip.kind === 'request' && sip.method !== 'ACK') {
      life.requests += 1 + retransmissions;
    }
  }

  /** Up to that time. */
  *all(time: number): Generator<StuckTime> {
    yield* this.past;
    for (const [node, life] of this.lives) {
      const stuck = stuckTime(node, life, time);
      if (stuck !== undefined) yield { ...stuck, to: undefined };
    }
  }

  private lifeOf(node: number, time: number): Life | undefined {
    let life = this.lives.get(node);
    if (life === undefined && node > 0 && this.lives.size < MOST) {
      life = { silence: silent(time), requests: 0, hasSip: false, syncs: new Map() };
      this.lives.set(node, life);
    }
    return life;
  }

  private heard(node: number, life: Life, time: number): void {
    const stuck = stuckTime(node, life, time);
    if (stuck !== undefined && this.past.length < MOST) this.past.push(stuck);
    if (life.silence.pings > 0) life.silence = silent(time);
    else life.silence.since = time;
  }

  /** Whatever is acknowledged is not retransmitted. */
  private pinged(node: number, { sender, time, id, retransmissions }: SeenBin): void {
    const life = this.lives.get(node);
    if (life === undefined || retransmissions > 0) return;
    const { silence } = life;
    const known = silence.connections.get(sender);
    if (known === undefined) {
      if (silence.connections.size >= MOST) return;
      silence.connections.set(sender, { count: 1, first: time, last: time });
    } else {
      known.count++;
      known.last = time;
    }
    silence.pings++;
    if (silence.messages.length < MOST_KEPT) silence.messages.push(id);
  }
}

function silent(since: number): Silence {
  return { since, connections: new Map(), messages: [], pings: 0 };
}

function noteSync({ syncs }: Life, { packet, destination }: SeenBin): void {
  if (packet.name !== 'CLUSTERER_SYNC' && packet.name !== 'CLUSTERER_SYNC_END') return;
  const capability = textOf(packet.fields, 'capability') ?? '';
  const key = `${destination} ${capability}`;
  if (packet.name === 'CLUSTERER_SYNC_END') syncs.delete(key);
  else if (syncs.size < MOST && capability.length < MOST_KEPT)
    syncs.set(key, { to: destination, capability });
}

function stuckTime(node: number, { silence, requests, syncs }: Life, time: number): StuckTime | undefined {
  const { since, connections, pings, messages } = silence;
  if (time - since < LONG) return undefined;
  const isTaking = [...connections.values()].some(
    ({ count, first, last }) => count > 1 && last - first > APART,
  );
  const [sync] = syncs.values();
  if (!isTaking || (requests < LEAST_REQUESTS && sync === undefined)) return undefined;
  return { node, from: since, to: time, pings, requests, sync, messages };
}
