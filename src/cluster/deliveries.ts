import type { MessageId } from '../ids.ts';

/** Messages that were seen to pass, and of which it took long until their receivers said that they have them. */
export interface Deliveries {
  /** May the message not have arrived by then? */
  isPending(message: MessageId, time: number): boolean;
  /** As long as it is the same, so is what `isPending` tells of that time. */
  keyAt(time: number): string;
}

export const ALL_DELIVERED: Deliveries = { isPending: () => false, keyAt: () => '' };
