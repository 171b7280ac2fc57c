import type { MessageId } from '../../../ids.ts';
import type { SeenBin, Sight } from '../../seen-message.ts';

/** A PONG that came later than nodes wait for it by default. */
export interface LatePong {
  readonly asked: number;
  readonly answered: number;
  readonly message: MessageId;
}

export interface RoundTrip {
  /** The latest round trip, in nanoseconds. */
  latest: number;
  longest: number;
  count: number;
  /** The last round trips, oldest first. */
  readonly recent: number[];
  /** The first late ones, and the number of all. */
  readonly late: LatePong[];
  lateCount: number;
}

/** Round trips of a link that are kept. */
const MOST_RECENT = 16;
const MOST_LATE = 100;
/** ping_timeout, by default (spec bin-core 10.2), in nanoseconds. */
export const PING_TIMEOUT = 1e9;

/** Pings that may wait for an answer; after an outage, a burst of them is not measured. */
const MOST_PENDING = 64;
/** Nanoseconds after which a PONG is no answer any more: no ping_timeout is 60 s. */
const LONGEST_WAIT = 60e9;

/**
 * Round-trip times of pings: the PING on the connection in one direction, the PONG on the other one. Each is
 * measured by one observer, so that no clocks are compared; of several observers, the one that waited longest
 * is nearest to the sender.
 */
export class PingTimes {
  private readonly pending = new Map<string, SeenBin[]>();
  private readonly trips = new Map<string, RoundTrip>();

  push(message: SeenBin): void {
    const { source, receivedBy } = message;
    if (receivedBy === undefined || source <= 0) return;
    if (message.packet.name === 'CLUSTERER_PING') this.asked(`${source} ${receivedBy}`, message);
    else if (message.packet.name === 'CLUSTERER_PONG') this.answered(`${receivedBy} ${source}`, message);
  }

  of(from: number, to: number): RoundTrip | undefined {
    return this.trips.get(`${from} ${to}`);
  }

  /** Since when an earlier ping has been waiting for its answer, if there is one. */
  unansweredSince(from: number, to: number): number | undefined {
    const key = `${from} ${to}`;
    return this.trips.has(key) ? this.pending.get(key)?.[0]?.time : undefined;
  }

  private asked(key: string, ping: SeenBin): void {
    const waiting = this.pending.get(key)?.filter(({ time }) => ping.time - time < LONGEST_WAIT) ?? [];
    if (waiting.length < MOST_PENDING) waiting.push(ping);
    this.pending.set(key, waiting);
  }

  private answered(key: string, pong: SeenBin): void {
    const [ping, ...others] = this.pending.get(key) ?? [];
    this.pending.delete(key);
    // If several are waiting, there is no telling which one is answered.
    if (ping === undefined || others.length > 0) return;
    const nanoseconds = waited(ping.sights, pong.sights);
    if (nanoseconds === undefined || nanoseconds < 0 || nanoseconds >= LONGEST_WAIT) return;
    const trip = this.trips.get(key) ?? fresh();
    trip.latest = nanoseconds;
    trip.longest = Math.max(trip.longest, nanoseconds);
    trip.count++;
    trip.recent.push(nanoseconds);
    if (trip.recent.length > MOST_RECENT) trip.recent.shift();
    if (nanoseconds > PING_TIMEOUT) {
      trip.lateCount++;
      const late = { asked: ping.time, answered: pong.time, message: pong.id };
      if (trip.late.length < MOST_LATE) trip.late.push(late);
    }
    this.trips.set(key, trip);
  }
}

function fresh(): RoundTrip {
  return { latest: 0, longest: 0, count: 0, recent: [], late: [], lateCount: 0 };
}

/** As measured by the observer that saw both and waited longest. */
function waited(pings: readonly Sight[], pongs: readonly Sight[]): number | undefined {
  let longest: number | undefined;
  for (const ping of pings) {
    for (const pong of pongs) {
      if (ping.source === pong.source) longest = Math.max(longest ?? 0, pong.time - ping.time);
    }
  }
  return longest;
}
