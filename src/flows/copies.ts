import { oncePerPacket } from '../cluster/once-per-packet.ts';
import { isFirstHop, type SeenBin } from '../cluster/seen-message.ts';
import { RecentMap } from '../tables/recent-map.ts';
import { TRANSACTION_TIME } from './outcome.ts';

interface Copy<Event> {
  readonly event: Event;
  readonly destinations: Set<number>;
}

/** Events whose copies may still be on their way, at most. */
const MOST = 50_000;

/**
 * A broadcast is one copy a node, each with its own destination (spec bin-core 8), and a slow link
 * shows its copy late: after the next event, maybe. What was found out about the first copy holds for
 * all.
 */
export class Copies<Event> {
  private readonly copies = new RecentMap<Copy<Event>>(TRANSACTION_TIME, MOST);
  private readonly keyOf: (message: SeenBin) => string;

  /** `contentOf` tells one event of the originator from another, and is the same for all copies. */
  constructor(contentOf: (message: SeenBin) => string) {
    this.keyOf = oncePerPacket((message) => {
      const { cluster, source, packet } = message;
      return `${cluster} ${source} ${packet.name} ${contentOf(message)}`;
    });
  }

  /** What is known of an earlier copy. */
  of(message: SeenBin): Event | undefined {
    const copy = this.copies.get(this.keyOf(message), message.time);
    if (copy === undefined) return undefined;
    // The same to the same node once more is another event, unless it was only forwarded.
    if (copy.destinations.has(message.destination) && isFirstHop(message)) return undefined;
    copy.destinations.add(message.destination);
    return copy.event;
  }

  /** The first copy. */
  remember(message: SeenBin, event: Event): void {
    const copy = { event, destinations: new Set([message.destination]) };
    this.copies.set(this.keyOf(message), copy, message.time);
  }
}
