import { Plausible } from '../../../decoders/bin/frame.ts';
import {
  ContentType,
  RECORD_HEADER,
  RecordStatus,
  recordLength,
  recordStatus,
} from '../../../decoders/tls/record.ts';
import { Cut, Extents } from '../carried-message.ts';
import { type FramedStream, type Framing, Look } from '../framing/framing.ts';
import type { StreamFramer } from '../framing/stream-framer.ts';
import type { StreamMemory } from '../framing/stream-memory.ts';
import { type Location, SegmentStretch, type Stretch } from '../framing/stretch.ts';
import type { OpenedRecord } from './record-keys.ts';
import type { Side, TlsConnection } from './tls-connection.ts';
import { TlsSide } from './tls-side.ts';

/**
 * Most bytes of a direction that wait for the other one's hello, or for keys that are still to be written to
 * the log.
 */
const MOST_WAITING = 64 * 1024;
/** Length of a gap in the plain text: more than any message. */
const UNKNOWN = Number.MAX_SAFE_INTEGER;

/**
 * TLS on a stream: finds the records, decrypts them, and hands the plain text to a framer of its own. What
 * cannot be decrypted is counted. One per direction.
 */
export class TlsFraming implements Framing, Side {
  length = 0;
  readonly rest = 0;
  readonly isOpenEnded = false;

  private readonly connection: TlsConnection;
  private readonly memory: StreamMemory;
  private readonly inner: StreamFramer;
  private readonly waiting: () => void;
  private readonly side: TlsSide;
  /** The opened current record, if it was opened to find out whether it is one. */
  private found: OpenedRecord | undefined;
  private readonly plain = new SegmentStretch();
  private readonly place = new Extents();

  /**
   * `inner` cuts the plain text into messages; `waiting` makes the stream look again at the bytes that wait.
   */
  constructor(connection: TlsConnection, memory: StreamMemory, inner: StreamFramer, waiting: () => void) {
    this.connection = connection;
    this.memory = memory;
    this.inner = inner;
    this.waiting = waiting;
    this.side = new TlsSide(connection);
    inner.begin(true);
  }

  resume(): void {
    this.waiting();
  }

  look(bytes: Uint8Array, from: number, to: number, searching: boolean): Look {
    const status = recordStatus(bytes, from, to);
    if (this.side.isRefused) return this.passAll(from, to);
    if (status === RecordStatus.No) return Look.No;
    this.length = status === RecordStatus.Ok ? recordLength(bytes, from) : RECORD_HEADER;
    if (status === RecordStatus.NeedsMore) return Look.NeedsMore;
    if (this.length > to - from) return Look.Incomplete;
    const readiness = this.side.prepare(bytes, from, from + this.length);
    if (readiness === 'wait' && to - from > MOST_WAITING) this.side.refuse(this.side.waitsFor);
    if (this.side.isRefused) return this.passAll(from, to);
    if (readiness === 'wait') {
      this.length = 0;
      return Look.NeedsMore;
    }
    if (searching) this.found = this.side.open(bytes, from, from + this.length);
    return searching && this.found === undefined ? Look.No : Look.Message;
  }

  restart(): void {
    this.found = undefined;
  }

  lookMalformed(): Look {
    return Look.No;
  }

  mayBegin({ bytes, from }: Stretch): boolean {
    return this.side.isRefused || beginsHere(bytes, from);
  }

  distance({ bytes, from, to }: Stretch): number {
    let at = from + 1;
    while (at < to && !beginsHere(bytes, at)) at++;
    return at - from;
  }

  /** A record found while searching has been opened and authenticated, which is proof enough. */
  follows(): Plausible {
    return Plausible.Yes;
  }

  deliver(stretch: Stretch, _cut: Cut, stream: FramedStream): void {
    const { length, side, connection } = this;
    if (side.isRefused) {
      this.pass(stretch, length, stream);
      return;
    }
    const { bytes, from, sequence } = stretch;
    const opened = this.found ?? side.open(bytes, from, from + length);
    const location = this.locate(stretch, length);
    const id = connection.parts.records.add(
      connection.sealed,
      side.openedBy,
      side.openedSequence,
      location.extents,
    );
    if (opened === undefined) this.reject(length, stream);
    else if (opened.type === ContentType.ApplicationData) this.hand(opened.bytes, id, sequence, location);
    else side.take(opened);
    if (side.openedBy !== undefined) connection.countRecord();
    stretch.consume(length);
    if (connection.takeNews()) connection.wakeOther(this);
  }

  cutShort(stretch: Stretch, cut: Cut, stream: FramedStream): number {
    const there = stretch.to - stretch.from;
    const missing = this.length - there;
    // The keys or the hello that it waited for did not come.
    if (this.length === 0 && (cut === Cut.End || cut === Cut.Limit)) this.side.refuse(this.side.waitsFor);
    this.pass(stretch, there, stream);
    if (there < RECORD_HEADER || missing < 0) return -1;
    this.side.lostOne();
    this.inner.gap(UNKNOWN, cut);
    return missing;
  }

  abandon(cut: Cut): void {
    if (cut === Cut.End) {
      this.inner.end(cut);
      return;
    }
    this.side.lostSome();
    this.inner.gap(UNKNOWN, cut);
  }

  get collectedBytes(): number {
    return this.inner.held;
  }

  shed(): void {
    this.inner.shed();
  }

  private passAll(from: number, to: number): Look {
    this.length = to - from;
    return Look.Message;
  }

  private pass(stretch: Stretch, length: number, stream: FramedStream): void {
    stream.unread(length);
    this.connection.counters.encryptedSegments += this.locate(stretch, length).extents.count;
    stretch.consume(length);
  }

  /** A record of this length is not authentic: its content is missing. */
  private reject(length: number, stream: FramedStream): void {
    stream.unread(length);
    // After a gap, it may just not be the record that is searched for.
    if (this.side.isUncertain) return;
    this.connection.counters.tlsRecordsRefused++;
    this.side.lostOne();
    this.inner.gap(UNKNOWN, Cut.Gap);
  }

  /** Hands on plain text. It lies in `record`, whose own location is where its last byte was captured. */
  private hand(bytes: Uint8Array, record: number, sequence: number, { extents, time }: Location): void {
    if (bytes.length === 0) return;
    const { plain, place } = this;
    const last = extents.count - 1;
    place.clear();
    place.add(extents.recordOffset[last] as number, 0, bytes.length, extents.frame[last] as number);
    place.record[0] = record;
    const behindHeader = (sequence + RECORD_HEADER) | 0;
    const part = {
      bytes,
      extents: place,
      sequence: behindHeader,
      time,
      beginsSegment: true,
      endsSegment: true,
    };
    plain.ofPart(part, 0);
    this.inner.push(plain);
  }

  private locate(stretch: Stretch, length: number): Location {
    const { location } = this.memory;
    location.extents.clear();
    stretch.locate(length, location);
    return location;
  }
}

function beginsHere(bytes: Uint8Array, at: number): boolean {
  const type = bytes[at] as number;
  return type >= ContentType.ChangeCipherSpec && type <= ContentType.ApplicationData && bytes[at + 1] === 3;
}
