import { finish, mix } from '../../../decoders/bytes/hash.ts';
import type { AddressId, SourceId } from '../../ids.ts';

/** A message that several observers saw, each by its own clock. */
export interface SharedMessage {
  readonly sender: AddressId;
  readonly receiver: AddressId;
  /** At least two, in any order, each source once. */
  readonly sights: readonly { readonly source: SourceId; readonly time: number; readonly frame: number }[];
}

/** What two observers saw of the traffic from one host to another. */
export interface DirectedSamples {
  readonly sender: AddressId;
  readonly receiver: AddressId;
  /** By the first observer's clock. */
  times: number[];
  /** The second observer's time minus the first one's. */
  deltas: number[];
}

/** Samples kept for two observers; a few thousand determine a clock to microseconds. */
const MOST_SAMPLES = 32_768;

/**
 * The messages that two observers both saw. Of many, a subset is kept that depends on the messages alone, not
 * on their order: it is selected by a hash of their time.
 */
export class PairSamples {
  readonly first: SourceId;
  readonly second: SourceId;
  /** Number of messages that both saw. */
  shared = 0;
  private readonly groups = new Map<string, DirectedSamples>();
  private kept = 0;
  private mask = 0;
  private readonly most: number;

  /** `first` must be below `second`. */
  constructor(first: SourceId, second: SourceId, most = MOST_SAMPLES) {
    this.first = first;
    this.second = second;
    this.most = most;
  }

  add(sender: AddressId, receiver: AddressId, time: number, secondTime: number): void {
    this.shared++;
    if ((fingerprint(time, secondTime - time) & this.mask) !== 0) return;
    const key = `${sender} ${receiver}`;
    let group = this.groups.get(key);
    if (group === undefined) {
      group = { sender, receiver, times: [], deltas: [] };
      this.groups.set(key, group);
    }
    group.times.push(time);
    group.deltas.push(secondTime - time);
    if (++this.kept > this.most) this.thin();
  }

  get directions(): readonly DirectedSamples[] {
    return [...this.groups.values()];
  }

  /** The same hosts in the opposite direction; undefined if nothing was seen of it. */
  opposite({ sender, receiver }: DirectedSamples): DirectedSamples | undefined {
    return this.groups.get(`${receiver} ${sender}`);
  }

  private thin(): void {
    this.mask = this.mask * 2 + 1;
    this.kept = 0;
    for (const [key, group] of this.groups) {
      const { times, deltas } = group;
      const stays = (_: number, at: number): boolean =>
        (fingerprint(times[at] ?? 0, deltas[at] ?? 0) & this.mask) === 0;
      group.times = times.filter(stays);
      group.deltas = deltas.filter(stays);
      this.kept += group.times.length;
      if (group.times.length === 0) this.groups.delete(key);
    }
  }
}

/** By pair of observers, with the lower id first. */
export function collectSamples(messages: Iterable<SharedMessage>): readonly PairSamples[] {
  const pairs = new Map<number, PairSamples>();
  for (const { sender, receiver, sights } of messages) {
    for (const one of sights) {
      for (const other of sights) {
        if (one.source >= other.source) continue;
        const key = one.source * 65536 + other.source;
        let pair = pairs.get(key);
        if (pair === undefined) {
          pair = new PairSamples(one.source, other.source);
          pairs.set(key, pair);
        }
        pair.add(sender, receiver, one.time, other.time);
      }
    }
  }
  return [...pairs.values()];
}

/**
 * A hash of the earlier time within its second, so that neither the session's base nor the order of observers
 * matters.
 */
function fingerprint(time: number, delta: number): number {
  const within = Math.min(time, time + delta) % 1e9;
  return finish(mix(0, (within + 1e9) % 1e9));
}
