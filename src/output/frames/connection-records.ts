import { SealedRecord, type SealedRecords } from '../../reassembly/tls/sealed-records.ts';

/**
 * Which records of a TLS connection the current file lacks: a file can be read by itself only if it has those of its
 * connections from the beginning. Keeps the ids of as many records as `SealedRecords` keeps records.
 */
export class ConnectionRecords {
  private readonly records: SealedRecords;
  private readonly record = new SealedRecord();
  /** Ids in order, by number of the connection. */
  private readonly ids = new Map<number, number[]>();
  /** The last id of each connection that the current file has. */
  private readonly taken = new Map<number, number>();
  private collectedTo = 0;
  private begin = 0;

  constructor(records: SealedRecords) {
    this.records = records;
  }

  /** Number of ids that are kept. */
  get size(): number {
    let size = 0;
    for (const ids of this.ids.values()) size += ids.length;
    return size;
  }

  /** The next file has none. */
  beginFile(): void {
    this.taken.clear();
  }

  /** Does the file have records of the connection? */
  has(connection: number): boolean {
    return this.taken.has(connection);
  }

  /** The records that the file lacks of the connection, up to the record `last` at least: it has them from now on. */
  take(connection: number, last: number): readonly number[] {
    this.collect(last);
    const ids = this.ids.get(connection) ?? [];
    const after = this.taken.get(connection) ?? 0;
    this.taken.set(connection, ids.at(-1) ?? after);
    // Usually only the last ones are new.
    return ids.slice(ids.findLastIndex((id) => id <= after) + 1);
  }

  private collect(last: number): void {
    const { records, record } = this;
    for (const id of records.idsTo(last, this.collectedTo)) {
      records.read(id, record);
      const others = this.ids.get(record.connection);
      if (others === undefined) this.ids.set(record.connection, [id]);
      else others.push(id);
      this.collectedTo = id;
    }
    this.forget();
  }

  /** Live, frames are dropped after some time, and records with them. */
  private forget(): void {
    const { begin } = this.records;
    if (begin <= this.begin) return;
    this.begin = begin;
    for (const [connection, ids] of this.ids) {
      const kept = ids.findIndex((id) => id >= begin);
      if (kept > 0) this.ids.set(connection, ids.slice(kept));
      if (kept >= 0) continue;
      this.ids.delete(connection);
      this.taken.delete(connection);
    }
  }
}
