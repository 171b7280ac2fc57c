import type { SeenBin } from '../seen-message.ts';
import { type DataPacket, SyncExchange, type SyncRoute } from './sync-exchange.ts';
import { NEW_LIFE, SYNC_TIMEOUT } from './sync-times.ts';

/** Nanoseconds by which data may be overtaken by the end of the answer on another connection. */
const OVERTAKEN = 1e9;
/** Unfinished requests of one receiver to one donor for one capability. */
const MOST_OPEN = 64;

/**
 * Everything between one donor and one receiver for one capability. Requests are answered in order, each with
 * data and one end; those that were silent for longer than a receiver waits are considered last, as their
 * answer will probably never come.
 */
export class SyncAnswers {
  readonly route: SyncRoute;
  private readonly opened: (exchange: SyncExchange) => void;
  /** Those without an end, oldest first. */
  private open: SyncExchange[] = [];
  private ended: SyncExchange | undefined;
  /** Those whose end came before the last of their data, oldest first. */
  private lacking: SyncExchange[] = [];

  /** `opened` is called with each new exchange. */
  constructor(route: SyncRoute, opened: (exchange: SyncExchange) => void) {
    this.route = route;
    this.opened = opened;
  }

  /** Is every request finished? */
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
    // Before a restart, nothing was sent that comes after this end.
    const next = this.open.find(({ lost }) => lost === undefined);
    const isShared = next !== undefined || this.lacking.length > 0;
    for (const packet of exchange.close(time, announced, isShared)) {
      (this.awaiting(packet) ?? next ?? exchange).takeOver(packet, exchange);
    }
    this.ended = exchange;
    if (exchange.missing > 0) this.lacking = [...this.lacking, exchange].slice(-MOST_OPEN);
  }

  /** A copy of a packet that was counted, on another link of its way. */
  copy(message: SeenBin): void {
    (this.open.find(({ lost }) => lost === undefined) ?? this.ended ?? this.open[0])?.seen(message);
  }

  /** As `copy`, of a packet of which another observer had seen less or more. */
  copyOf(message: SeenBin, packet: DataPacket, known: DataPacket): void {
    this.copy(message);
    if (packet.chunks > known.chunks) this.open.some((exchange) => exchange.replace(known, packet));
  }

  /** A packet of the capability reached the receiver. */
  queue(): void {
    for (const exchange of this.open) {
      if (exchange.firstData === undefined) continue;
      exchange.queued++;
      return;
    }
  }

  /** An unreadable packet of the donor may belong to an answer. */
  unclear(): void {
    for (const exchange of this.open) exchange.damaged++;
  }

  /** A node restarted. What was seen shortly before already belongs to its new life. */
  restarted(why: 'donor restarted' | 'receiver restarted', time: number): void {
    for (const exchange of this.open) {
      if (time - exchange.lastSeen > NEW_LIFE) exchange.lost ??= { why, time };
    }
    this.lacking = this.lacking.filter(({ lastSeen }) => time - lastSeen <= NEW_LIFE);
  }

  /** The receiver says that it has everything, and the end of no answer was captured. */
  gotUnseen(time: number): void {
    for (const exchange of this.open) if (exchange.lost === undefined) exchange.gotUnseen = time;
  }

  private begin(time: number): SyncExchange {
    const exchange = new SyncExchange(this.route, time);
    this.open.push(exchange);
    if (this.open.length > MOST_OPEN) this.open.shift();
    this.opened(exchange);
    return exchange;
  }

  /** The end came before the last of the data: the receiver continues until it has everything (since 3.3). */
  private awaiting({ chunks, time }: DataPacket): SyncExchange | undefined {
    this.lacking = this.lacking.filter(
      ({ missing, lastSeen }) => missing > 0 && time - lastSeen <= SYNC_TIMEOUT,
    );
    return this.lacking.find(({ missing, end = time }) => {
      // If it requested again after that end, it waits for the answer to the new request.
      const isOver = this.open.some(({ requested }) => requested !== undefined && requested > end);
      return !isOver && missing >= Math.max(1, chunks);
    });
  }

  /** The exchange that the next packet of the answer belongs to. */
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
    // If requests are not captured, each end counts as a sync of its own.
    if (ended?.requested === undefined || ended.announced !== announced) return undefined;
    return time - (ended.end ?? time) <= SYNC_TIMEOUT ? ended : undefined;
  }
}
