import type { SeenBin } from '../seen-message.ts';

/** In which all copies of what is for all leave a node; nanoseconds. */
const BROADCAST = 1e9;
/** Pairs of nodes that are followed; ids come from the wire. */
const MOST_PAIRS = 65_536;

/** When a node began to send to all: the last time from which all copies have left it, and the next one. */
interface Broadcasts {
  settled: number;
  begun: number;
}

/**
 * Whom a node leaves out when it sends to all: who gets no copy is not reachable for it (spec bin-core 10.4), whatever
 * ways the links of the others would offer. Nodes that have tried in vain to connect may not look for another way.
 */
export class LeftOut {
  /** By the node that sends. */
  private readonly broadcasts = new Map<number, Broadcasts>();
  /** When one was last sent a copy: by who sends, then by who gets it. */
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

  /** When the one last left out the other, up to a time; undefined where the other was told since, or nobody was told anything. */
  since(from: number, to: number, time: number): number | undefined {
    const known = this.broadcasts.get(from);
    if (known === undefined) return undefined;
    const begun = time - known.begun > BROADCAST ? known.begun : known.settled;
    const told = this.told.get(from)?.get(to) ?? Number.NEGATIVE_INFINITY;
    return begun > told ? begun : undefined;
  }

  /** False where there is no room. */
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

/** Contacts may be shared by groups of nodes; dialogs go to all that can be reached. */
const SENT_TO_ALL = 'dialog-dlg-repl';
