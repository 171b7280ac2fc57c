import type { SeenBin } from '../seen-message.ts';
import { type DataPacket, SyncExchange, type SyncRoute } from './sync-exchange.ts';

/** `sync_timeout` (spec bin-core 9): without sync data for so long, a receiver stops to wait. */
export const SYNC_TIMEOUT = 15e9;
/** Data may overtake the end of their answer on another connection, but not by much. */
const OVERTAKEN = 1e9;
/** Requests of one receiver to one donor for one capability that wait for their ends. */
const MOST_OPEN = 64;

/**
 * All that goes from one donor to one receiver for one capability. Requests are answered in their
 * order, each with data and one end; those that were silent for longer than a receiver waits come last,
 * as their answer most likely never comes.
 */
export class SyncAnswers {
  readonly route: SyncRoute;
  private readonly opened: (exchange: SyncExchange) => void;
  /** Without their end, oldest first. */
  private open: SyncExchange[] = [];
  private ended: SyncExchange | undefined;

  /** `opened` is told of each new exchange. */
  constructor(route: SyncRoute, opened: (exchange: SyncExchange) => void) {
    this.route = route;
    this.opened = opened;
  }

  /** No request without its end. */
  get idle(): boolean {
    return this.open.length === 0;
  }

  request(message: SeenBin): void {
    const exchange = this.begin(message.time);
    exchange.requested = message.time;
    exchange.requests = 1;
    exchange.seen(message);
  }

  data(message: SeenBin, packet: DataPacket, refused: boolean): void {
    const exchange =
      this.awaiting(packet) ?? this.current(packet.time) ?? this.overtaken(packet) ?? this.begin(packet.time);
    exchange.seen(message);
    exchange.add(packet);
    if (refused) exchange.refused++;
  }

  end(message: SeenBin, announced: number | undefined): void {
    const { time } = message;
    const exchange = this.current(time) ?? this.repeated(time, announced) ?? this.begin(time);
    exchange.seen(message);
    if (exchange.end !== undefined) {
      exchange.repeatedEnds++;
      return;
    }
    this.open = this.open.filter((one) => one !== exchange);
    const [next] = this.open;
    for (const packet of exchange.close(time, announced, next !== undefined)) {
      if (next === undefined) continue;
      next.add(packet);
      next.messages.push(packet.message);
      for (const source of exchange.sources) next.sources.add(source);
    }
    this.ended = exchange;
  }

  /** A copy of a packet that was counted, seen on a further link of its way. */
  copy(message: SeenBin): void {
    (this.open[0] ?? this.ended)?.seen(message);
  }

  /** A packet of the capability reached the receiver. */
  queue(): void {
    for (const exchange of this.open) {
      if (exchange.firstData === undefined) continue;
      exchange.queued++;
      return;
    }
  }

  /** A packet of the donor that cannot be read may be one of an answer. */
  unclear(): void {
    for (const exchange of this.open) exchange.damaged++;
  }

  /** A node restarted. What was seen a moment before belongs to its new life already. */
  restarted(which: 'donor restarted' | 'receiver restarted', time: number): void {
    for (const exchange of this.open) {
      if (time - exchange.lastSeen > NEW_LIFE) exchange.lost ??= which;
    }
  }

  private begin(time: number): SyncExchange {
    const exchange = new SyncExchange(this.route, time);
    this.open.push(exchange);
    if (this.open.length > MOST_OPEN) this.open.shift();
    this.opened(exchange);
    return exchange;
  }

  /** The end came before the last of the data: the receiver goes on until it has all (since 3.3). */
  private awaiting({ chunks, time }: DataPacket): SyncExchange | undefined {
    const { ended } = this;
    if (ended?.end === undefined || ended.missing < Math.max(1, chunks)) return undefined;
    // Who asked again after that end is waiting for the answer to that.
    const { end } = ended;
    if (this.open.some(({ requested }) => requested !== undefined && requested > end)) return undefined;
    return time - ended.lastSeen <= SYNC_TIMEOUT ? ended : undefined;
  }

  /** To which the next packet of the answer belongs. */
  private current(time: number): SyncExchange | undefined {
    const alive = (one: SyncExchange) => one.lost === undefined && time - one.lastSeen <= SYNC_TIMEOUT;
    return this.open.find(alive) ?? this.open.find(({ lost }) => lost === undefined) ?? this.open[0];
  }

  private overtaken({ time }: DataPacket): SyncExchange | undefined {
    const { ended } = this;
    if (ended?.end === undefined || ended.announced !== undefined) return undefined;
    return time - ended.end <= OVERTAKEN ? ended : undefined;
  }

  private repeated(time: number, announced: number | undefined): SyncExchange | undefined {
    const { ended } = this;
    // Where requests are not captured, each end is one of its own.
    if (ended?.requested === undefined || ended.announced !== announced) return undefined;
    return time - (ended.end ?? time) <= SYNC_TIMEOUT ? ended : undefined;
  }
}

/** A restart shows when the young process speaks of itself, which may be after it has asked for data. */
const NEW_LIFE = 3e9;
