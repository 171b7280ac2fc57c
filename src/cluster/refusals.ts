import type { MessageId } from '../ids.ts';

/** What one node does not read of what another one sends: its release is too old, or too new. */
export interface Refusal {
  readonly cluster: number;
  readonly from: number;
  readonly node: number;
  /** Packets and records of syncs. */
  count: number;
  /** The first messages. */
  readonly messages: MessageId[];
  /** AORs or Call-IDs, the first ones. */
  readonly names: Set<string>;
}

/** Pairs of nodes that are told apart; ids come from the wire. */
const MOST_PAIRS = 4096;
/** Messages and names that are kept of one pair. */
const MOST_KEPT = 100;

/** Versions that receivers did not read, by sender and receiver: it outlives what the packets were about. */
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

  /** As they were seen first. */
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
