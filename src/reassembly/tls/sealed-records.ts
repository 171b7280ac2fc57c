import type { SourceId } from '../../ids.ts';
import { GrowingNumbers } from '../../tables/growing-numbers.ts';
import { Extents } from '../carried-message.ts';
import type { RecordKeys } from './record-keys.ts';

/** What records are known by: a number, and the last record that has it. */
interface Numbered {
  readonly number: number;
  last: number;
}

/** A TLS connection as one observer saw it. */
export interface SealedConnection extends Numbered {
  readonly source: SourceId;
  /**
   * Client randoms, by which key logs name the connection, one character per byte: one per ClientHello, so
   * several after renegotiation.
   */
  readonly clientRandoms: Set<string>;
}

/** The keys that one side wrote records with. */
export interface SealingKeys extends Numbered {
  readonly keys: RecordKeys;
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
 * file: to look at a message, its records are decrypted again. Connections and keys are kept as long as one of their
 * records is.
 */
export class SealedRecords {
  private readonly connections = new Map<number, SealedConnection>();
  private readonly numbers = new GrowingNumbers();
  private readonly keys = new Map<number, SealingKeys>();
  private connectionCount = 0;
  private keysCount = 0;
  /** The first record that has not been forgotten. */
  private first = 1;

  constructor() {
    // Id 0 means "no record".
    this.numbers.push(0);
  }

  /** A connection of which no record was added yet. */
  newConnection(source: SourceId): SealedConnection {
    return { number: ++this.connectionCount, last: 0, source, clientRandoms: new Set() };
  }

  newKeys(keys: RecordKeys): SealingKeys {
    return { number: ++this.keysCount, last: 0, keys };
  }

  /** Undefined once all of its records are forgotten. */
  connection(number: number): SealedConnection | undefined {
    return this.connections.get(number);
  }

  /** Adds a record, in clear if there are no `keys`. Returns its id: never 0, and greater than all before. */
  add(
    connection: SealedConnection,
    keys: SealingKeys | undefined,
    sequence: number,
    extents: Extents,
  ): number {
    const { numbers } = this;
    const id = numbers.push(connection.number);
    numbers.push(keys?.number ?? 0);
    keep(this.connections, connection, id);
    if (keys !== undefined) keep(this.keys, keys, id);
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

  /** The records from this id on are kept. */
  get begin(): number {
    return this.first;
  }

  /** The id that the next record will have. */
  get end(): number {
    return this.numbers.length;
  }

  /** Forgets the records before `id`, whose frames are gone. `id` itself is kept. */
  forgetBefore(id: number): void {
    if (id <= this.first) return;
    this.first = id;
    this.numbers.forgetBefore(id);
    dropBefore(this.connections, id);
    dropBefore(this.keys, id);
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
    into.keys = this.keys.get(numbers.get(id + 1))?.keys;
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

function keep<One extends Numbered>(all: Map<number, One>, one: One, record: number): void {
  one.last = record;
  all.set(one.number, one);
}

function dropBefore(all: Map<number, Numbered>, record: number): void {
  for (const { number, last } of all.values()) if (last < record) all.delete(number);
}
