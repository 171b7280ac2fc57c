import type { Restarts } from '../cluster/restarts.ts';
import type { MessageId } from '../ids.ts';
import { NumberRows } from '../tables/number-rows.ts';
import { contactKey } from './sip-names.ts';

/** The message because of which a node holds a contact. */
export interface ContactOrigin {
  readonly message: MessageId;
  /** When it reached the node, in session time. */
  readonly time: number;
}

/** What a packet or a REGISTER says about a contact. */
export interface BroughtContact {
  /** See `contactKey`. */
  readonly key: string;
  readonly callId: string;
  readonly cseq: number;
  /** Session time; undefined if for ever. */
  readonly expiresAt: number | undefined;
  /** Only an update replaces a record with the same CSeq (spec bin-capabilities 4.4). */
  readonly isUpdate: boolean;
}

/** At most so many contacts are remembered, over all nodes. Expired ones are dropped first. */
const MOST_CONTACTS = 200_000;

/** Remembers, for each node and contact, the message that last brought the contact there. */
export class ContactOrigins {
  /** Contacts that were dropped to make room although they had not expired. */
  forgotten = 0;
  /** By `contactKey`, the first node that holds the contact; most contacts are held by several. */
  private readonly contacts = new Map<string, number>();
  /** One row for each contact that a node holds. */
  private readonly held = new NumberRows(Column.Count);
  /** By row. */
  private readonly callIds: string[] = [];
  private count = 0;
  private readonly most: number;

  constructor(restarts: Restarts, most = MOST_CONTACTS) {
    this.most = most;
    restarts.onRestart((cluster, node) => this.retain((row) => !this.isAt(row, cluster, node)));
  }

  bring(cluster: number, node: number, brought: BroughtContact, message: MessageId, time: number): void {
    const { key } = brought;
    let row = this.heldBy(key, cluster, node);
    if (row === NONE) {
      if (this.count >= this.most) this.makeRoom(time);
      row = this.add(key, cluster, node);
    } else {
      const { callId, cseq, isUpdate } = brought;
      const before = this.held.get(row, Column.CSeq);
      const same = this.callIds[row] === callId && !this.isExpired(row, time);
      if (same && (cseq < before || (cseq === before && !isUpdate))) return;
    }
    this.callIds[row] = brought.callId;
    this.held.set(row, Column.CSeq, brought.cseq);
    this.held.set(row, Column.Expires, brought.expiresAt ?? Number.POSITIVE_INFINITY);
    this.held.set(row, Column.Message, message);
    this.held.set(row, Column.Time, time);
  }

  /** `key`: see `contactKey`. */
  remove(cluster: number, node: number, key: string): void {
    this.keep(key, (row) => !this.isAt(row, cluster, node));
  }

  /** The message from which the node knew that URI at that time, if any. */
  of(cluster: number, node: number, uri: string, time: number): ContactOrigin | undefined {
    const row = this.heldBy(contactKey(uri), cluster, node);
    if (row === NONE || this.isExpired(row, time)) return undefined;
    return {
      message: this.held.get(row, Column.Message) as MessageId,
      time: this.held.get(row, Column.Time),
    };
  }

  private heldBy(key: string, cluster: number, node: number): number {
    let row = this.contacts.get(key) ?? NONE;
    while (row !== NONE && !this.isAt(row, cluster, node)) row = this.held.get(row, Column.Next);
    return row;
  }

  private isAt(row: number, cluster: number, node: number): boolean {
    return this.held.get(row, Column.Node) === node && this.held.get(row, Column.Cluster) === cluster;
  }

  private isExpired(row: number, time: number): boolean {
    return this.held.get(row, Column.Expires) <= time;
  }

  private add(key: string, cluster: number, node: number): number {
    const { held } = this;
    const row = held.add();
    held.set(row, Column.Cluster, cluster);
    held.set(row, Column.Node, node);
    held.set(row, Column.Next, this.contacts.get(key) ?? NONE);
    this.contacts.set(key, row);
    this.count++;
    return row;
  }

  /** Drops expired contacts and, if these are not enough, the oldest ones as well. */
  private makeRoom(time: number): void {
    this.retain((row) => !this.isExpired(row, time));
    let surplus = this.count - Math.floor(this.most * 0.9);
    if (surplus <= 0) return;
    this.forgotten += surplus;
    const times = this.times().sort();
    const last = times[surplus - 1] ?? 0;
    this.retain((row) => this.held.get(row, Column.Time) > last || surplus-- <= 0);
  }

  private times(): Float64Array {
    const times = new Float64Array(this.count);
    let at = 0;
    for (let row of this.contacts.values()) {
      for (; row !== NONE; row = this.held.get(row, Column.Next))
        times[at++] = this.held.get(row, Column.Time);
    }
    return times;
  }

  private retain(stays: (row: number) => boolean): void {
    for (const key of this.contacts.keys()) this.keep(key, stays);
  }

  /** Keeps the rows of one contact that are still needed. */
  private keep(key: string, stays: (row: number) => boolean): void {
    const { held } = this;
    let before = NONE;
    for (let row = this.contacts.get(key) ?? NONE; row !== NONE; ) {
      const next = held.get(row, Column.Next);
      if (stays(row)) before = row;
      else {
        if (before !== NONE) held.set(before, Column.Next, next);
        else if (next !== NONE) this.contacts.set(key, next);
        else this.contacts.delete(key);
        held.remove(row);
        this.callIds[row] = '';
        this.count--;
      }
      row = next;
    }
  }
}

/** No row. */
const NONE = -1;

const Column = {
  Cluster: 0,
  Node: 1,
  Message: 2,
  Time: 3,
  /** Session time; infinite if for ever. */
  Expires: 4,
  CSeq: 5,
  /** The row of the next node that holds the same contact. */
  Next: 6,
  Count: 7,
} as const;
