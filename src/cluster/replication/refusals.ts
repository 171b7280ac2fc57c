import type { MessageId } from '../../ids.ts';

/** Packets of one node whose version another node does not read: its release is too old or too new. */
export interface Refusal {
  readonly cluster: number;
  readonly from: number;
  readonly node: number;
  /** Number of packets, and of records in syncs. */
  count: number;
  /** The first of the messages. */
  readonly messages: MessageId[];
  /** The first of the AORs or Call-IDs that they are about. */
  readonly names: Set<string>;
}

/** Most pairs of nodes that are kept; ids come from the wire. */
const MOST_PAIRS = 4096;
/** Most messages, and most names, kept of one pair. */
const MOST_KEPT = 100;

/**
 * Versions that receivers did not read, by sender and receiver. Kept longer than the contacts and dialogs concerned.
 */
export class Refusals {
  private readonly pairs = new Map<string, Refusal>();

  note(cluster: number, from: number, node: number, message: MessageId, name: string): void {
    const key = `${cluster} ${from} ${node}`;
    let pair = this.pairs.get(key);
    if (pair === undefined) {
      if (this.pairs.size >= MOST_PAIRS) return;
      pair = { cluster, from, node, count: 0, messages: [], names: new Set() };
      this.pairs.set(key, pair);
    }
    pair.count++;
    if (pair.messages.length < MOST_KEPT && pair.messages.at(-1) !== message) pair.messages.push(message);
    if (pair.names.size < MOST_KEPT) pair.names.add(name);
  }

  /** In the order in which they were first seen. */
  all(): readonly Refusal[] {
    return [...this.pairs.values()];
  }

  /** The messages before `first` cannot be looked at any more. */
  forgetBefore(first: MessageId): void {
    for (const { messages } of this.pairs.values()) {
      const gone = messages.findIndex((message) => message >= first);
      messages.splice(0, gone < 0 ? messages.length : gone);
    }
  }
}
