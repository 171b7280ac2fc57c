import type { SourceId } from '../../ids.ts';
import type { ClockMap } from './clock-map.ts';
import type { DirectedSamples, PairSamples } from './clock-samples.ts';
import { median, spread, type Weighted, weightedMedian } from './robust.ts';

/** How the second observer's clock stands to the first one's. */
export interface PairEstimate {
  readonly first: SourceId;
  readonly second: SourceId;
  /** From the first one's times to the second one's. */
  readonly map: ClockMap;
  /** Nanoseconds by which the offset may be wrong. */
  readonly uncertainty: number;
  /** An offset that is not larger than this may be none at all. */
  readonly noise: number;
  /** Half the time in which they were seen by both. */
  readonly halfSpan: number;
  /** Messages that both saw. */
  readonly shared: number;
}

/** Where traffic was seen one way only, the network's delay is part of the offset: assumed up to this. */
const ONE_WAY_DELAY = 5e6;
/** Ways of a network differ by so much of their length without anybody minding. */
const USUAL_ASYMMETRY = 0.05;
/** A drift is believed where it is so many times its standard error: more where few messages tell of both. */
const SIGNIFICANT = 5;
const SIGNIFICANT_OF_FEW = 10;
const FEW_FOR_DRIFT = 24;
/** Of fewer messages nobody can tell how much they scatter. */
const FEWEST_FOR_DRIFT = 8;
/** Medians of so many stretches of time stand for a direction when the drift is looked for. */
const STRETCHES = 48;
/** No clock of a capture shows time finer than that; in nanoseconds. */
const RESOLUTION = 300;
/** The median's standard error, against that of a mean. */
const MEDIAN_LOSS = 1.2533;

/** A few messages one way that two captures hold of which one began after the other had ended may have been sent again. */
const FEWEST_ONE_WAY = 8;

/** Undefined where the two saw nothing in common. `apart` where, by their own clocks, one began after the other had ended. */
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
 * From A to B a packet is seen later by whoever stands nearer to B, from B to A earlier by as much:
 * half the sum of both is the offset, half the difference bounds what unequal ways can do to it.
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

/** Of many pairs of hosts with a few messages each, only their scatter tells how good one of them is. */
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

/** The weighted median of the slopes between distant stretches; 0 where the noise is as large. */
function driftOf(directions: readonly DirectedSamples[], centre: number): number {
  const slopes = directions.flatMap(slopesOf);
  const slope = weightedMedian(slopes)?.value ?? 0;
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

/** Medians of stretches with the same number of messages, by time. */
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

/** Standard error of a slope that is common to all directions; infinity where they are too few. */
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

/** The same both ways, so that it does not matter which observer is the first. */
function roundEvenly(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value));
}
