import { SealedRecord, type SealedRecords } from '../../reassembly/tls/sealed-records.ts';
import type { BlockCache } from './block-cache.ts';

/** Number of decrypted records that are kept: a record may hold many messages, and a message may span records. */
const KEPT = 32;

/** Decrypts single TLS records again, from their place in the file. */
export class SealedReader {
  private readonly records: SealedRecords;
  private readonly cache: BlockCache;
  private readonly record = new SealedRecord();
  private readonly opened = new Map<number, Uint8Array>();

  constructor(records: SealedRecords, cache: BlockCache) {
    this.records = records;
    this.cache = cache;
  }

  /** Copies what the record holds into `into`; returns how many bytes were there. */
  copy(id: number, from: number, length: number, into: Uint8Array, at: number): number {
    const bytes = this.opened.get(id) ?? this.open(id);
    const part = bytes.subarray(from, from + length);
    into.set(part, at);
    return part.length;
  }

  /** Returns no bytes if the file has changed since it was read. */
  private open(id: number): Uint8Array {
    const { records, record, cache, opened } = this;
    records.read(id, record);
    const { extents } = record;
    let length = 0;
    for (let part = 0; part < extents.count; part++) length += extents.length[part] as number;
    const sealed = new Uint8Array(length);
    const { source } = records.connection(record.connection) ?? { source: -1 };
    for (let part = 0, at = 0; part < extents.count; part++) {
      const offset = (extents.recordOffset[part] as number) + (extents.delta[part] as number);
      at += cache.copy(source, offset, extents.length[part] as number, sealed, at);
    }
    const bytes = record.keys?.open(record.sequence, sealed, 0, length)?.bytes ?? new Uint8Array(0);
    const [oldest] = opened.keys();
    if (opened.size >= KEPT && oldest !== undefined) opened.delete(oldest);
    opened.set(id, bytes);
    return bytes;
  }
}
