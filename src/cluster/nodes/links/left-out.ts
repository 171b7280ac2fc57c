import { CapabilityName } from '../../../../decoders/bin/capability-names.ts';
import type { SeenBin } from '../../seen-message.ts';

/** Nanoseconds within which all copies of a broadcast leave a node. */
const BROADCAST = 1e9;
/** Pairs of nodes that are followed; ids come from the wire. */
const MOST_PAIRS = 65_536;

/** When a node began its last broadcast of which all copies have been sent, and the one after it. */
interface Broadcasts {
  settled: number;
  begun: number;
}

/**
 * Which nodes a node leaves out of its broadcasts: a node that gets no copy is not reachable for it (spec
 * bin-core 10.4), even if the links of others would offer a way. Nodes that have tried in vain to connect may
 * not look for another way.
 */
export class LeftOut {
  /** By the node that sends. */
  private readonly broadcasts = new Map<number, Broadcasts>();
  /** When a node was last sent a copy, by sender and receiver. */
  private readonly told = new Map<number, Map<number, number>>();
  private pairs = 0;

  push({ source, sentBy, destination, packet, time }: SeenBin): void {
    if (sentBy !== source || destination <= 0 || packet.capability !== SENT_TO_ALL) return;
    if (!this.note(source, destination, time)) return;
    const known = this.broadcasts.get(source);
    if (known === undefined) this.broadcasts.set(source, { settled: Number.NEGATIVE_INFINITY, begun: time });
    else if (time - known.begun > BROADCAST) {
      known.settled = known.begun;
      known.begun = time;
    }
  }

  /**
   * When `from` last left out `to`, up to a time; undefined if it has sent it something since, or has sent
   * nobody anything.
   */
  since(from: number, to: number, time: number): number | undefined {
    const known = this.broadcasts.get(from);
    if (known === undefined) return undefined;
    const begun = time - known.begun > BROADCAST ? known.begun : known.settled;
    const told = this.told.get(from)?.get(to) ?? Number.NEGATIVE_INFINITY;
    return begun > told ? begun : undefined;
  }

  /** False if there is no room. */
  private note(from: number, to: number, time: number): boolean {
    let ends = this.told.get(from);
    if (ends?.has(to) !== true) {
      if (this.pairs >= MOST_PAIRS) return false;
      this.pairs++;
    }
    if (ends === undefined) {
      ends = new Map();
      this.told.set(from, ends);
    }
    ends.set(to, time);
    return true;
  }
}

/** Contacts may be shared within groups of nodes; dialogs go to every reachable node. */
const SENT_TO_ALL = CapabilityName.Dialogs;
