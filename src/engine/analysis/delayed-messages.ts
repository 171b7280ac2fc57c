import type { SeenMessage } from '../../cluster/seen-message.ts';
import type { MessageId } from '../../ids.ts';
import type { SeenMessages } from './seen-in-index.ts';

interface Delayed {
  readonly id: MessageId;
  /** When the receiver could read the message: all bytes before it in its stream had arrived. */
  readonly due: number;
}

/**
 * Messages that overtook a missing segment of their stream. The receiving node could read them only once that
 * segment had been sent again, so analysis takes them at that time. Lists keep showing them at the time at
 * which they were captured. If another observer saw the stream in order, there was no delay by its account,
 * and the earliest time counts.
 */
export class DelayedMessages {
  private readonly messages: SeenMessages;
  /** In the order of time, and then of their place in the stream. */
  private waiting: Delayed[] = [];

  constructor(messages: SeenMessages) {
    this.messages = messages;
  }

  /** True if the message was kept here, to be taken later. */
  holdsBack(id: MessageId, time: number): boolean {
    const due = this.dueOf(id);
    if (due === undefined || due <= time) return false;
    let at = this.waiting.length;
    while (at > 0 && isAfter(this.waiting[at - 1], due, id)) at--;
    this.waiting.splice(at, 0, { id, due });
    return true;
  }

  /** Takes out the messages that could be read before `time`, or, with `isIncluded`, at that time. */
  *due(time: number, isIncluded: boolean): Generator<SeenMessage> {
    for (let [first] = this.waiting; first !== undefined; [first] = this.waiting) {
      if (first.due > time || (!isIncluded && first.due === time)) return;
      this.waiting.shift();
      const message = this.messages.get(first.id);
      if (message.protocol === 'bin') yield { ...message, time: first.due };
    }
  }

  /** Messages before `first` cannot be read for much longer: takes out those that wait. */
  *beforeForgetting(first: MessageId): Generator<SeenMessage> {
    const going = this.waiting.filter(({ id }) => id < first);
    this.waiting = this.waiting.filter(({ id }) => id >= first);
    for (const { id, due } of going) {
      const message = this.messages.get(id);
      if (message.protocol === 'bin') yield { ...message, time: due };
    }
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  private dueOf(id: MessageId): number | undefined {
    const { session } = this.messages;
    const late = session.tables.late.of(id);
    if (late.length === 0) return undefined;
    const readable = session.sightsOf(id).map(({ source, time, frame }) => {
      const delivery = late.find((one) => one.source === source);
      if (delivery !== undefined) return session.alignedTime(source, delivery.time);
      return session.alignedTime(source, time, frame);
    });
    return Math.min(...readable);
  }
}

function isAfter(one: Delayed | undefined, due: number, id: MessageId): boolean {
  return one !== undefined && (one.due > due || (one.due === due && one.id > id));
}
