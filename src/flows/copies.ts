import { isFirstHop, type SeenBin } from '../cluster/seen-message.ts';
import type { MessageId } from '../ids.ts';
import { RecentNumberMap } from '../tables/recent-map.ts';
import { SECOND, TRANSACTION_TIME } from './outcome.ts';

interface Copy<Event> {
  readonly event: Event;
  readonly time: number;
  /** The previous event with a packet of the same content; the chain has MOST_ALIKE links at most. */
  before: Copy<Event> | undefined;
  /** Destinations of the copies seen so far: a bit for each of the lowest node ids. */
  few: number;
  /** The destinations with higher ids. */
  more: readonly number[];
  /** Copies that came late, just now: if the others get one as well, these belong to a new event. */
  late: readonly LateCopy[];
}

/** A copy that came long after the first one of the event to which it was counted. */
export interface LateCopy {
  readonly id: MessageId;
  readonly time: number;
  readonly destination: number;
}

/** Node ids below this have a bit in `few`; clusters usually have a handful of nodes. */
const FEW = 31;
const NONE: readonly number[] = [];
const NONE_LATE: readonly LateCopy[] = [];

/** Events whose copies may still be on their way, at most. */
const MOST = 50_000;
/**
 * Destinations that are counted for one event. More would be an attack, whose copies each count as an event
 * of their own.
 */
const MOST_DESTINATIONS = 512;
/** Events with the same packet that are told apart. */
const MOST_ALIKE = 8;
/** Copies of one event are sent one after the other. */
const TOGETHER = 2 * SECOND;
/** They leave a node within so many nanoseconds, unless a connection is slow; the copies of another event rarely do. */
const AT_ONCE = 5e6;
/** A copy that leaves later than this after the first one is late. */
const LATE = 50e6;

/**
 * A broadcast consists of one copy for each node, equal but for the destination (spec bin-core 8). On a slow
 * link a copy may come late, even after the copies of the next event. What was found out about the first copy
 * holds for all of them.
 */
export class Copies<Event> {
  private readonly copies = new RecentNumberMap<Copy<Event>>(TRANSACTION_TIME, MOST);

  /** The event of which an earlier copy was remembered; undefined if this is the first copy. */
  of(message: SeenBin): Event | undefined {
    const { id, content, destination, time } = message;
    const latest = this.copies.get(content, time);
    if (latest === undefined) return undefined;
    if (!isFirstHop(message)) {
      const forwarded = lastWith(latest, destination);
      if (forwarded !== undefined) return forwarded.event;
    } else if (has(latest, destination)) {
      // If the same packet is sent to the same node again, that is a new event.
      return undefined;
    }
    const copy = eventFor(latest, destination, time);
    if (copy.more.length >= MOST_DESTINATIONS) return undefined;
    add(copy, destination);
    if (time - copy.time > LATE) copy.late = [...justNow(copy.late, time), { id, time, destination }];
    return copy.event;
  }

  /**
   * To be called for a packet for which `of` found nothing: copies of it that were counted to earlier events, but
   * left just before it. So they were not late: their destinations did not get the earlier ones, for instance because
   * the link to them was down.
   */
  countedTooEarly({ content, time }: SeenBin): readonly LateCopy[] {
    let found = NONE_LATE;
    for (let copy = this.copies.get(content, time); copy !== undefined; copy = copy.before) {
      if (copy.late.length > 0) found = [...justNow(copy.late, time), ...found];
    }
    return found;
  }

  /** To be called for the first copy of a packet; `others` are those that `countedTooEarly` told. */
  remember(
    { content, destination, time }: SeenBin,
    event: Event,
    others: readonly LateCopy[] = NONE_LATE,
  ): void {
    const before = this.copies.get(content, time);
    const copy: Copy<Event> = { event, time, before, few: 0, more: NONE, late: NONE_LATE };
    add(copy, destination);
    for (const other of others) if (!has(copy, other.destination)) add(copy, other.destination);
    for (let earlier = before; earlier !== undefined; earlier = earlier.before) earlier.late = NONE_LATE;
    if (before !== undefined) forgetOldest(copy);
    this.copies.set(content, copy, time);
  }
}

/**
 * Finds the event to which a copy belongs, if there were several with equal packets. Each destination gets the copies
 * of all events, in order: so it is the first event after the last one whose copy this destination has got, unless
 * that was long ago, or a later one has only just begun.
 */
function eventFor<Event>(latest: Copy<Event>, destination: number, now: number): Copy<Event> {
  let found = latest;
  for (let copy = latest.before; copy !== undefined && !has(copy, destination); copy = copy.before) {
    if (now - copy.time > (now - found.time > AT_ONCE ? TOGETHER : LATE)) break;
    found = copy;
  }
  return found;
}

function lastWith<Event>(latest: Copy<Event>, destination: number): Copy<Event> | undefined {
  let copy: Copy<Event> | undefined = latest;
  while (copy !== undefined && !has(copy, destination)) copy = copy.before;
  return copy;
}

function justNow(late: readonly LateCopy[], now: number): readonly LateCopy[] {
  return late.filter(({ time }) => now - time <= AT_ONCE);
}

function forgetOldest(copy: Copy<unknown>): void {
  let last = copy;
  for (let many = 1; many < MOST_ALIKE && last.before !== undefined; many++) last = last.before;
  last.before = undefined;
}

function has({ few, more }: Copy<unknown>, destination: number): boolean {
  return isFew(destination) ? ((few >>> destination) & 1) === 1 : more.includes(destination);
}

function add(copy: Copy<unknown>, destination: number): void {
  if (isFew(destination)) copy.few |= 1 << destination;
  else copy.more = copy.more.concat([destination]);
}

function isFew(destination: number): boolean {
  return destination >= 0 && destination < FEW;
}
