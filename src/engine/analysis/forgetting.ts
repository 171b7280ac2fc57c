import type { CaptureSource } from '../../capture/capture-source.ts';
import type { SpoolRing } from '../../capture/spool/spool-ring.ts';
import type { MessageId } from '../../ids.ts';
import { Extents } from '../../reassembly/carried-message.ts';
import type { SealedRecords } from '../../reassembly/tls/sealed-records.ts';
import type { EndpointKnower } from '../../tables/wanted-endpoints.ts';
import type { SessionTables } from '../session-tables.ts';

/** Somebody who needs messages before they are forgotten. */
export interface MessageKeeper extends EndpointKnower {
  /** The bytes of the messages before `first` are still there, and will not be afterwards. */
  beforeForgetting(first: MessageId): void;
}

/** Makes room: what leaves the spool leaves the index, so that memory stays bounded for days. */
export class Forgetting {
  readonly keepers = new Set<MessageKeeper>();
  /** Others that keep endpoints by number. */
  readonly knowers: EndpointKnower[] = [];
  private readonly ring: SpoolRing;
  private readonly tables: SessionTables;
  private readonly sources: readonly CaptureSource[];
  private readonly records: SealedRecords;
  private readonly extents = new Extents();
  /** The first TLS record that was still needed when room was last made, or that came after that. */
  private wantedRecord = 0;

  constructor(
    ring: SpoolRing,
    tables: SessionTables,
    sources: readonly CaptureSource[],
    records: SealedRecords,
  ) {
    this.ring = ring;
    this.tables = tables;
    this.sources = sources;
    this.records = records;
  }

  /** If the ring is overfull, deletes its oldest file, and the messages whose frames are in it. */
  makeRoom(): void {
    const { ring, tables } = this;
    if (!ring.isOverfull) return;
    const first = this.firstFrom(ring.nextFloor);
    for (const keeper of this.keepers) keeper.beforeForgetting(first);
    ring.drop();
    tables.forgetBefore(first, [...this.knowers, ...this.keepers]);
    if (!this.records.isEmpty) this.forgetRecords();
  }

  /** One round late: a message of which only the beginning has come is in records that no other message needs. */
  private forgetRecords(): void {
    this.records.forgetBefore(this.wantedRecord);
    const { extents } = this;
    const { index } = this.tables;
    let first = this.records.end;
    for (let id = index.first; id < index.size; id++) {
      index.locate(id, extents);
      for (let part = 0; part < extents.count; part++) {
        const record = extents.record[part] as number;
        if (record !== 0 && record < first) first = record;
      }
    }
    this.wantedRecord = first;
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
