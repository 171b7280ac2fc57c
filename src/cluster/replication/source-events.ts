import { RecentNumberMap } from '../../tables/recent-map.ts';
import type { SeenBin } from '../seen-message.ts';

const SECOND = 1e9;
/** Nanoseconds by which the copy for a slow link may be later than the first one. */
export const EVENTS_KEPT = 120 * SECOND;
/** Most events that are kept at a time. */
export const MOST_EVENTS = 50_000;
/** Most copies of one event whose destinations are kept. */
const MOST_COPIES = 256;
/** Nodes with ids below this are kept as the bits of a number. */
const NODES_IN_BITS = 30;

/** An event that does not fit into a number: a node got it twice, or has a high id. */
interface Event {
  /** The destinations of all copies. */
  sent: readonly number[];
  /** How often the event happened: the highest number of copies for one destination. */
  happened: number;
}

/**
 * A broadcast is one packet for each node (spec bin-core 5), and the copies may be seconds apart. What they
 * tell of their source happened once, when the first copy was sent: a late copy of an insert must not bring
 * back a contact that has been deleted since.
 */
export class SourceEvents {
  /** Nearly all events go to a few nodes, once to each: for these a number is kept, with a bit for each destination. */
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

/** Was the event sent to this node more often than to any other one so far? Then it has happened again. */
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
