import type { SeenMessage } from '../cluster/seen-message.ts';
import type { MessageId } from '../ids.ts';
import type { SeenMessages } from './seen-in-index.ts';

interface Delayed {
  readonly id: MessageId;
  /** When it could be read. */
  readonly due: number;
}

/**
 * Messages whose bytes came before others that stand in front of them in their stream: nodes read them after those, and
 * state follows. A message is where the observer saw it all the same; only analysis takes it later. Where another
 * observer saw the stream in order, its time is as good as any.
 */
export class DelayedMessages {
  private readonly messages: SeenMessages;
  /** By time, then as they stand in their streams. */
  private waiting: Delayed[] = [];

  constructor(messages: SeenMessages) {
    this.messages = messages;
  }

  /** True where the message has to wait. */
  holdsBack(id: MessageId, time: number): boolean {
    const due = this.dueOf(id);
    if (due === undefined || due <= time) return false;
    let at = this.waiting.length;
    while (at > 0 && isAfter(this.waiting[at - 1], due, id)) at--;
    this.waiting.splice(at, 0, { id, due });
    return true;
  }

  /** Those that could be read before that time, or by then. */
  *due(time: number, isIncluded: boolean): Generator<SeenMessage> {
    for (let [first] = this.waiting; first !== undefined; [first] = this.waiting) {
      if (first.due > time || (!isIncluded && first.due === time)) return;
      this.waiting.shift();
      const message = this.messages.get(first.id);
      if (message.protocol === 'bin') yield { ...message, time: first.due };
    }
  }

  /** The messages before `first` can be looked at no more. */
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
    const readable = session.sightsOf(id).map(({ source, time }) => {
      const delivery = late.find((one) => one.source === source);
      return session.alignedTime(source, delivery?.time ?? time);
    });
    return Math.min(...readable);
  }
}

function isAfter(one: Delayed | undefined, due: number, id: MessageId): boolean {
  return one !== undefined && (one.due > due || (one.due === due && one.id > id));
}
