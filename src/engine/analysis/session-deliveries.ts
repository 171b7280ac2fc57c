import type { Deliveries } from '../../cluster/coverage/deliveries.ts';
import type { MessageId } from '../../ids.ts';
import type { Session } from '../session.ts';
import { readableAt } from './readable-time.ts';

/** A message that had waited in its connection, and when it arrived, by the aligned clock. */
export interface Arrival {
  readonly id: MessageId;
  readonly due: number;
}

/** If more than so many changed at a time, all are put in order anew. */
const FEW = 64;

/**
 * When messages that were sent again, or never acknowledged, have arrived; by the aligned clock. That is
 * known from an observer that saw them acknowledged, or that saw them in order behind the place where they
 * were lost.
 */
export class SessionDeliveries implements Deliveries {
  private readonly session: Session;
  private readonly dues = new Map<MessageId, number>();
  /** Those whose arrival was seen and has not been told yet, the next one last. */
  private coming: Arrival[] = [];
  private readonly told = new Set<MessageId>();
  private revision = -1;
  private clocks: Session['clocks'];

  constructor(session: Session) {
    this.session = session;
  }

  isPending(message: MessageId, time: number): boolean {
    const { unacknowledged } = this.session.tables;
    if (unacknowledged.size === 0) return false;
    this.learn();
    const due = this.dues.get(message);
    return due !== undefined && due > time;
  }

  keyAt(time: number): string {
    this.learn();
    if (this.dues.size === 0) return '';
    let pending = 0;
    for (const due of this.dues.values()) if (due > time) pending++;
    return `${this.revision} ${pending}`;
  }

  /**
   * Takes out the next message that arrived before `time`, or, with `isIncluded`, at that time; undefined if there is
   * none. In the order of arrival, and each once.
   */
  nextArrival(time: number, isIncluded: boolean): Arrival | undefined {
    if (this.session.tables.unacknowledged.size === 0) return undefined;
    this.learn();
    const next = this.coming.at(-1);
    if (next === undefined || next.due > time || (!isIncluded && next.due === time)) return undefined;
    this.coming.pop();
    this.told.add(next.id);
    return next;
  }

  /** Messages before `first` cannot be read for much longer: takes out those that have still to be told. */
  beforeForgetting(first: MessageId): readonly Arrival[] {
    const going = this.coming.filter(({ id }) => id < first);
    this.coming = this.coming.filter(({ id }) => id >= first);
    for (const id of this.told) if (id < first) this.told.delete(id);
    return going.reverse();
  }

  private learn(): void {
    const { session, dues } = this;
    const { unacknowledged } = session.tables;
    const hasOtherClocks = this.clocks !== session.clocks;
    if (this.revision === unacknowledged.revision && !hasOtherClocks) return;
    const changed = hasOtherClocks ? undefined : unacknowledged.changedSince(this.revision);
    this.revision = unacknowledged.revision;
    this.clocks = session.clocks;
    if (changed === undefined) dues.clear();
    const dropped: MessageId[] = [];
    for (const id of changed ?? unacknowledged.all()) {
      if (unacknowledged.of(id).length > 0) dues.set(id, readableAt(this.session, id));
      else if (dues.delete(id) && id >= session.tables.index.first) dropped.push(id);
    }
    if (changed === undefined || changed.length > FEW) this.expectAll();
    else for (const id of changed) this.expect(id);
    // For lack of room: these count as delivered when they were captured.
    for (const id of dropped) if (!this.told.delete(id)) this.insert({ id, due: session.timeOf(id) });
  }

  private expectAll(): void {
    this.coming = [];
    for (const [id, due] of this.dues) if (this.isComing(id, due)) this.coming.push({ id, due });
    this.coming.sort((a, b) => b.due - a.due || b.id - a.id);
  }

  /** Live, hardly any message waits to be told, as it is told as soon as its arrival is seen. */
  private expect(id: MessageId): void {
    const { coming } = this;
    const known = coming.findIndex((one) => one.id === id);
    if (known >= 0) coming.splice(known, 1);
    const due = this.dues.get(id);
    if (due !== undefined && this.isComing(id, due)) this.insert({ id, due });
  }

  private insert(arrival: Arrival): void {
    const { coming } = this;
    let at = coming.length;
    while (at > 0 && isSooner(coming[at - 1], arrival)) at--;
    coming.splice(at, 0, arrival);
  }

  /** Not where another observer saw it behind the place where it had waited. */
  private isComing(id: MessageId, due: number): boolean {
    return Number.isFinite(due) && due > this.session.timeOf(id) && !this.told.has(id);
  }
}

function isSooner(one: Arrival | undefined, { id, due }: Arrival): boolean {
  return one !== undefined && (one.due < due || (one.due === due && one.id < id));
}
