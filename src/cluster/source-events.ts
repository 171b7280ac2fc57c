import { RecentMap } from '../tables/recent-map.ts';
import type { SeenBin } from './seen-message.ts';

const SECOND = 1e9;
/** A copy to a slow link may be this much later than the first one. */
export const EVENTS_KEPT = 120 * SECOND;
/** Events that are remembered at once, at most. */
export const MOST_EVENTS = 50_000;
/** Copies of one event that are told apart by destination. */
const MOST_COPIES = 256;

interface Event {
  /** The destination of each copy. */
  sent: readonly number[];
  /** How often it happened: the most often that it was sent to one. */
  happened: number;
}

/**
 * A broadcast is one packet for each node (spec bin-core 5), and the copies may be seconds apart. What
 * they say of their source happened once, when the first one was sent: a late copy of an insert must
 * not bring back what has been deleted since.
 */
export class SourceEvents {
  private readonly events = new RecentMap<Event, number>(EVENTS_KEPT, MOST_EVENTS);

  /** Events that were forgotten before their time. */
  get forgotten(): number {
    return this.events.forgotten;
  }

  /** Is this the first copy? */
  isNews({ content, destination, time }: SeenBin): boolean {
    const event = this.events.get(content, time);
    if (event === undefined) {
      this.events.set(content, { sent: [destination], happened: 1 }, time);
      return true;
    }
    this.events.set(content, event, time);
    // Neither `push` nor spreading, which make room for sixteen more: these are many, and short.
    if (event.sent.length < MOST_COPIES) event.sent = event.sent.concat([destination]);
    let times = 0;
    for (const one of event.sent) if (one === destination) times++;
    if (times <= event.happened) return false;
    event.happened = times;
    return true;
  }
}
