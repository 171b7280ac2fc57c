import type { SourceId } from '../../ids.ts';
import type { ClockMap } from './clock-map.ts';
import type { DirectedSamples, PairSamples } from './clock-samples.ts';
import { median, spread, type Weighted, weightedMedian } from './robust.ts';

/** The second observer's clock relative to the first one's. */
export interface PairEstimate {
  readonly first: SourceId;
  readonly second: SourceId;
  /** From the first observer's times to the second one's. */
  readonly map: ClockMap;
  /** Possible error of the offset in nanoseconds. */
  readonly uncertainty: number;
  /** An offset up to this size may be no offset at all. */
  readonly noise: number;
  /** Half the length of the time in which both saw messages. */
  readonly halfSpan: number;
  /** Number of messages that both saw. */
  readonly shared: number;
}

/**
 * If traffic was only seen in one direction, the network delay is part of the offset. It is assumed to be at
 * most this.
 */
const ONE_WAY_DELAY = 5e6;
/** Relative difference of the delays of both directions that is assumed to be possible. */
const USUAL_ASYMMETRY = 0.05;
/** A drift is only believed if it is this many times its standard error; more if few messages support it. */
const SIGNIFICANT = 5;
const SIGNIFICANT_OF_FEW = 10;
const FEW_FOR_DRIFT = 24;
/** The scatter of fewer messages cannot be estimated. */
const FEWEST_FOR_DRIFT = 8;
/**
 * No clock of a computer drifts more: crystals are wrong by 100 millionths at most, and NTP slews by 500. More is
 * messages that waited for lost ones.
 */
const MOST_DRIFT = 1e-3;
/** For the drift, each direction is reduced to the medians of this many periods. */
const STRETCHES = 48;
/** Nanoseconds. Time stamps of captures are not more exact than this. */
const RESOLUTION = 300;
/** Standard error of a median, relative to that of a mean. */
const MEDIAN_LOSS = 1.2533;

/**
 * If one capture began after the other had ended, a few messages in one direction may be retransmissions
 * rather than the same ones.
 */
const FEWEST_ONE_WAY = 8;

/**
 * Undefined if the two saw nothing in common. `apart`: by their own clocks, one began after the other had
 * ended.
 */
export function estimatePair(samples: PairSamples, apart = false): PairEstimate | undefined {
  const directions = samples.directions.filter(({ times }) => times.length > 0);
  if (directions.length === 0) return undefined;
  const isBothWays = directions.some((one) => samples.opposite(one) !== undefined);
  if (apart && !isBothWays && samples.shared < FEWEST_ONE_WAY) return undefined;
  const centre = Math.round(median(directions.flatMap(({ times }) => times)));
  const drift = driftOf(directions, centre);
  const found = offsetOf(samples, directions, centre, drift);
  const { first, second, shared } = samples;
  return {
    first,
    second,
    map: { offset: roundEvenly(found.value), drift, centre },
    uncertainty: found.uncertainty,
    noise: found.noise,
    halfSpan: halfSpanOf(directions),
    shared,
  };
}

interface Offset extends Weighted {
  readonly noise: number;
  readonly uncertainty: number;
}

const NO_OFFSET: Offset = { value: 0, weight: 0, uncertainty: Number.POSITIVE_INFINITY, noise: 0 };

/**
 * The observer nearer to B sees packets from A to B later, and packets from B to A earlier by as much. So
 * half the sum of both differences is the offset, and half their difference bounds the error due to unequal
 * delays.
 */
function offsetOf(
  samples: PairSamples,
  directions: readonly DirectedSamples[],
  centre: number,
  drift: number,
): Offset {
  const middles = new Map(directions.map((one) => [one, middleOf(one, centre, drift)]));
  const bothWays: Offset[] = [];
  for (const one of directions) {
    const back = samples.opposite(one);
    const there = middles.get(one);
    const other = back === undefined ? undefined : middles.get(back);
    if (there === undefined || other === undefined || one.sender >= one.receiver) continue;
    const delay = Math.abs(there.value - other.value) / 2;
    const error = Math.max(there.uncertainty, other.uncertainty);
    bothWays.push({
      value: (there.value + other.value) / 2,
      weight: Math.min(there.weight, other.weight),
      uncertainty: delay + error,
      noise: 2 * error + USUAL_ASYMMETRY * delay,
    });
  }
  const found = weightedMedian(bothWays);
  if (found !== undefined) return amongOthers(found, bothWays);
  const oneWay = weightedMedian([...middles.values()]) ?? NO_OFFSET;
  const uncertainty = oneWay.uncertainty + ONE_WAY_DELAY;
  return { ...oneWay, uncertainty, noise: uncertainty };
}

