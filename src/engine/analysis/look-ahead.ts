import type { Coverage } from '../../cluster/coverage/coverage.ts';
import { FORESIGHT, type Silences } from '../../cluster/silences/silences.ts';
import type { MessageId } from '../../ids.ts';
import { Protocol } from '../../reassembly/carried-message.ts';
import type { Session } from '../session.ts';
import type { SeenMessages } from './seen-in-index.ts';

/** Messages between two looks at the clock: their analysis takes a fraction of a millisecond. */
export const MESSAGES_A_LOOK = 4;

/**
 * Learns from the messages after the time that an analysis was asked for what they tell about the time before it.
 * Coverage is learned from all of them, once: a node that was captured later was captured before, too. Whether nodes
 * were still listening shows in the messages shortly after that time, and is learned anew for each time.
 */
export class LookAhead {
  private readonly session: Session;
  private readonly messages: SeenMessages;
  private readonly coverage: Coverage;
  private readonly silences: Silences;
  /** Coverage was learned from the messages at positions below this. */
  private covered = 0;
  /** The messages after the time asked for were looked at up to this position. */
  private foreseen = 0;

  constructor(session: Session, messages: SeenMessages, coverage: Coverage, silences: Silences) {
    this.session = session;
    this.messages = messages;
    this.coverage = coverage;
    this.silences = silences;
  }

  /** Looks at the messages from position `taken` on; false if it was not done by the deadline. */
  look(taken: number, until: number, deadline: number): boolean {
    return this.foresee(taken, until, deadline) && this.cover(taken, deadline);
  }

  /** Was coverage learned from the message at this position already? */
  hasCovered(position: number): boolean {
    return position < this.covered;
  }

  /** There are only so many messages left, as the first ones were forgotten. */
  keepWithin(length: number): void {
    this.covered = Math.min(this.covered, length);
  }

  /** Another time is asked for. */
  forgetForeseen(): void {
    this.foreseen = 0;
    this.silences.forgetForeseen();
  }

  private foresee(taken: number, until: number, deadline: number): boolean {
    const { order, index } = this.session.tables;
    this.foreseen = Math.max(this.foreseen, taken);
    for (; this.foreseen < order.length; this.foreseen++) {
      const id = order.at(this.foreseen) as MessageId;
      if (this.session.timeOf(id) > until + FORESIGHT) return true;
      if (index.protocol(id) === Protocol.Bin) this.silences.foresee(this.messages.get(id));
      if (this.foreseen % MESSAGES_A_LOOK === 0 && performance.now() >= deadline) {
        this.foreseen++;
        return false;
      }
    }
    return true;
  }

  private cover(taken: number, deadline: number): boolean {
    const { order, index } = this.session.tables;
    this.covered = Math.max(this.covered, taken);
    while (this.covered < order.length) {
      const id = order.at(this.covered) as MessageId;
      if (index.protocol(id) === Protocol.Bin) this.coverage.push(this.messages.get(id));
      this.covered++;
      if (this.covered % MESSAGES_A_LOOK === 0 && performance.now() >= deadline) return false;
    }
    return true;
  }
}
