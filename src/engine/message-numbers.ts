import type { MessageId } from '../ids.ts';
import type { Session } from './session.ts';

/** The numbers that users see: places in the order of time of everything read, from 1. */
export class MessageNumbers {
  private readonly numbers: Uint32Array;

  constructor(session: Session) {
    const { order } = session.tables;
    this.numbers = new Uint32Array(session.tables.index.size);
    for (let at = 0; at < order.length; at++) this.numbers[order.at(at)] = at + 1;
  }

  of(id: MessageId): number {
    return this.numbers[id] as number;
  }
}
