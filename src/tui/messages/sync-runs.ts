import { placeOf } from '../../engine/message-numbers.ts';
import type { Session } from '../../engine/session.ts';
import type { MessageId } from '../../ids.ts';

/** Neighbours in a list that are packets of one answer to a sync request; at least one packet. */
export interface SyncRun {
  /** Position of the first in the list. */
  readonly start: number;
  readonly length: number;
}

/** A list in the order of time that grows; `judged` is the number of messages that it has decided on. */
export interface GrowingList {
  readonly length: number;
  readonly judged: number;
  readonly reordered: number;
  at(position: number): MessageId;
}

interface Growing {
  start: number;
  length: number;
  readonly route: number;
  /** The end of the answer was there: what follows belongs to another. */
  ended: boolean;
}

/**
 * Finds the bursts of sync packets in a list: packets of one route that follow each other, up to the
 * end of the answer. Messages are looked at once, by number, and only from the first packet of a sync
 * on; of a list, only the places of sync packets are looked up.
 */
export class SyncRuns {
  private readonly session: Session;
  /** Sync packets with data or the end of them, in the order of arrival. */
  private readonly packets: MessageId[] = [];
  private scanned = 0;
  private dataKinds: ReadonlySet<number> = new Set();
  private endKinds: ReadonlySet<number> = new Set();
  private kindsKnown = 0;
  private list: GrowingList | undefined;
  private reordered = -1;
  /** Packets that were looked up in the list. */
  private taken = 0;
  private found: Growing[] = [];
  private changes = 0;

  constructor(session: Session) {
    this.session = session;
  }

  /** In the order of the list. */
  get runs(): readonly SyncRun[] {
    return this.found;
  }

  /** Another number whenever `runs` are others. */
  get revision(): number {
    return this.changes;
  }

  /** Takes in what came to the session and to the list. */
  update(list: GrowingList): void {
    this.scan();
    if (this.packets.length === 0) return;
    if (list !== this.list || list.reordered !== this.reordered) this.begin(list);
    const from = this.taken;
    while (this.taken < this.packets.length && (this.packets[this.taken] as number) < list.judged)
      this.taken++;
    if (this.taken === from) return;
    const { session } = this;
    const places = this.packets
      .slice(from, this.taken)
      .map((id) => placeOf(list, id, (one) => session.timeOf(one)))
      .filter((place) => place >= 0)
      .sort((a, b) => a - b);
    for (const place of places) this.add(list, place);
    if (places.length > 0) this.changes++;
  }

  private begin(list: GrowingList): void {
    this.list = list;
    this.reordered = list.reordered;
    this.taken = 0;
    this.found = [];
    this.changes++;
  }

  private add(list: GrowingList, place: number): void {
    const { index } = this.session.tables;
    const id = list.at(place);
    const route = index.route(id);
    const ended = this.endKinds.has(index.kind(id));
    const last = this.found.at(-1);
    if (
      last !== undefined &&
      !last.ended &&
      route > 0 &&
      last.route === route &&
      last.start + last.length === place
    ) {
      last.length++;
      last.ended = ended;
    } else this.found.push({ start: place, length: 1, route, ended });
  }

  private scan(): void {
    const { index, kinds } = this.session.tables;
    if (kinds.size !== this.kindsKnown) this.learnKinds();
    // A kind has no number before its first message came.
    if (this.dataKinds.size + this.endKinds.size === 0) this.scanned = index.size;
    for (; this.scanned < index.size; this.scanned++) {
      const id = this.scanned as MessageId;
      const kind = index.kind(id);
      if (this.dataKinds.has(kind) || this.endKinds.has(kind)) this.packets.push(id);
    }
  }

  private learnKinds(): void {
    const { kinds } = this.session.tables;
    const named = (name: string): ReadonlySet<number> => {
      const found = new Set<number>();
      for (let kind = 0; kind < kinds.size; kind++) {
        const one = kinds.get(kind);
        if (one.protocol === 'bin' && one.name === name) found.add(kind);
      }
      return found;
    };
    this.kindsKnown = kinds.size;
    this.dataKinds = named('CLUSTERER_SYNC');
    this.endKinds = named('CLUSTERER_SYNC_END');
  }
}
