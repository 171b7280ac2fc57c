import type { EndpointId, SourceId } from '../../ids.ts';
import type { WebSocketUpgrade } from '../../reassembly/framing/web-socket-upgrade.ts';
import { OldestFirst } from '../../tables/oldest-first.ts';
import type { EndpointKnower, WantedEndpoints } from '../../tables/wanted-endpoints.ts';

/** So many are kept, 4,096 times two directions. */
const MOST_UPGRADES = 8192;
/** And of the same two ends: ports come again, but seldom. */
const MOST_OF_SAME = 64;

/**
 * How the WebSockets of a session were opened: who reads their messages elsewhere needs that, too. If there are too
 * many, the oldest are dropped.
 */
export class WebSocketUpgrades implements EndpointKnower {
  forgotten = 0;
  private readonly kept = new Set<WebSocketUpgrade>();
  private readonly oldest = new OldestFirst(() => this.kept.keys());
  private readonly most: number;
  /** Of the same ends, in the order of capture. */
  private readonly byEnds = new Map<string, WebSocketUpgrade[]>();

  constructor(most = MOST_UPGRADES) {
    this.most = most;
  }

  add(upgrade: WebSocketUpgrade): void {
    const { kept, byEnds } = this;
    if (kept.size >= this.most) this.drop(this.oldest.next());
    const ends = keyOf(upgrade.source, upgrade.sender, upgrade.receiver);
    const same = byEnds.get(ends);
    if (same === undefined) byEnds.set(ends, [upgrade]);
    else same.push(upgrade);
    if (same !== undefined && same.length > MOST_OF_SAME) this.drop(same[0]);
    kept.add(upgrade);
  }

  /** The records, in either direction, that opened the WebSocket of a message between these two at that time. */
  recordsBefore(source: SourceId, sender: EndpointId, receiver: EndpointId, time: number): readonly number[] {
    return [keyOf(source, sender, receiver), keyOf(source, receiver, sender)].flatMap(
      (ends) => this.byEnds.get(ends)?.findLast((upgrade) => upgrade.time <= time)?.records ?? [],
    );
  }

  wantEndpoints(wanted: WantedEndpoints): void {
    for (const { sender, receiver } of this.kept) {
      wanted.endpoint(sender);
      wanted.endpoint(receiver);
    }
  }

  /** The oldest of all, or of the same ends: in either case the first of its ends. */
  private drop(oldest: WebSocketUpgrade | undefined): void {
    if (oldest === undefined) return;
    const ends = keyOf(oldest.source, oldest.sender, oldest.receiver);
    const same = this.byEnds.get(ends);
    same?.shift();
    if (same?.length === 0) this.byEnds.delete(ends);
    this.kept.delete(oldest);
    this.forgotten++;
  }
}

function keyOf(source: SourceId, sender: EndpointId, receiver: EndpointId): string {
  return `${source} ${sender} ${receiver}`;
}
