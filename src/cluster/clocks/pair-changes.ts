import type { SourceId } from '../../ids.ts';
import type { SharedMessage } from './clock-samples.ts';
import { median } from './robust.ts';

/** When and where one of two observers captured a message. */
interface PairSight {
  readonly source: SourceId;
  readonly time: number;
  readonly frame: number;
}

/** The clocks of two observers went apart: one of them was set. */
export interface PairChange {
  readonly first: SourceId;
  readonly second: SourceId;
  /** Nanoseconds by which the second one went ahead of the first one. */
  readonly by: number;
  /** For each of the two: the last frame before, the first one afterwards, and its time. */
  readonly sides: readonly [ChangedSide, ChangedSide];
}

export interface ChangedSide {
  readonly from: number;
  readonly to: number;
  readonly time: number;
}

/** Delays of networks and of busy hosts change by less, in nanoseconds. */
const LEAST = 200e6;
/** Clocks drift by less: nanoseconds a nanosecond. */
const DRIFT = 5e-4;
/**
 * A change is believed once so many messages in a row agree on it, so many in each direction: if a network becomes
 * slower, messages in one direction come later, and if a clock is set, those in the other direction come earlier.
 */
const ENOUGH = 8;
const ENOUGH_EACH_WAY = 3;
/** Messages of each direction of which the present difference is the median. */
const RECENT = 7;

/** If nothing comes in the other direction, there is no use in keeping more. */
const MOST_PENDING = 32;

interface Pair {
  readonly sights: readonly [PairSight, PairSight];
  readonly direction: Direction;
  /** By how much the difference of their times has changed. */
  readonly change: number;
}

/** From the host with the lower address number to the other one, or back. */
type Direction = 0 | 1;

/** Watches how far the clocks of two observers are apart, message by message in about the order of time. */
class PairWatch {
  readonly changes: PairChange[] = [];
  private readonly recent: [number[], number[]] = [[], []];
  private pending: Pair[] = [];
  private lastTime = 0;
  /** The highest frames that agreed with the present difference. */
  private readonly frames: [number, number] = [0, 0];

  push(first: PairSight, second: PairSight, direction: Direction): void {
    const usual = this.recent[direction];
    const change = usual.length === 0 ? 0 : second.time - first.time - median(usual);
    const pair: Pair = { sights: [first, second], direction, change };
    const tolerance = LEAST + DRIFT * Math.abs(first.time - this.lastTime);
    if (usual.length === 0 || Math.abs(change) <= tolerance) {
      this.accept(pair);
      return;
    }
    const [earlier] = this.pending;
    if (earlier !== undefined && Math.abs(change - earlier.change) > tolerance) this.pending = [];
    if (this.pending.length >= MOST_PENDING) this.pending.pop();
    this.pending.push(pair);
    if (this.isEnough) this.change();
  }

  private get isEnough(): boolean {
    const { pending, recent } = this;
    if (pending.length < ENOUGH) return false;
    return recent.every((usual, direction) => {
      const agreeing = pending.filter((pair) => pair.direction === direction).length;
      return usual.length === 0 || agreeing >= ENOUGH_EACH_WAY;
    });
  }

  private accept({ sights: [first, second], direction }: Pair): void {
    this.pending = [];
    this.lastTime = first.time;
    const usual = this.recent[direction];
    usual.push(second.time - first.time);
    if (usual.length > RECENT) usual.shift();
    this.frames[0] = Math.max(this.frames[0], first.frame);
    this.frames[1] = Math.max(this.frames[1], second.frame);
  }

  private change(): void {
    const { pending } = this;
    const sides = [this.side(0), this.side(1)] as const;
    const [{ source: first }, { source: second }] = (pending[0] as Pair).sights;
    const by = median(pending.map(({ change }) => change));
    this.changes.push({ first, second, by, sides });
    for (const usual of this.recent) usual.length = 0;
    for (const pair of pending) this.accept(pair);
  }

  /** Where the change is at one of the two observers. */
  private side(at: 0 | 1): ChangedSide {
    const sights = this.pending.map((pair) => pair.sights[at]);
    const earliest = sights.reduce((least, one) => (one.frame < least.frame ? one : least));
    const from = Math.min(this.frames[at], earliest.frame - 1);
    return { from, to: earliest.frame, time: earliest.time };
  }
}

/** Changes of all pairs of observers. The messages come in about the order of time. */
export function pairChanges(messages: Iterable<SharedMessage>): readonly PairChange[] {
  const watches = new Map<number, PairWatch>();
  for (const { sender, receiver, sights } of messages) {
    for (const one of sights) {
      for (const other of sights) {
        if (one.source >= other.source) continue;
        const key = one.source * 65536 + other.source;
        let watch = watches.get(key);
        if (watch === undefined) {
          watch = new PairWatch();
          watches.set(key, watch);
        }
        watch.push(one, other, sender < receiver ? 0 : 1);
      }
    }
  }
  return [...watches.values()].flatMap(({ changes }) => changes);
}
