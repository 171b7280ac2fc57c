import type { CaptureSource } from '../capture/capture-source.ts';
import type { SpoolRing } from '../capture/spool/spool-ring.ts';
import type { MessageId } from '../ids.ts';
import type { EndpointKnower } from '../tables/wanted-endpoints.ts';
import type { SessionTables } from './session-tables.ts';

/** Somebody who needs messages before they are forgotten. */
export interface MessageKeeper extends EndpointKnower {
  /** The bytes of the messages before `first` are still there, and will not be afterwards. */
  beforeForgetting(first: MessageId): void;
}

/** Makes room: what leaves the spool leaves the index, so that memory stays bounded for days. */
export class Forgetting {
  readonly keepers = new Set<MessageKeeper>();
  /** Who else knows endpoints by their numbers. */
  readonly knowers: EndpointKnower[] = [];
  private readonly ring: SpoolRing;
  private readonly tables: SessionTables;
  private readonly sources: readonly CaptureSource[];

  constructor(ring: SpoolRing, tables: SessionTables, sources: readonly CaptureSource[]) {
    this.ring = ring;
    this.tables = tables;
    this.sources = sources;
  }

  /** Where the ring is overfull, its oldest file goes, and the messages whose frames are in it. */
  makeRoom(): void {
    const { ring, tables } = this;
    if (!ring.isOverfull) return;
    const first = this.firstFrom(ring.nextFloor);
    for (const keeper of this.keepers) keeper.beforeForgetting(first);
    ring.drop();
    tables.forgetBefore(first, [...this.knowers, ...this.keepers]);
  }

  /**
   * The first message of a stream that is kept from `floor` on. Those of files before it can be read for
   * ever, but not be remembered for ever.
   */
  private firstFrom(floor: number): MessageId {
    const { sources } = this;
    const { index } = this.tables;
    let id = index.first;
    for (; id < index.size; id++) {
      const isSpooled = sources[index.source(id)]?.floor !== undefined;
      if (isSpooled && index.recordOffset(id) >= floor) break;
    }
    return id;
  }
}