/**
 * If many pairs of hosts have a few messages each, only the scatter among them tells how exact one of them
 * is.
 */
function amongOthers(found: Offset, all: readonly Offset[]): Offset {
  const scatter = (MEDIAN_LOSS * spread(all.map(({ value }) => value))) / Math.sqrt(all.length);
  const usual = median(all.map(({ uncertainty }) => uncertainty));
  const uncertainty = Math.max(found.uncertainty, usual) + scatter;
  return { ...found, uncertainty, noise: found.noise + 2 * scatter };
}

function middleOf({ times, deltas }: DirectedSamples, centre: number, drift: number): Offset {
  const level = deltas.map((delta, at) => delta - drift * ((times[at] ?? 0) - centre));
  const noise = Math.max(spread(level), RESOLUTION);
  const uncertainty = (MEDIAN_LOSS * noise) / Math.sqrt(level.length);
  return { value: median(level), weight: level.length, uncertainty, noise: uncertainty };
}

/** The weighted median of the slopes between distant periods; 0 if it is within the noise. */
function driftOf(directions: readonly DirectedSamples[], centre: number): number {
  const slopes = directions.flatMap(slopesOf);
  const slope = weightedMedian(slopes)?.value ?? 0;
  if (Math.abs(slope) > MOST_DRIFT) return 0;
  const error = slopeError(directions, centre, slope);
  const messages = directions.reduce((sum, { times }) => sum + times.length, 0);
  const significant = messages < FEW_FOR_DRIFT ? SIGNIFICANT_OF_FEW : SIGNIFICANT;
  return Math.abs(slope) > significant * error ? slope : 0;
}

function slopesOf(direction: DirectedSamples): readonly Weighted[] {
  const stretches = stretchesOf(direction);
  const span = (stretches.at(-1)?.time ?? 0) - (stretches[0]?.time ?? 0);
  const slopes: Weighted[] = [];
  for (const [at, one] of stretches.entries()) {
    for (const other of stretches.slice(at + 1)) {
      const distance = other.time - one.time;
      if (distance <= 0 || distance < span / 3) continue;
      slopes.push({ value: (other.delta - one.delta) / distance, weight: distance });
    }
  }
  return slopes;
}

/** Medians of consecutive groups of equally many messages. */
function stretchesOf({ times, deltas }: DirectedSamples): readonly { time: number; delta: number }[] {
  const order = times.map((_, at) => at).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0));
  const length = Math.ceil(order.length / STRETCHES);
  const stretches: { time: number; delta: number }[] = [];
  for (let from = 0; from < order.length; from += length) {
    const part = order.slice(from, from + length);
    stretches.push({
      time: median(part.map((at) => times[at] ?? 0)),
      delta: median(part.map((at) => deltas[at] ?? 0)),
    });
  }
  return stretches;
}

/** Standard error of a slope that is common to all directions; infinite if there are too few messages. */
function slopeError(directions: readonly DirectedSamples[], centre: number, slope: number): number {
  let squares = 0;
  const residues: number[] = [];
  for (const { times, deltas } of directions) {
    const level = deltas.map((delta, at) => delta - slope * ((times[at] ?? 0) - centre));
    const middle = median(level);
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
    for (const [at, time] of times.entries()) {
      squares += (time - mean) ** 2;
      residues.push((level[at] ?? 0) - middle);
    }
  }
  if (residues.length < FEWEST_FOR_DRIFT || squares === 0) return Number.POSITIVE_INFINITY;
  return (MEDIAN_LOSS * Math.max(spread(residues), RESOLUTION)) / Math.sqrt(squares);
}

function halfSpanOf(directions: readonly DirectedSamples[]): number {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { times } of directions) {
    for (const time of times) {
      first = Math.min(first, time);
      last = Math.max(last, time);
    }
  }
  return (last - first) / 2;
}

/** Rounds symmetrically, so that exchanging the observers only changes the sign. */
function roundEvenly(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value));
}
