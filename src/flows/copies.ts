import { isFirstHop, type SeenBin } from '../cluster/seen-message.ts';
import { RecentMap } from '../tables/recent-map.ts';
import { TRANSACTION_TIME } from './outcome.ts';

interface Copy<Event> {
  readonly event: Event;
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
    const copy = this.copies.get(content, time);
    if (copy === undefined) return undefined;
    const isKnown = has(copy, destination);
    // The same to the same node once more is another event, unless it was only forwarded.
    if (isKnown && isFirstHop(message)) return undefined;
    if (!isKnown && copy.more.length >= MOST_DESTINATIONS) return undefined;
    if (!isKnown) add(copy, destination);
    return copy.event;
  }

  /** The first copy. */
  remember({ content, destination, time }: SeenBin, event: Event): void {
    const copy: Copy<Event> = { event, few: 0, more: NONE };
    add(copy, destination);
    this.copies.set(content, copy, time);
  }
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
