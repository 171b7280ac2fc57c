import { finish, mix } from '../../../decoders/bytes/hash.ts';
import type { AddressId, SourceId } from '../../ids.ts';

/** A message that several observers saw, each by its own clock. */
export interface SharedMessage {
  readonly sender: AddressId;
  readonly receiver: AddressId;
  /** At least two, in any order, none twice. */
  readonly sights: readonly { readonly source: SourceId; readonly time: number }[];
}

/** What two observers saw of the traffic from one host to another. */
export interface DirectedSamples {
  readonly sender: AddressId;
  readonly receiver: AddressId;
  /** By the clock of the first observer. */
  times: number[];
  /** How much later the second observer's clock showed. */
  deltas: number[];
}

/** Samples kept of two observers; a few thousand fix a clock to microseconds. */
const MOST_SAMPLES = 32_768;

/**
 * What two observers saw in common. Where that is much, a part is kept that depends on the messages
 * alone, not on the order in which they come: a hash of their time decides.
 */
export class PairSamples {
  readonly first: SourceId;
  readonly second: SourceId;
  /** Messages that both saw. */
  shared = 0;
  private readonly groups = new Map<string, DirectedSamples>();
  private kept = 0;
  private mask = 0;
  private readonly most: number;

  /** `first` is below `second`. */
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

  /** The same hosts, the other way; undefined where nothing was seen. */
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

/** By pair of observers, the lower id first. */
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

/** Of the earlier time within its second: neither the session's base nor who is first matters. */
function fingerprint(time: number, delta: number): number {
  const within = Math.min(time, time + delta) % 1e9;
  return finish(mix(0, (within + 1e9) % 1e9));
}
