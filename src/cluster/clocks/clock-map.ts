/**
 * One clock as a function of another: `y = x + offset + drift * (x - centre)`. Stating it around a centre
 * keeps precision, as times are large and drifts are millionths. Times are in nanoseconds.
 */
export interface ClockMap {
  readonly offset: number;
  /** Nanoseconds a nanosecond. */
  readonly drift: number;
  readonly centre: number;
}

/** The identity. */
export function sameClock(centre: number): ClockMap {
  return { offset: 0, drift: 0, centre };
}

export function apply({ offset, drift, centre }: ClockMap, time: number): number {
  return time + offset + drift * (time - centre);
}

/** Applies `first`, then `then`. */
export function compose(first: ClockMap, then: ClockMap): ClockMap {
  const { centre } = first;
  return {
    offset: apply(then, apply(first, centre)) - centre,
    drift: first.drift + then.drift + first.drift * then.drift,
    centre,
  };
}

/** The opposite direction. */
export function inverse({ offset, drift, centre }: ClockMap): ClockMap {
  return { offset: -offset, drift: -drift / (1 + drift), centre: centre + offset };
}
