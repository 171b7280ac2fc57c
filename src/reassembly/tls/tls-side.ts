import { HandshakeType, TLS_1_3 } from '../../../decoders/tls/hello.ts';
import { ContentType, RECORD_HEADER } from '../../../decoders/tls/record.ts';
import { HandshakeMessages } from './handshake-messages.ts';
import type { Role } from './key-schedule.ts';
import type { OpenedRecord, RecordKeys } from './record-keys.ts';
import type { SealingKeys } from './sealed-records.ts';
import type { Stage, TlsConnection, Unreadable } from './tls-connection.ts';

/** Can a record be read? */
export type Readiness = 'ready' | 'wait' | 'never';

/** Records that a gap may have swallowed, at most: as many sequence numbers are tried. */
const WINDOW = 256;
/** Attempts to decrypt after one gap, over everything that looks like a record. */
const MOST_ATTEMPTS = 4096;
/** As `WINDOW`, if each record carries a counter of its own. */
const COUNTED_WINDOW = 2 ** 24;

const NOTHING = new Uint8Array(0);

/**
 * The keys of one direction of a TLS connection over time. In clear until ChangeCipherSpec (RFC 5246 7.1) or,
 * in TLS 1.3, until the first protected record; then handshake keys, application keys after Finished, and the
 * next generation after each KeyUpdate (RFC 8446 4.4.4, 4.6.3).
 */
export class TlsSide {
  /** The keys that opened the last record; undefined if it was in clear, or not opened. */
  openedBy: SealingKeys | undefined;
  openedSequence = 0;

  private readonly connection: TlsConnection;
  private readonly handshake: HandshakeMessages;
  private role: Role | undefined;
  private hasBegun = false;
  private refused = false;
  /** Undefined while in clear. */
  private stage: Stage | undefined;
  private keys: RecordKeys | undefined;
  private sealing: SealingKeys | undefined;
  /** Sequence number of the next record. */
  private sequence = 0;
  private counter: number | undefined;
  /** After a gap: sequence numbers to try beyond `sequence`. */
  private window = 0;
  private attempts = 0;

  constructor(connection: TlsConnection) {
    this.connection = connection;
    this.handshake = new HandshakeMessages((type, body) => this.message(type, body));
  }

  /** Can the record bytes[from..to) be read? Once `never`, always `never`. */
  prepare(bytes: Uint8Array, from: number, to: number): Readiness {
    if (this.refused) return 'never';
    if (this.stage !== undefined) return this.fetchKeys(this.stage);
    const type = bytes[from];
    if (!this.hasBegun) {
      const isHello = HandshakeMessages.beginsHello(bytes, from + RECORD_HEADER, to);
      if (type !== ContentType.Handshake || !isHello) return this.refuse('tlsWithoutHandshake');
      this.hasBegun = true;
    }
    if (type === ContentType.Handshake || type === ContentType.Alert) return 'ready';
    const { version } = this.connection;
    if (version === undefined) return 'wait';
    if (type === ContentType.ChangeCipherSpec) return 'ready';
    if (version !== TLS_1_3) return this.refuse('tlsWithoutHandshake');
    this.enter('handshake');
    return this.fetchKeys('handshake');
  }

  /** Neither this record nor any after it will be read. */
  refuse(why: Unreadable): 'never' {
    this.connection.countRefusal(why);
    this.refused = true;
    return 'never';
  }

  get isRefused(): boolean {
    return this.refused;
  }

  /** Is the sequence number of the next record a guess? */
  get isUncertain(): boolean {
    return this.window > 0;
  }

  /** The reason to count if it waits for too long. */
  get waitsFor(): Unreadable {
    return this.connection.version === undefined ? 'tlsWithoutHandshake' : 'tlsWithoutKeys';
  }

  /** The content of a record that is `ready`; undefined if the keys do not open it. */
  open(bytes: Uint8Array, from: number, to: number): OpenedRecord | undefined {
    const type = bytes[from] as number;
    this.openedBy = undefined;
    this.openedSequence = 0;
    if (this.stage === undefined) return { type, bytes: bytes.subarray(from + RECORD_HEADER, to) };
    // In TLS 1.3, ChangeCipherSpec is sent in clear for the sake of middleboxes and means nothing (RFC 8446
    // D.4).
    const isProtected = type === ContentType.ApplicationData || this.connection.version !== TLS_1_3;
    if (!isProtected) return { type: ContentType.Alert, bytes: NOTHING };
    const opened = this.openWith(this.keys, this.firstSequence(bytes, from), bytes, from, to);
    return opened ?? this.openWithDataKeys(bytes, from, to);
  }

  /** Follows what a record changes (keys, stage), unless it carries application data. */
  take({ type, bytes }: OpenedRecord): void {
    if (type === ContentType.Handshake) this.handshake.push(bytes, 0, bytes.length);
    else if (type === ContentType.ChangeCipherSpec && this.connection.version !== TLS_1_3) {
      this.enter('application');
    }
  }

