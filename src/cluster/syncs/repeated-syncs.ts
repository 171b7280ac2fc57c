import { type ReleaseSet, releases } from '../../../decoders/bin/releases.ts';
import type { MessageId } from '../../ids.ts';

/** They count the chunks of a sync, and take data after its end for another one that is under way (until 3.4.9 and 3.5.2). */
const COUNTING_ON = releases('3.3-3.5');
const LATER = releases('3.6+');
/** Nodes with one of their capabilities, of all clusters. */
const MOST = 4096;
/** Messages of one node that are named. */
const MOST_MESSAGES = 16;

/** Who asks for the data of what. */
export interface SyncReceiver {
  readonly cluster: number;
  readonly receiver: number;
  readonly capability: string;
}

/** Answers to the last request of a receiver. */
export interface RepeatedSync extends SyncReceiver {
  readonly answers: number;
  /** Session time of the first data of the last one. */
  readonly time: number;
  /** The first data of each. */
  readonly messages: readonly MessageId[];
}

interface Answers extends SyncReceiver {
  answers: number;
  /** Since the node asked, of the present answer. */
  chunks: number;
  announced: number | undefined;
  /** The end of the present answer has come, and all that it announces. */
  isOver: boolean;
  time: number;
  messages: readonly MessageId[];
}

/**
 * Nodes that asked for the same sync twice and got it twice. Chunks are counted from the last request on, so the
 * second end never matches the count: from then on the node keeps back what it is sent of the capability, until it
 * is restarted, and asks for no sync any more. Where both come at once, the first count may be taken after the
 * second sync has begun, and all ends well: no packet says which.
 */
export class RepeatedSyncs {
  private readonly receivers = new Map<string, Answers>();

  asked(receiver: SyncReceiver): void {
    this.receivers.delete(keyOf(receiver));
  }

  restarted(cluster: number, node: number): void {
    for (const one of this.receivers.values()) {
      if (one.cluster === cluster && one.receiver === node) this.asked(one);
    }
  }

  data(receiver: SyncReceiver, chunks: number, time: number, message: MessageId): void {
    const known = this.receivers.get(keyOf(receiver));
    if (known === undefined) this.begin(receiver, chunks, time, message);
    else if (known.isOver) {
      known.answers++;
      Object.assign(known, { chunks, announced: undefined, isOver: false, time });
      if (known.messages.length < MOST_MESSAGES) known.messages = known.messages.concat([message]);
    } else {
      known.chunks += chunks;
      // Data may overtake their end.
      known.isOver = known.announced !== undefined && known.chunks >= known.announced;
    }
  }

  /** Until 3.2 an end announces nothing. */
  ended(receiver: SyncReceiver, announced: number | undefined): void {
    const known = this.receivers.get(keyOf(receiver));
    if (known === undefined) return;
    known.announced = announced;
    known.isOver = announced === undefined || known.chunks >= announced;
  }

  /** May the node, which can be of these releases, keep back all that it is sent? */
  mayKeepBack(receiver: SyncReceiver, release: ReleaseSet): boolean {
    const { answers = 0 } = this.receivers.get(keyOf(receiver)) ?? {};
    return answers > 1 && (release === 0 || (release & COUNTING_ON) !== 0);
  }

  /** Those that can be of a release that counts on, and of no later one. */
  countedOn(releaseOf: (cluster: number, node: number) => ReleaseSet): readonly RepeatedSync[] {
    return [...this.receivers.values()].filter(({ cluster, receiver, answers }) => {
      const release = releaseOf(cluster, receiver);
      return answers > 1 && (release & COUNTING_ON) !== 0 && (release & LATER) === 0;
    });
  }

  private begin(
    { cluster, receiver, capability }: SyncReceiver,
    chunks: number,
    time: number,
    message: MessageId,
  ): void {
    if (this.receivers.size >= MOST) return;
    const one = { cluster, receiver, capability, chunks, time, messages: [message] };
    this.receivers.set(keyOf(one), { ...one, answers: 1, announced: undefined, isOver: false });
  }
}

function keyOf({ cluster, receiver, capability }: SyncReceiver): string {
  return `${cluster} ${receiver} ${capability}`;
}
