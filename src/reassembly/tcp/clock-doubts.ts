import type { EndpointId } from '../../ids.ts';

/** By how much a capture's clock went ahead of the clock of a sender, between two segments of one stream. */
export interface ClockReading {
  readonly sender: EndpointId;
  /** Frames of the two segments. */
  readonly from: number;
  readonly to: number;
  /** When the second one was captured; nanoseconds since the session's base. */
  readonly toTime: number;
  /** Nanoseconds: negative if the capture's clock fell behind. */
  readonly ahead: number;
  /** Up to this much means nothing: networks delay, and clocks drift. */
  readonly tolerance: number;
}

/** The clock of the capture was set, by all appearances: the clocks of several senders say the same. */
export interface ClockDoubt {
  /** The clock was set after this frame, and at the latest before frame `to`, which was captured at `toTime`. */
  readonly from: number;
  readonly to: number;
  readonly toTime: number;
  /** Nanoseconds by which it was set forward. */
  readonly by: number;
  /** Whose clocks say so. */
  readonly senders: readonly EndpointId[];
  /** Whose clocks went on as usual between two frames around that time. */
  readonly denials: readonly Denial[];
}

export interface Denial {
  readonly sender: EndpointId;
  readonly from: number;
  readonly to: number;
}

/** Readings agree that differ by less, in nanoseconds. */
const SAME = 50e6;
/** Most doubts that are kept. Clocks are seldom set, but any sender can make its own clock jump. */
const MOST = 64;
/** Most senders that are kept of one. */
const MOST_SENDERS = 64;
/** Most denials that are kept of one. */
const MOST_DENIALS = 64;
/** Readings without doubt that are kept, for doubts that come after them. */
const RECENT = 32;
/** Most values of which the median is taken. */
const MOST_VALUES = 33;

class Group implements ClockDoubt {
  from: number;
  to: number;
  toTime: number;
  readonly values: number[];
  private readonly agreeing: Set<EndpointId>;
  readonly denials: Denial[] = [];

  constructor({ from, to, toTime, ahead, sender }: ClockReading) {
    this.from = from;
    this.to = to;
    this.toTime = toTime;
    this.values = [ahead];
    this.agreeing = new Set([sender]);
  }

  get by(): number {
    const sorted = [...this.values].sort((a, b) => a - b);
    return sorted[sorted.length >>> 1] ?? 0;
  }

  get senders(): readonly EndpointId[] {
    return [...this.agreeing];
  }

  get support(): number {
    return this.agreeing.size;
  }

  agreesWith({ from, to, ahead, tolerance }: ClockReading): boolean {
    return from < this.to && to > this.from && Math.abs(ahead - this.by) <= Math.max(SAME, tolerance / 2);
  }

  add({ sender, from, to, toTime, ahead }: ClockReading): void {
    this.from = Math.max(this.from, from);
    if (to < this.to) [this.to, this.toTime] = [to, toTime];
    if (this.values.length < MOST_VALUES) this.values.push(ahead);
    if (this.agreeing.size < MOST_SENDERS) this.agreeing.add(sender);
  }

  /** A sender's clock went on as usual from one frame to the other. */
  deny({ sender, from, to, ahead, tolerance }: ClockReading): void {
    const isAround = from < this.to && to > this.from;
    // Who was idle for long cannot tell small steps from drift.
    if (isAround && Math.abs(this.by - ahead) > tolerance && this.denials.length < MOST_DENIALS)
      this.denials.push({ sender, from, to });
  }
}

/**
 * Times at which the clock of a capture may have been set. A clock that is set goes ahead of the clocks of all senders
 * by the same amount and at the same moment, whereas a segment that was held up, or a host that stood still, concerns
 * one of them.
 */
export class ClockDoubts {
  private readonly groups: Group[] = [];
  private readonly recent: ClockReading[] = [];

  /** Readings come in about the order of their second frame. */
  push(reading: ClockReading): void {
    const { groups } = this;
    if (Math.abs(reading.ahead) <= reading.tolerance) {
      for (const group of groups) group.deny(reading);
      this.recent.push(reading);
      if (this.recent.length > RECENT) this.recent.shift();
      return;
    }
    const known = groups.find((group) => group.agreesWith(reading));
    if (known !== undefined) known.add(reading);
    else this.begin(reading);
  }

  get list(): readonly ClockDoubt[] {
    return this.groups;
  }

  private begin(reading: ClockReading): void {
    const { groups } = this;
    if (groups.length >= MOST) {
      const least = groups.reduce((least, one) => (one.support < least.support ? one : least));
      groups.splice(groups.indexOf(least), 1);
    }
    const group = new Group(reading);
    for (const one of this.recent) group.deny(one);
    groups.push(group);
  }
}