  /** One record is missing, or could not be opened. */
  lostOne(): void {
    if (this.stage === undefined) this.lostSome();
    else this.sequence++;
  }

  /** An unknown number of records is missing. */
  lostSome(): void {
    if (this.refused) return;
    this.handshake.restart();
    this.window = WINDOW;
    this.attempts = 0;
    if (this.stage !== undefined) return;
    const { version } = this.connection;
    if (version === undefined || this.role === undefined) this.refuse('tlsWithoutHandshake');
    else this.enter(version === TLS_1_3 ? 'handshake' : 'application');
  }

  private enter(stage: Stage): void {
    this.stage = stage;
    this.keys = undefined;
    this.sequence = 0;
    this.counter = undefined;
  }

  private fetchKeys(stage: Stage): Readiness {
    if (this.keys !== undefined) return 'ready';
    if (this.role === undefined) return this.refuse('tlsWithoutHandshake');
    const answer = this.connection.keys(this.role, stage);
    if (answer === undefined) return 'wait';
    if (typeof answer !== 'string') {
      this.use(answer);
      return 'ready';
    }
    if (answer !== 'tlsWithoutKeys' || stage === 'application') return this.refuse(answer);
    // Without handshake keys, the records of the handshake are skipped.
    this.enter('application');
    this.window = WINDOW;
    return this.fetchKeys('application');
  }

  private use(keys: RecordKeys): void {
    this.keys = keys;
    this.sealing = this.connection.parts.records.newKeys(keys);
  }

  /**
   * The first sequence number to try: the next one, unless the record's own counter tells how many were lost.
   */
  private firstSequence(bytes: Uint8Array, from: number): number {
    const { counter, sequence, window } = this;
    if (window === 0 || counter === undefined) return sequence;
    const ahead = ((this.keys?.counterOf(bytes, from) ?? counter) - counter) >>> 0;
    return ahead < COUNTED_WINDOW ? Math.max(sequence, sequence + ahead) : sequence;
  }

  private openWith(
    keys: RecordKeys | undefined,
    first: number,
    bytes: Uint8Array,
    from: number,
    to: number,
  ): OpenedRecord | undefined {
    if (keys === undefined) return undefined;
    const counted = first !== this.sequence;
    const opened = counted ? this.attempt(keys, first, bytes, from, to) : undefined;
    if (opened !== undefined) return opened;
    for (let number = this.sequence; number <= this.sequence + this.window; number++) {
      const found = this.attempt(keys, number, bytes, from, to);
      if (found !== undefined || this.refused) return found;
    }
    return undefined;
  }

  private attempt(
    keys: RecordKeys,
    number: number,
    bytes: Uint8Array,
    from: number,
    to: number,
  ): OpenedRecord | undefined {
    const opened = keys.open(number, bytes, from, to);
    if (opened === undefined) {
      if (this.window > 0 && ++this.attempts > MOST_ATTEMPTS) this.refuse('tlsLost');
      return undefined;
    }
    if (keys !== this.keys) this.use(keys);
    this.openedBy = this.sealing;
    this.openedSequence = number;
    this.sequence = number + 1;
    const counter = keys.counterOf(bytes, from);
    // From now on the sequence number follows from the difference of the counters.
    this.counter = counter === undefined ? undefined : (counter + 1) >>> 0;
    this.window = 0;
    return opened;
  }

  /** TLS 1.3 where the end of the handshake was not captured: tries the application keys. */
  private openWithDataKeys(bytes: Uint8Array, from: number, to: number): OpenedRecord | undefined {
    if (this.stage !== 'handshake' || this.role === undefined || this.refused) return undefined;
    const keys = this.connection.keys(this.role, 'application');
    if (keys === undefined || typeof keys === 'string') return undefined;
    const { sequence } = this;
    this.sequence = 0;
    const opened = this.openWith(keys, 0, bytes, from, to);
    if (opened === undefined) this.sequence = sequence;
    else this.stage = 'application';
    return opened;
  }

  private message(type: number, body: Uint8Array): void {
    const { connection, stage } = this;
    const isTls13 = connection.version === TLS_1_3;
    if (stage === undefined || !isTls13) this.hello(type, body);
    else if (type === HandshakeType.Finished && stage === 'handshake') this.enter('application');
    else if (type === HandshakeType.KeyUpdate && this.keys !== undefined) this.updateKeys(this.keys);
  }

  private hello(type: number, body: Uint8Array): void {
    if (type === HandshakeType.ClientHello) {
      this.role ??= 'client';
      this.connection.clientHello(body);
    } else if (type === HandshakeType.ServerHello) {
      this.role ??= 'server';
      this.connection.serverHello(body);
    }
  }

  private updateKeys(keys: RecordKeys): void {
    const next = keys.next();
    if (next === undefined) return;
    this.sequence = 0;
    this.use(next);
  }
}
