import { isFirstHop, type SeenBin } from '../cluster/seen-message.ts';
import { RecentMap } from '../tables/recent-map.ts';
import { SECOND, TRANSACTION_TIME } from './outcome.ts';

interface Copy<Event> {
  readonly event: Event;
  readonly time: number;
  /** The event before it with the same packet; of these a few. */
  before: Copy<Event> | undefined;
  /** Where copies of it were seen to go: a bit for each of the first nodes, by their ids. */
  few: number;
  /** All others. */
  more: readonly number[];
}

/** Node ids that have a bit of their own: clusters have a handful. */
const FEW = 31;
const NONE: readonly number[] = [];

/** Events whose copies may still be on their way, at most. */
const MOST = 50_000;
/** Nodes that one event is sent to; more are an attack, and each of their copies an event of its own. */
const MOST_DESTINATIONS = 512;
/** Events with the same packet that are told apart. */
const MOST_ALIKE = 8;
/** Copies of one event are sent one after the other. */
const TOGETHER = 2 * SECOND;

/**
 * A broadcast is one copy a node, each with its own destination (spec bin-core 8), and a slow link
 * shows its copy late: after the next event, maybe. What was found out about the first copy holds for
 * all.
 */
export class Copies<Event> {
  private readonly copies = new RecentMap<Copy<Event>, number>(TRANSACTION_TIME, MOST);

  /** What is known of an earlier copy. */
  of(message: SeenBin): Event | undefined {
    const { content, destination, time } = message;
    const latest = this.copies.get(content, time);
    if (latest === undefined) return undefined;
    if (!isFirstHop(message)) {
      const forwarded = lastWith(latest, destination);
      if (forwarded !== undefined) return forwarded.event;
    } else if (has(latest, destination)) {
      // The same to the same node once more is another event.
      return undefined;
    }
    const copy = eventFor(latest, destination, time);
    if (copy.more.length >= MOST_DESTINATIONS) return undefined;
    add(copy, destination);
    return copy.event;
  }

  /** The first copy. */
  remember({ content, destination, time }: SeenBin, event: Event): void {
    const before = this.copies.get(content, time);
    const copy: Copy<Event> = { event, time, before, few: 0, more: NONE };
    add(copy, destination);
    if (before !== undefined) forgetOldest(copy);
    this.copies.set(content, copy, time);
  }
}

/**
 * What a node is told twice, all the others are told twice as well, each of them in the same order: of the events
 * after the last one that the node was told of, it is the first that is not long past.
 */
function eventFor<Event>(latest: Copy<Event>, destination: number, now: number): Copy<Event> {
  let found = latest;
  for (let copy = latest.before; copy !== undefined && !has(copy, destination); copy = copy.before) {
    if (now - copy.time > TOGETHER) break;
    found = copy;
  }
  return found;
}

function lastWith<Event>(latest: Copy<Event>, destination: number): Copy<Event> | undefined {
  let copy: Copy<Event> | undefined = latest;
  while (copy !== undefined && !has(copy, destination)) copy = copy.before;
  return copy;
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
