import type { MessageId } from '../../ids.ts';

/** A packet about a dialog that its receiver never received. */
export interface StrayPacket {
  /** Since when its sender had the dialog, and when the packet came. */
  readonly since: number;
  readonly time: number;
  readonly message: MessageId;
  readonly callId: string;
  /** Its packet type. */
  readonly name: string;
  /**
   * The listener for lack of which the receiver had refused the dialog; undefined if no copy was seen to
   * come.
   */
  readonly socket: string | undefined;
}

/** The stray packets of one sender at one receiver. */
export interface Strays {
  readonly cluster: number;
  readonly from: number;
  readonly node: number;
  /** The first ones. */
  readonly packets: readonly StrayPacket[];
  /** Number of later ones. */
  readonly more: number;
}

interface Pair extends Strays {
  readonly packets: StrayPacket[];
  more: number;
}

/** Most pairs of nodes, and packets kept of each. */
const MOST_PAIRS = 1024;
const MOST_KEPT = 100;

/**
 * Packets about dialogs that their receivers never received, by sender and receiver; kept for longer than the
 * dialogs.
 */
export class StrayPackets {
  private readonly pairs = new Map<string, Pair>();

  note(cluster: number, from: number, node: number, packet: StrayPacket): void {
    const key = `${cluster} ${from} ${node}`;
    let pair = this.pairs.get(key);
    if (pair === undefined) {
      if (this.pairs.size >= MOST_PAIRS) return;
      pair = { cluster, from, node, packets: [], more: 0 };
      this.pairs.set(key, pair);
    }
    if (pair.packets.length < MOST_KEPT) pair.packets.push(packet);
    else pair.more++;
  }

  all(): Iterable<Strays> {
    return this.pairs.values();
  }

  /** Messages before `first` can no longer be looked at. */
  forgetBefore(first: MessageId): void {
    for (const { packets } of this.pairs.values()) {
      const gone = packets.findIndex(({ message }) => message >= first);
      packets.splice(0, gone < 0 ? packets.length : gone);
    }
  }
}
