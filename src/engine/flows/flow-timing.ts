import type { Flow } from '../../flows/flow.ts';
import type { MessageId } from '../../ids.ts';
import type { ObserverPlaces } from '../analysis/observer-places.ts';

/**
 * To where the time of a packet is known: its receiver, its sender, or somewhere between them. Unacknowledged: it was
 * seen, sent again or not, and nothing shows that its receiver has got it; so it took longer.
 */
export type LagEnd = 'arrival' | 'departure' | 'sight' | 'unacknowledged';

/** The delays of a packet after its cause, at the places where it was seen; nanoseconds. */
export interface Lag {
  /** Until it was seen at the farthest place; where it waited in its connection, until its receiver could read it. */
  readonly total: number;
  readonly end: LagEnd;
  /** To its departure; absent where nobody stood at the sender. */
  readonly toDeparture?: number;
}

export function lagOf(places: ObserverPlaces, cause: MessageId, packet: MessageId): Lag {
  const reached = places.passage(cause);
  const since = reached.arrived ?? reached.seen;
  const { left, seen, arrived, readable } = places.passage(packet);
  const departure = left === undefined ? {} : { toDeparture: left - since };
  const farthest = arrived ?? left ?? seen;
  if (readable === Number.POSITIVE_INFINITY)
    return { total: farthest - since, end: 'unacknowledged', ...departure };
  if (readable !== undefined && readable > farthest) {
    const isFromHost = arrived !== undefined || left !== undefined;
    return { total: readable - since, end: isFromHost ? 'arrival' : 'sight', ...departure };
  }
  if (arrived !== undefined) return { total: arrived - since, end: 'arrival', ...departure };
  if (left !== undefined) return { total: left - since, end: 'departure', ...departure };
  return { total: seen - since, end: 'sight' };
}

/**
 * The longest that one of the flow's packets took; undefined where no cause was seen. If one of them was not
 * acknowledged, it may be that one.
 */
export function worstLag(places: ObserverPlaces, flow: Flow): Lag | undefined {
  let worst: Lag | undefined;
  let isOpen = false;
  for (const { packet, cause } of flow.packetCauses()) {
    const lag = lagOf(places, cause, packet);
    isOpen ||= lag.end === 'unacknowledged';
    if (worst === undefined || lag.total > worst.total) worst = lag;
  }
  return isOpen && worst !== undefined ? { ...worst, end: 'unacknowledged' } : worst;
}
