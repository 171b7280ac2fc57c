import { isFirstHop, type SeenBin } from '../cluster/seen-message.ts';
import { RecentMap } from '../tables/recent-map.ts';
import { TRANSACTION_TIME } from './outcome.ts';

interface Copy<Event> {
  readonly event: Event;
  destinations: readonly number[];
}

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
    const { destinations, event } = copy;
    const isKnown = destinations.includes(destination);
    // The same to the same node once more is another event, unless it was only forwarded.
    if (isKnown && isFirstHop(message)) return undefined;
    if (!isKnown && destinations.length >= MOST_DESTINATIONS) return undefined;
    // Neither `push` nor spreading, which make room for sixteen more: these are many, and short.
    if (!isKnown) copy.destinations = destinations.concat([destination]);
    return event;
  }

  /** The first copy. */
  remember({ content, destination, time }: SeenBin, event: Event): void {
    this.copies.set(content, { event, destinations: [destination] }, time);
  }
}
