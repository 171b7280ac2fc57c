import type { SourceId } from '../../ids.ts';
import { LONGEST_WAIT } from '../../reassembly/tcp/sender-clocks.ts';
import type { StepRange } from './clock-evidence.ts';
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
  /** Undefined unless they soon were as far apart again as before. */
  readonly excursion: Excursion | undefined;
}

/** For a while, what one observer captured was late, or seemed so: then both clocks were as far apart again as before. */
export interface Excursion {
  /** Which of the two observers was late. */
  readonly late: 0 | 1;
  /** For each of the two: the last frame before, and the first one afterwards. */
  readonly frames: readonly [FrameRange, FrameRange];
}

export interface FrameRange {
  readonly from: number;
  readonly to: number;
}

export interface ChangedSide {
  readonly from: number;
  readonly to: number;
  readonly time: number;
}

/** Delays of networks and of busy hosts change by less, in nanoseconds. */
export const LEAST_CHANGE = 200e6;
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
/** Changes of which it is remembered how far the clocks were apart before. */
const MOST_LEVELS = 4;

interface Pair {
  readonly sights: readonly [PairSight, PairSight];
  readonly direction: Direction;
  /** By how much the difference of their times has changed. */
  readonly change: number;
}

/** From the host with the lower address number to the other one, or back. */
type Direction = 0 | 1;

/** How far the clocks were apart before a change. */
interface Level {
  /** Number of the change. */
  readonly change: number;
  readonly time: number;
  /** By direction; undefined if nothing was seen of it. */
  readonly usual: readonly [number | undefined, number | undefined];
  /** Messages in a row that are as far apart again, by direction, and the first of them. */
  again: [number, number];
  first: readonly [PairSight, PairSight] | undefined;
}

type OpenChange = { -readonly [Key in keyof PairChange]: PairChange[Key] };

/** Watches how far the clocks of two observers are apart, message by message in about the order of time. */
class PairWatch {
  readonly changes: OpenChange[] = [];
  private levels: Level[] = [];
  private readonly recent: [number[], number[]] = [[], []];
  private pending: Pair[] = [];
  /** By direction: what came later or earlier than usual, and how much came as usual in the other one since then. */
  private readonly astray: [number[], number[]] = [[], []];
  private readonly usualSince: [number, number] = [0, 0];
  private lastTime = 0;
  /** The highest frames that agreed with the present difference. */
  private readonly frames: [number, number] = [0, 0];

  push(first: PairSight, second: PairSight, direction: Direction): void {
    const usual = this.recent[direction];
    const change = usual.length === 0 ? 0 : second.time - first.time - median(usual);
    const pair: Pair = { sights: [first, second], direction, change };
    const tolerance = LEAST_CHANGE + DRIFT * Math.abs(first.time - this.lastTime);
    if (usual.length === 0 || Math.abs(change) <= tolerance) {
      this.accept(pair);
      return;
    }
    const [earlier] = this.pending;
    if (earlier !== undefined && Math.abs(change - earlier.change) > tolerance) this.pending = [];
    if (this.pending.length >= MOST_PENDING) this.pending.pop();
    this.pending.push(pair);
    if (this.isEnough) this.change();
    else this.stray(second.time - first.time, direction);
  }

  /** What comes later in one direction, while in the other one all is as before, is a slower network: that is usual then. */
  private stray(delta: number, direction: Direction): void {
    const astray = this.astray[direction];
    astray.push(delta);
    if (astray.length > RECENT) astray.shift();
    if (astray.length < RECENT || this.usualSince[direction] < ENOUGH_EACH_WAY) return;
    this.recent[direction].splice(0, RECENT, ...astray.splice(0));
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
    if (this.levels.length > 0) this.lookForReturn(first, second, direction);
    this.lastTime = first.time;
    const other = direction === 0 ? 1 : 0;
    this.astray[direction].length = 0;
    this.usualSince[direction] = 0;
    if (this.astray[other].length > 0) this.usualSince[other]++;
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
    this.levels.push(this.level());
    if (this.levels.length > MOST_LEVELS) this.levels.shift();
    this.changes.push({ first, second, by, sides, excursion: undefined });
    for (const usual of this.recent) usual.length = 0;
    for (const pair of pending) this.accept(pair);
  }

  private level(): Level {
    const [there, back] = this.recent.map((usual) => (usual.length === 0 ? undefined : median(usual)));
    const { length } = this.changes;
    return { change: length, time: this.lastTime, usual: [there, back], again: [0, 0], first: undefined };
  }

  /** Are the clocks as far apart again as before one of the changes? Then those since then are no steps. */
  private lookForReturn(first: PairSight, second: PairSight, direction: Direction): void {
    this.levels = this.levels.filter(({ time }) => first.time - time <= LONGEST_WAIT);
    for (const [at, level] of this.levels.entries()) {
      const usual = level.usual[direction];
      if (usual === undefined) continue;
      const tolerance = LEAST_CHANGE / 2 + DRIFT * Math.abs(first.time - level.time);
      if (Math.abs(second.time - first.time - usual) > tolerance) {
        level.again = [0, 0];
        level.first = undefined;
        continue;
      }
      level.again[direction]++;
      level.first ??= [first, second];
      const isBack = level.again.every(
        (count, at) => level.usual[at] === undefined || count >= ENOUGH_EACH_WAY,
      );
      if (!isBack) continue;
      this.goneBack(level, level.first);
      this.levels.length = at;
      return;
    }
  }

  private goneBack({ change }: Level, until: readonly [PairSight, PairSight]): void {
    const { by, sides } = this.changes[change] as PairChange;
    const [first, second] = sides.map(({ from }, at) => ({ from, to: until[at as 0 | 1].frame }));
    const frames = [first, second] as [FrameRange, FrameRange];
    for (const one of this.changes.slice(change)) one.excursion ??= { late: by > 0 ? 1 : 0, frames };
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

/** The change as a step of either observer. */
export function asSteps({ first, second, by, sides }: PairChange): readonly [StepRange, StepRange] {
  return [
    { source: first, by: -by, ...sides[0] },
    { source: second, by, ...sides[1] },
  ];
}
