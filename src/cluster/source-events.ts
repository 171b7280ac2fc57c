import { RecentNumberMap } from '../tables/recent-map.ts';
import type { SeenBin } from './seen-message.ts';

const SECOND = 1e9;
/** A copy to a slow link may be this much later than the first one. */
export const EVENTS_KEPT = 120 * SECOND;
/** Events that are remembered at once, at most. */
export const MOST_EVENTS = 50_000;
/** Copies of one event that are told apart by destination. */
const MOST_COPIES = 256;
/** Nodes below this have a bit of their own. */
const NODES_IN_BITS = 30;

/** An event of which more is to be known than who got it, once. */
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
  /** As nearly all events go to a few nodes, once to each, these stand there as the bits of a number. */
  private readonly events = new RecentNumberMap<number | Event>(EVENTS_KEPT, MOST_EVENTS);

  /** Events that were forgotten before their time. */
  get forgotten(): number {
    return this.events.forgotten;
  }

  /** Is this the first copy? */
  isNews({ content, destination, time }: SeenBin): boolean {
    const known = this.events.get(content, time);
    if (known === undefined) {
      this.events.set(content, bitOf(destination) || { sent: [destination], happened: 1 }, time);
      return true;
    }
    const bit = bitOf(destination);
    if (typeof known === 'number' && bit !== 0 && (known & bit) === 0) {
      this.events.set(content, known | bit, time);
      return false;
    }
    const event = typeof known === 'number' ? { sent: nodesIn(known), happened: 1 } : known;
    this.events.set(content, event, time);
    return isAnother(event, destination);
  }
}

/** Was it sent to one node once more than to any before? */
function isAnother(event: Event, destination: number): boolean {
  if (event.sent.length < MOST_COPIES) event.sent = [...event.sent, destination];
  let times = 0;
  for (const one of event.sent) if (one === destination) times++;
  if (times <= event.happened) return false;
  event.happened = times;
  return true;
}

function bitOf(node: number): number {
  return node >= 0 && node < NODES_IN_BITS ? 1 << node : 0;
}

function nodesIn(bits: number): readonly number[] {
  const nodes: number[] = [];
  for (let node = 0; node < NODES_IN_BITS; node++) if ((bits & (1 << node)) !== 0) nodes.push(node);
  return nodes;
}
