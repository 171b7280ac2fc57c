const SECOND = 1e9;
/** A copy to a slow link may be this much later than the first one. */
const KEPT = 120 * SECOND;
/** Events that are remembered at once, at most. */
const MOST_EVENTS = 50_000;
/** Between two looks for old ones: a look at a map that changes at both ends costs as much as the map is long. */
const LOOK_EVERY = 10 * SECOND;

/** Copies of one event that are told apart by destination. */
const MOST_COPIES = 256;

interface Event {
  /** The destination of each copy. */
  readonly sent: number[];
  /** How often it happened: the most often that it was sent to one. */
  happened: number;
  time: number;
}

/**
 * A broadcast is one packet for each node (spec bin-core 5), and the copies may be seconds apart. What
 * they say of their source happened once, when the first one was sent: a late copy of an insert must
 * not bring back what has been deleted since.
 */
export class SourceEvents {
  /** Events that were forgotten before their time. */
  forgotten = 0;
  /** In the order of their last copy. */
  private readonly events = new Map<string, Event>();
  private nextLook = 0;

  /** Is this the first copy? `content` is all that the copies have in common. */
  isNews(content: string, destination: number, time: number): boolean {
    this.dropOld(time);
    const event = this.events.get(content) ?? { sent: [], happened: 0, time };
    this.events.delete(content);
    this.events.set(content, event);
    event.time = time;
    if (event.sent.length < MOST_COPIES) event.sent.push(destination);
    let times = 0;
    for (const one of event.sent) if (one === destination) times++;
    if (times <= event.happened) return false;
    event.happened = times;
    return true;
  }

  /** Did it happen lately? */
  happened(content: string): boolean {
    return this.events.has(content);
  }

  private dropOld(now: number): void {
    const full = this.events.size >= MOST_EVENTS;
    if (now < this.nextLook && !full) return;
    this.nextLook = now + LOOK_EVERY;
    let surplus = full ? MOST_EVENTS / 10 : 0;
    for (const [content, { time }] of this.events) {
      const old = now - time > KEPT;
      if (!old && surplus <= 0) return;
      if (!old) this.forgotten++;
      surplus--;
      this.events.delete(content);
    }
  }
}
