import { NodeTable } from '../node-tables.ts';
import type { Silence } from '../silences/node-activity.ts';
import { SYNC_TIMEOUT } from './sync-times.ts';

/** Since when a node may be waiting for an end that never comes, and when it last got data. Session time. */
interface Overlap {
  since: number;
  lastData: number;
}

/** Nanoseconds: nodes look once a second whether a sync has timed out, and count whole seconds. */
const TICK = 2e9;
/** Nanoseconds after the last data for which a node may be waiting at most, however often it was stopped meanwhile. */
const LONGEST_WAIT = 4 * SYNC_TIMEOUT;
/** Nanoseconds in which answers stay the same. */
const STEP = 1e9;
/** Most nodes that are kept; ids come from the wire. */
const MOST_NODES = 4096;

/**
 * Nodes that got the data of two answers before the end of either. From 3.3 on, a node counts chunks from its request
 * on, and an end ends the sync only where it announces just as many (spec bin-core 9): if the data of both were dealt
 * with by then, none does. The node then keeps back packets of the capability until the sync times out, and deals with
 * them afterwards. If the end is looked at in between, all is well; no packet tells which.
 */
export class OverlappingAnswers {
  private readonly overlaps = new NodeTable<Overlap>(MOST_NODES);

  /** An end came at `since` that announces less than what has come since the request, the last of it at `lastData`. */
  add(cluster: number, node: number, since: number, lastData: number): void {
    const overlap = this.overlaps.add(cluster, node, () => ({ since, lastData }));
    if (overlap !== undefined) Object.assign(overlap, { since, lastData });
  }

  /** The sync was ended in another way: by a restart. */
  end(cluster: number, node: number): void {
    const overlap = this.overlaps.get(cluster, node);
    if (overlap !== undefined) overlap.lastData = Number.NEGATIVE_INFINITY;
  }

  /**
   * May the node still be keeping back what reached it at the time `came`? `silences` are those of the node: its time
   * does not pass while it is stopped.
   */
  mayKeepBack(
    cluster: number,
    node: number,
    came: number,
    now: number,
    silencesOf: (cluster: number, node: number, now: number) => readonly Silence[],
  ): boolean {
    const overlap = this.overlaps.get(cluster, node);
    if (overlap === undefined || came < overlap.since || now - overlap.lastData > LONGEST_WAIT) return false;
    let stopped = 0;
    for (const { from, to } of silencesOf(cluster, node, now)) {
      stopped += Math.max(0, Math.min(to, now) - Math.max(from, overlap.lastData));
    }
    const until = overlap.lastData + SYNC_TIMEOUT + stopped + TICK;
    return came <= until && now <= until;
  }

  /** As long as the key and the silences are the same, so are the answers. */
  keyAt(now: number): string {
    let all = '';
    for (const { since, lastData } of this.overlaps.values()) {
      if (now - lastData <= LONGEST_WAIT) all += `${since} ${Math.floor(now / STEP)} `;
    }
    return all;
  }
}
