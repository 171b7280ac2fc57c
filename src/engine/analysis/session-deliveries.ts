import type { Deliveries } from '../../cluster/coverage/deliveries.ts';
import type { MessageId } from '../../ids.ts';
import type { Session } from '../session.ts';

/**
 * When messages that were sent again, or never acknowledged, have arrived; by the aligned clock. That is
 * known from an observer that saw them acknowledged, or that saw them in order behind the place where they
 * were lost.
 */
export class SessionDeliveries implements Deliveries {
  private readonly session: Session;
  private readonly dues = new Map<MessageId, number>();
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

  private learn(): void {
    const { session, dues } = this;
    const { unacknowledged } = session.tables;
    const hasOtherClocks = this.clocks !== session.clocks;
    if (this.revision === unacknowledged.revision && !hasOtherClocks) return;
    const changed = hasOtherClocks ? undefined : unacknowledged.changedSince(this.revision);
    this.revision = unacknowledged.revision;
    this.clocks = session.clocks;
    if (changed === undefined) dues.clear();
    for (const id of changed ?? unacknowledged.all()) {
      if (unacknowledged.of(id).length > 0) dues.set(id, this.dueOf(id));
      else dues.delete(id);
    }
  }

  private dueOf(id: MessageId): number {
    const { session } = this;
    const { unacknowledged, late } = session.tables;
    const told = [...unacknowledged.of(id), ...late.of(id)];
    let due = Number.POSITIVE_INFINITY;
    for (const { source, time, frame } of session.sightsOf(id)) {
      const arrived = told.find((one) => one.source === source)?.time;
      if (arrived === undefined) due = Math.min(due, session.alignedTime(source, time, frame));
      else if (Number.isFinite(arrived)) due = Math.min(due, session.alignedTime(source, arrived));
    }
    return due;
  }
}
