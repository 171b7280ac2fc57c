/**
 * One clock as seen by another: `y = x + offset + drift * (x - centre)`. Written around a centre so
 * that nothing is lost where times are large and drifts are millionths. Times are in nanoseconds.
 */
export interface ClockMap {
  readonly offset: number;
  /** Nanoseconds a nanosecond. */
  readonly drift: number;
  readonly centre: number;
}

/** A clock as seen by itself. */
export function sameClock(centre: number): ClockMap {
  return { offset: 0, drift: 0, centre };
}

export function apply({ offset, drift, centre }: ClockMap, time: number): number {
  return time + offset + drift * (time - centre);
}

/** First one map, then the other. */
export function compose(first: ClockMap, then: ClockMap): ClockMap {
  const { centre } = first;
  return {
    offset: apply(then, apply(first, centre)) - centre,
    drift: first.drift + then.drift + first.drift * then.drift,
    centre,
  };
}

/** The other clock's view. */
export function inverse({ offset, drift, centre }: ClockMap): ClockMap {
  return { offset: -offset, drift: -drift / (1 + drift), centre: centre + offset };
}
