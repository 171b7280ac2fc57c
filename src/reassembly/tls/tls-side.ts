import { HandshakeType, TLS_1_3 } from '../../../decoders/tls/hello.ts';
import { ContentType, RECORD_HEADER } from '../../../decoders/tls/record.ts';
import { HandshakeMessages } from './handshake-messages.ts';
import type { Role } from './key-schedule.ts';
import type { OpenedRecord, RecordKeys } from './record-keys.ts';
import type { Stage, TlsConnection, Unreadable } from './tls-connection.ts';

/** Can a record be read? */
export type Readiness = 'ready' | 'wait' | 'never';

/** Records that may have been lost in a gap, at most: so many sequence numbers are tried. */
const WINDOW = 256;
/** Attempts after one gap, over all that looks like a record. */
const MOST_ATTEMPTS = 4096;
/** The same where each record tells how many came before it. */
const COUNTED_WINDOW = 2 ** 24;

const NOTHING = new Uint8Array(0);

/**
 * The keys of one direction of a TLS connection as it goes on: in clear until ChangeCipherSpec (RFC 5246
 * 7.1) or, in TLS 1.3, until the first protected record; there first with handshake keys, after Finished
 * with those for data, after each KeyUpdate with the next (RFC 8446 4.4.4, 4.6.3).
 */
export class TlsSide {
  /** Of the record that was opened last. */
  openedBy = 0;
  openedSequence = 0;

  private readonly connection: TlsConnection;
  private readonly handshake: HandshakeMessages;
  private role: Role | undefined;
  private hasBegun = false;
  private refused = false;
  /** Undefined in clear. */
  private stage: Stage | undefined;
  private keys: RecordKeys | undefined;
  private keysNumber = 0;
  /** Of the next record. */
  private sequence = 0;
  private counter: number | undefined;
  /** Sequence numbers to try beyond the next one, after a gap. */
  private window = 0;
  private attempts = 0;

  constructor(connection: TlsConnection) {
    this.connection = connection;
    this.handshake = new HandshakeMessages((type, body) => this.message(type, body));
  }

  /** Of the record at bytes[from..to). What is `never` so remains so. */
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

  /** It will not be read, and neither will be what follows. */
  refuse(why: Unreadable): 'never' {
    this.connection.countRefusal(why);
    this.refused = true;
    return 'never';
  }

  get isRefused(): boolean {
    return this.refused;
  }

  /** Is the number of the next record only guessed? */
  get isUncertain(): boolean {
    return this.window > 0;
  }

  /** Why it waits, if that goes on for too long. */
  get waitsFor(): Unreadable {
    return this.connection.version === undefined ? 'tlsWithoutHandshake' : 'tlsWithoutKeys';
  }

  /** What is in a record that is `ready`; undefined where the keys do not open it. */
  open(bytes: Uint8Array, from: number, to: number): OpenedRecord | undefined {
    const type = bytes[from] as number;
    this.openedBy = 0;
    this.openedSequence = 0;
    if (this.stage === undefined) return { type, bytes: bytes.subarray(from + RECORD_HEADER, to) };
    // TLS 1.3 sends some for the sake of middleboxes, in clear, which mean nothing (RFC 8446 D.4).
    const isProtected = type === ContentType.ApplicationData || this.connection.version !== TLS_1_3;
    if (!isProtected) return { type: ContentType.Alert, bytes: NOTHING };
    const opened = this.openWith(this.keys, this.firstSequence(bytes, from), bytes, from, to);
    return opened ?? this.openWithDataKeys(bytes, from, to);
  }

  /** What changes by what was in a record, other than data. */
  take({ type, bytes }: OpenedRecord): void {
    if (type === ContentType.Handshake) this.handshake.push(bytes, 0, bytes.length);
    else if (type === ContentType.ChangeCipherSpec && this.connection.version !== TLS_1_3) {
      this.enter('application');
    }
  }

  /** One record did not come, or could not be opened. */
  lostOne(): void {
    if (this.stage === undefined) this.lostSome();
    else this.sequence++;
  }

  /** Nobody knows how many records did not come. */
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
    // Without the keys of the handshake its records are only passed over.
    this.enter('application');
    this.window = WINDOW;
    return this.fetchKeys('application');
  }

  private use(keys: RecordKeys): void {
    this.keys = keys;
    this.keysNumber = this.connection.parts.records.addKeys(keys);
  }

  /** The number of the record, if nothing was lost or the record itself tells how much. */
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
    this.openedBy = this.keysNumber;
    this.openedSequence = number;
    this.sequence = number + 1;
    const counter = keys.counterOf(bytes, from);
    // Sequence numbers of records that follow are those of this one plus the difference of the counters.
    this.counter = counter === undefined ? undefined : (counter + 1) >>> 0;
    this.window = 0;
    return opened;
  }

  /** TLS 1.3, where the end of the handshake was not seen. */
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
