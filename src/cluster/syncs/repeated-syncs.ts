import { type ReleaseSet, releases } from '../../../decoders/bin/releases.ts';
import type { MessageId } from '../../ids.ts';

/**
 * These count chunks, and take data after the end of a sync for another sync in progress (until 3.4.9 and
 * 3.5.2).
 */
const COUNTING_ON = releases('3.3-3.5');
const LATER = releases('3.6+');
/** Most combinations of node and capability, over all clusters. */
const MOST = 4096;
/** Messages of one node that are named. */
const MOST_MESSAGES = 16;

/** A node that requests a sync, and of which capability. */
export interface SyncReceiver {
  readonly cluster: number;
  readonly receiver: number;
  readonly capability: string;
}

/** The answers to the last request of a receiver. */
export interface RepeatedSync extends SyncReceiver {
  readonly answers: number;
  /** Session time of the first data of the last answer. */
  readonly time: number;
  /** The first data packet of each answer. */
  readonly messages: readonly MessageId[];
}

interface Answers extends SyncReceiver {
  answers: number;
  /** Chunks of the current answer since the request. */
  chunks: number;
  announced: number | undefined;
  /** The end of the current answer has come, and everything that it announces. */
  isOver: boolean;
  time: number;
  messages: readonly MessageId[];
}

/**
 * Nodes that requested the same sync twice and were answered twice. Chunks are counted from the last request
 * on, so the count at the second end never matches, and from then on the node holds back all packets of the
 * capability until it is restarted, and requests no other sync. If both answers come at once, the first count
 * may be checked after the second sync has begun, and all is well: no packet tells which.
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
      // Data may overtake the end.
      known.isOver = known.announced !== undefined && known.chunks >= known.announced;
    }
  }

  /**
   * Up to 3.2, an end announces nothing. Does it come behind the data of its answer, and of no other one? Otherwise the
   * receiver may not take it for an end.
   */
  ended(receiver: SyncReceiver, announced: number | undefined): boolean {
    const known = this.receivers.get(keyOf(receiver));
    if (known === undefined) return announced === undefined || announced === 0;
    known.announced = announced;
    known.isOver = announced === undefined || known.chunks >= announced;
    return announced === undefined || known.chunks === announced;
  }

  /** May a node with these possible releases hold back everything that it is sent? */
  mayKeepBack(receiver: SyncReceiver, release: ReleaseSet): boolean {
    const { answers = 0 } = this.receivers.get(keyOf(receiver)) ?? {};
    return answers > 1 && (release === 0 || (release & COUNTING_ON) !== 0);
  }

  /** Only nodes that may have such a release, and certainly no later one. */
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
