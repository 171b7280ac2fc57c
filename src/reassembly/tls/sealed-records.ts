import type { SourceId } from '../../ids.ts';
import { GrowingNumbers } from '../../tables/growing-numbers.ts';
import { Extents } from '../carried-message.ts';
import type { RecordKeys } from './record-keys.ts';

/** A TLS connection as one observer saw it. */
export interface SealedConnection {
  readonly source: SourceId;
  /**
   * Client randoms, by which key logs name the connection, one character per byte: one per ClientHello, so
   * several after renegotiation.
   */
  readonly clientRandoms: Set<string>;
}

/** Where a record lies, and the keys that open it; a reused object. */
export class SealedRecord {
  /** Number of its connection. */
  connection = 0;
  /** Undefined for a record in clear. */
  keys: RecordKeys | undefined;
  sequence = 0;
  /** Where the whole record, header included, lies in the file. */
  readonly extents = new Extents();
}

/** Connection, keys, sequence number (high, low), number of parts. */
const HEAD = 5;
/** Of a part: offset of its frame's record in the file (high, low), delta, length. */
const PART = 4;

/**
 * The records of all decrypted TLS connections, in order of capture. Their content stays encrypted in its
 * file: to look at a message, its records are decrypted again.
 */
export class SealedRecords {
  readonly connections: SealedConnection[] = [];
  private readonly numbers = new GrowingNumbers();
  private readonly keys: (RecordKeys | undefined)[] = [undefined];
  /** The first record that has not been forgotten. */
  private first = 1;

  constructor() {
    // Id 0 means "no record".
    this.numbers.push(0);
  }

  /** Returns the number of the new connection. */
  addConnection(source: SourceId): number {
    return this.connections.push({ source, clientRandoms: new Set() }) - 1;
  }

  /** Returns the number of the keys; 0 stands for none. */
  addKeys(keys: RecordKeys): number {
    return this.keys.push(keys) - 1;
  }

  /** Returns the id of the record: never 0, and greater than all before. */
  add(connection: number, keys: number, sequence: number, extents: Extents): number {
    const { numbers } = this;
    const id = numbers.push(connection);
    numbers.push(keys);
    this.pushWide(sequence);
    numbers.push(extents.count);
    for (let at = 0; at < extents.count; at++) {
      this.pushWide(extents.recordOffset[at] as number);
      numbers.push(extents.delta[at] as number);
      numbers.push(extents.length[at] as number);
    }
    return id;
  }

  get isEmpty(): boolean {
    return this.numbers.length === 1;
  }

  /** Forgets the records before `id`, whose frames are gone. `id` itself is kept. */
  forgetBefore(id: number): void {
    if (id <= this.first) return;
    this.first = id;
    this.numbers.forgetBefore(id);
  }

  /** A record that was forgotten has no keys and no parts. */
  read(id: number, into: SealedRecord): void {
    const { numbers } = this;
    if (id < this.first) {
      into.keys = undefined;
      into.extents.clear();
      return;
    }
    into.connection = numbers.get(id);
    into.keys = this.keys[numbers.get(id + 1)];
    into.sequence = this.wide(id + 2);
    const count = numbers.get(id + 4);
    into.extents.clear();
    for (let part = 0, at = id + HEAD; part < count; part++, at += PART) {
      into.extents.add(this.wide(at), numbers.get(at + 2), numbers.get(at + 3), 0);
    }
  }

  /** Ids of the kept records in order, after `before` (an id, or 0) and up to `last`. */
  *idsTo(last: number, before = 0): Generator<number> {
    for (let id = before < this.first ? this.first : this.next(before); id <= last; id = this.next(id))
      yield id;
  }

  private next(id: number): number {
    return id + HEAD + this.numbers.get(id + 4) * PART;
  }

  private pushWide(value: number): void {
    this.numbers.push(Math.floor(value / 2 ** 32));
    this.numbers.push(value % 2 ** 32);
  }

  private wide(at: number): number {
    return this.numbers.get(at) * 2 ** 32 + this.numbers.get(at + 1);
  }
}
