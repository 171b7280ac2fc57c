import type { PacketLayers } from '../../decoders/packet-layers.ts';
import { tcpTimestamps } from '../../decoders/transport/tcp-timestamps.ts';
import type { EndpointId } from '../ids.ts';
import { ClockDoubts } from './clock-doubts.ts';
import type { Payload } from './payload.ts';

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

/** What was last read of the clock of a stream's sender. */
export interface SenderClock {
  value: number;
  time: number;
  frame: number;
  /** Nanoseconds of a tick; 0 while it is not known. */
  tick: number;
  /** What the last two readings would make of it. */
  guess: number;
  /** The first intervals, to be judged when the tick is known. */
  readonly unjudged: Interval[];
}

/** Between two readings. */
interface Interval {
  readonly from: number;
  readonly to: number;
  readonly toTime: number;
  /** Nanoseconds by the clock of the capture, and ticks of the sender's. */
  readonly passed: number;
  readonly ticks: number;
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
    const { clock } = stream;
    if (clock === undefined) {
      stream.clock = { value, time, frame, tick: 0, guess: 0, unjudged: [] };
      return;
    }
    const passed = time - clock.time;
    const ticks = (value - clock.value) | 0;
    const interval = { from: clock.frame, to: frame, toTime: time, passed, ticks };
    if (clock.tick > 0) this.judge(stream, clock.tick, interval);
    else if (clock.unjudged.length < MOST_UNJUDGED) clock.unjudged.push(interval);
    if (passed >= LEAST_TO_LEARN) this.learn(clock, passed, ticks);
    if (clock.tick > 0 && clock.unjudged.length > 0) this.judgeFirst(stream, clock);
    clock.value = value;
    clock.time = time;
    clock.frame = frame;
  }

  /** The first segment of a connection may have been held up, as it waits for an answer of ARP: then it came late. */
  private judgeFirst(stream: ClockedStream, { unjudged, tick }: SenderClock): void {
    const [first, ...others] = unjudged.splice(0);
    if (first !== undefined && first.passed >= first.ticks * tick) this.judge(stream, tick, first);
    for (const one of others) this.judge(stream, tick, one);
  }

  private judge({ sender }: ClockedStream, tick: number, { passed, ticks, ...frames }: Interval): void {
    const ahead = passed - ticks * tick;
    const tolerance = DELAY + 2 * tick + DRIFT * Math.abs(passed);
    this.doubts.push({ sender, ...frames, ahead, tolerance });
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
