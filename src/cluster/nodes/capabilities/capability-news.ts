import { numberOf, numbersOf } from '../../field-values.ts';
import type { SeenBin } from '../../seen-message.ts';
import type { UpdateCounters } from '../update-counter.ts';

/** Nanoseconds that a flood lasts: the same content later was sent anew. */
export const FLOOD = 5e9;
/** Contents of floods that are remembered. */
const MOST_CONTENTS = 256;

/** Which of the flooded capability updates tell something new (spec bin-core 6.7). */
export class CapabilityNews {
  private readonly counters: UpdateCounters;
  /** Contents of updates without a counter, with the time of the last copy. */
  private readonly contents = new Map<string, number>();

  constructor(counters: UpdateCounters) {
    this.counters = counters;
  }

  /**
   * With a counter: only the first copy of the latest update. Without one (before 3.1.7, and 3.2.0 to 3.2.3),
   * copies of older states may arrive after newer ones: then the originator's own packets count, and
   * forwarded copies unless their content was just seen.
   */
  isNews(message: SeenBin): boolean {
    const { packet, source, time } = message;
    const number = numberOf(packet.fields, 'seq_no');
    const timestamp = numberOf(packet.fields, 'timestamp');
    if (number !== undefined && timestamp !== undefined) {
      return this.counters.accept(source, 'capabilities', number, timestamp) !== undefined;
    }
    const content = `${source} ${JSON.stringify(packet.fields.nodes ?? [])}`;
    const before = this.contents.get(content);
    this.contents.delete(content);
    this.contents.set(content, time);
    for (const [oldest, seen] of this.contents) {
      if (time - seen <= FLOOD && this.contents.size <= MOST_CONTENTS) break;
      this.contents.delete(oldest);
    }
    const direct = numbersOf(packet.fields, 'path').length === 1;
    return direct || before === undefined || time - before > FLOOD;
  }
}
