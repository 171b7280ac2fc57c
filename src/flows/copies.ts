import { isFirstHop, type SeenBin } from '../cluster/seen-message.ts';
import { TRANSACTION_TIME } from './outcome.ts';

interface Copy<Event> {
  readonly event: Event;
  readonly time: number;
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
  private readonly copies = new Map<string, Copy<Event>>();

  /** What is known of an earlier copy. `content` tells one event of the originator from another. */
  of(message: SeenBin, content: string): Event | undefined {
    const copy = this.copies.get(keyOf(message, content));
    if (copy === undefined || message.time - copy.time > TRANSACTION_TIME) return undefined;
    // The same to the same node once more is another event, unless it was only forwarded.
    if (copy.destinations.has(message.destination) && isFirstHop(message)) return undefined;
    copy.destinations.add(message.destination);
    return copy.event;
  }

  /** The first copy. */
  remember(message: SeenBin, content: string, event: Event): void {
    const key = keyOf(message, content);
    this.copies.delete(key);
    this.copies.set(key, { event, time: message.time, destinations: new Set([message.destination]) });
    for (const [old, { time }] of this.copies) {
      if (message.time - time <= TRANSACTION_TIME && this.copies.size <= MOST) return;
      this.copies.delete(old);
    }
  }
}

function keyOf({ cluster, source, packet }: SeenBin, content: string): string {
  return `${cluster} ${source} ${packet.name} ${content}`;
}
