import type { SourceId } from '../../ids.ts';
import { GrowingNumbers } from '../../tables/growing-numbers.ts';
import { Extents } from '../carried-message.ts';
import type { RecordKeys } from './record-keys.ts';

/** A TLS connection as one observer saw it. */
export interface SealedConnection {
  readonly source: SourceId;
  /** What names it in a key log, a byte a character: one for each ClientHello, several after renegotiation. */
  readonly clientRandoms: Set<string>;
}

/** Where a record lies, and what opens it; a reused object. */
export class SealedRecord {
  /** Number of its connection. */
  connection = 0;
  /** Undefined for a record in clear. */
  keys: RecordKeys | undefined;
  sequence = 0;
  /** Where the whole record, its header included, lies in the file. */
  readonly extents = new Extents();
}

/** Connection, keys, sequence number (high, low), number of parts. */
const HEAD = 5;
/** Of a part: offset of its frame (high, low), delta, length. */
const PART = 4;

/**
 * The records of all TLS connections that are read, in the order of capture. What is inside stays
 * encrypted in its file: a message that was found in a record is decrypted again when it is looked at.
 */
export class SealedRecords {
  readonly connections: SealedConnection[] = [];
  private readonly numbers = new GrowingNumbers();
  private readonly keys: (RecordKeys | undefined)[] = [undefined];
  /** The first record that was not forgotten. */
  private first = 1;

  constructor() {
    // 0 is no record.
    this.numbers.push(0);
  }

  /** Returns the number of a new connection. */
  addConnection(source: SourceId): number {
    return this.connections.push({ source, clientRandoms: new Set() }) - 1;
  }

  /** Returns the number of the keys; 0 stands for none. */
  addKeys(keys: RecordKeys): number {
    return this.keys.push(keys) - 1;
  }

  /** Returns the id of the record: not 0, and greater than those before. */
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

  /** Forgets the records before `id`, which is one of them: their frames are no longer there. */
  forgetBefore(id: number): void {
    if (id <= this.first) return;
    this.first = id;
    this.numbers.forgetBefore(id);
  }

  /** Of a record that was forgotten nothing is there: no keys, no parts. */
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

  /** Ids of the records that are there, in order, up to `last`; those after `before`, the id of one of them or 0. */
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
