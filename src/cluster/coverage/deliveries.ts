import type { MessageId } from '../../ids.ts';

/** Messages that were seen to pass, but whose receivers acknowledged them only much later, or never. */
export interface Deliveries {
  /** May the message not have arrived by this time? */
  isPending(message: MessageId, time: number): boolean;
  /** While this is unchanged, so are the answers of `isPending` for that time. */
  keyAt(time: number): string;
}
