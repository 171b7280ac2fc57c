import type { PacketLayers } from '../../../decoders/packet-layers.ts';
import { tcpTimestamps } from '../../../decoders/transport/tcp-timestamps.ts';
import type { EndpointId } from '../../ids.ts';
import type { Payload } from '../payload.ts';
import { ClockDoubts } from './clock-doubts.ts';

/** The clock of TCP timestamps of a stream's sender is read once in so many nanoseconds. */
export const READ_EVERY = 50e6;
const MILLISECOND = 1e6;
/**
 * Nanoseconds of the ticks that are in use: RFC 7323 5.4 allows 1 ms to 1 s. Linux has 1 ms, before 4.13 those of its
 * kernel (1, 4, 10/3 or 10 ms), and 1 us where tcp_usec_ts is set.
 */
const TICKS = [MILLISECOND, 4e6, 10e6, 1e3, 10e6 / 3, 100e6, 1e9];
/** A tick is not recognised from less than this. */
const LEAST_TO_LEARN = 100e6;
/** Share by which the clock of a sender may differ when its tick is being learned, and afterwards. */
const ROUGHLY = 0.03;
const DRIFT = 2e-3;
/** Number of intervals that are kept of a stream while its tick is not known. */
const MOST_UNJUDGED = 4;
/** Nanoseconds by which networks usually delay a segment more than others. */
const DELAY = 100e6;
/** Number of readings, each in front of a doubt, that are kept of a stream. */
const MOST_DOUBTED = 4;
/** Nanoseconds after which packets that waited on a busy host are in time again at the latest. */
export const LONGEST_WAIT = 30e9;

/** What stood in a segment, and when and in which frame it was captured. */
interface Reading {
  readonly value: number;
  readonly time: number;
  readonly frame: number;
}

/** What is known of the clock of a stream's sender. */
export interface SenderClock {
  /** What was last read. */
  last: Reading;
  /** Nanoseconds of a tick; 0 while it is not known. */
  tick: number;
  /** What the last two readings would make of it. */
  guess: number;
  /** The first intervals, to be judged when the tick is known. */
  readonly unjudged: Interval[];
  /** The last readings before the clock of the capture went ahead or fell behind. */
  readonly doubted: Reading[];
}

/** Between two readings. */
interface Interval {
  readonly since: Reading;
  readonly until: Reading;
}

/** A stream whose sender has a clock. */
export interface ClockedStream {
  readonly sender: EndpointId;
  /** When its clock was last read; nanoseconds since the session's base. */
  clockReadAt: number;
  clock: SenderClock | undefined;
}

/**
 * Compares the clock of a capture with those of the senders, as they stand in the timestamps of their TCP segments. No
 * one sets these, as RFC 7323 wants them to count on.
 */
export class SenderClocks {
  readonly doubts = new ClockDoubts();
  /** Some sender has ticks of less than a millisecond. */
  hasFast = false;
  /** The tick that was last learned: most hosts of a network have the same. */
  private common = 0;

  read(stream: ClockedStream, layers: PacketLayers, { time, frame }: Payload): void {
    stream.clockReadAt = time;
    const value = tcpTimestamps(layers)?.value;
    if (value === undefined) return;
    const until = { value, time, frame };
    const { clock } = stream;
    if (clock === undefined) {
      stream.clock = { last: until, tick: 0, guess: 0, unjudged: [], doubted: [] };
      return;
    }
    const interval = { since: clock.last, until };
    if (clock.tick > 0) this.judge(stream.sender, clock, interval);
    else if (clock.unjudged.length < MOST_UNJUDGED) clock.unjudged.push(interval);
    const passed = time - clock.last.time;
    if (passed >= LEAST_TO_LEARN) this.learn(clock, passed, (value - clock.last.value) | 0);
    if (clock.tick > 0 && clock.unjudged.length > 0) this.judgeFirst(stream.sender, clock);
    clock.last = until;
  }

  /** The first segment of a connection may have been held up, as it waits for an answer of ARP: then it came late. */
  private judgeFirst(sender: EndpointId, clock: SenderClock): void {
    const [first, ...others] = clock.unjudged.splice(0);
    if (first !== undefined && aheadOf(first, clock.tick) >= 0) this.judge(sender, clock, first);
    for (const one of others) this.judge(sender, clock, one);
  }

  private judge(sender: EndpointId, clock: SenderClock, interval: Interval): void {
    const { doubted } = clock;
    const isAsUsual = this.push(sender, clock.tick, interval);
    if (!isAsUsual && doubted.length < MOST_DOUBTED) doubted.push(interval.since);
    if (doubted.length > 0) this.lookBack(sender, clock, interval.until);
  }

  /**
   * Segments that waited on a busy host, and then came in a burst, make the capture's clock seem to go ahead and to fall
   * back. Over all of that time it went on as usual.
   */
  private lookBack(sender: EndpointId, { tick, doubted }: SenderClock, until: Reading): void {
    while (doubted[0] !== undefined && until.time - doubted[0].time > LONGEST_WAIT) doubted.shift();
    const at = doubted.findIndex((since) => isUsual({ since, until }, tick));
    const since = doubted[at];
    if (since === undefined) return;
    doubted.length = at;
    this.push(sender, tick, { since, until });
  }

  /** Returns whether the capture's clock went on as usual. */
  private push(sender: EndpointId, tick: number, interval: Interval): boolean {
    const { since, until } = interval;
    this.doubts.push({
      sender,
      from: since.frame,
      to: until.frame,
      toTime: until.time,
      ahead: aheadOf(interval, tick),
      tolerance: toleranceOf(interval, tick),
    });
    return isUsual(interval, tick);
  }

  private learn(clock: SenderClock, passed: number, ticks: number): void {
    const fitting = TICKS.find((tick) => fits(tick, passed, ticks)) ?? 0;
    const isUsual = fitting === this.common && clock.tick === 0;
    if (fitting > 0 && (isUsual || fitting === clock.guess)) {
      clock.tick = fitting;
      this.common = fitting;
      this.hasFast ||= fitting < MILLISECOND;
    }
    clock.guess = fitting;
  }
}

function fits(tick: number, passed: number, ticks: number): boolean {
  return Math.abs(passed - ticks * tick) <= ROUGHLY * passed + 2 * tick && ticks > 0;
}

/** Nanoseconds by which the clock of the capture went ahead of the sender's. */
function aheadOf({ since, until }: Interval, tick: number): number {
  return until.time - since.time - ((until.value - since.value) | 0) * tick;
}

function toleranceOf({ since, until }: Interval, tick: number): number {
  return DELAY + 2 * tick + DRIFT * Math.abs(until.time - since.time);
}

function isUsual(interval: Interval, tick: number): boolean {
  return Math.abs(aheadOf(interval, tick)) <= toleranceOf(interval, tick);
}
