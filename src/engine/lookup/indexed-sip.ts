import { type Bindings, readBindings } from '../../../decoders/sip/bindings.ts';
import { SipStatus } from '../../../decoders/sip/message-status.ts';
import { Trait } from '../../../decoders/sip/message-traits.ts';
import { SipView, SipViewer } from '../../../decoders/sip/message-view.ts';
import type { SipMessage } from '../../../decoders/sip/sip-message.ts';
import { SipParser } from '../../../decoders/sip/sip-parser.ts';
import type { MessageId, StringId } from '../../ids.ts';
import type { MessageKind } from '../../store/kinds.ts';
import { isCallId } from '../../store/terms.ts';
import { LONGEST_METHOD } from '../reading/sip-reading.ts';
import type { SessionTables } from '../session-tables.ts';
import type { IndexedNames } from './indexed-names.ts';
import { InternedValues } from './interned-values.ts';
import type { MessageReader } from './message-reader.ts';
import { ReusedBytes } from './reused-bytes.ts';

type SipKind = Extract<MessageKind, { protocol: 'sip' }>;

/** Answers questions about SIP messages from the index, and reads a message again only for what the index lacks. */
export class IndexedSips {
  readonly tables: SessionTables;
  readonly reader: MessageReader;
  readonly viewer = new SipViewer();
  readonly bytes = new ReusedBytes();
  readonly names: IndexedNames;
  readonly bindings: InternedValues<Bindings>;
  private readonly starts = new SipParser();
  private readonly startBytes = new ReusedBytes();

  constructor(tables: SessionTables, reader: MessageReader, names: IndexedNames) {
    this.tables = tables;
    this.reader = reader;
    this.names = names;
    this.bindings = new InternedValues(tables.bindings, BUSY_BINDINGS, readBindings);
  }

  get(id: MessageId): SipMessage {
    const kind = this.tables.kinds.get(this.tables.index.kind(id));
    return new IndexedSip(this, id, kind.protocol === 'sip' ? kind : UNREADABLE);
  }

  /** The Request-URI, read from the start line alone; undefined for a response, or if the line is too long. */
  requestUri(id: MessageId): string | undefined {
    const { startBytes, starts } = this;
    this.reader.headInto(startBytes, id, LONGEST_START);
    const { bytes, length } = startBytes;
    const end = bytes.indexOf(LF);
    if (end < 0 || end >= length) return undefined;
    starts.begin(bytes, 0, end + 1);
    return starts.requestUri();
  }
}

/** The bindings of so many messages are remembered, because several trackers ask for them in turn. */
const BUSY_BINDINGS = 1 << 8;
/** Start lines longer than this are rare, and not read on their own. */
const LONGEST_START = 256;
const LF = 0x0a;

const UNREADABLE: SipKind = { protocol: 'sip', form: 'unreadable' };

class IndexedSip extends SipView {
  private readonly sips: IndexedSips;
  private readonly id: MessageId;
  private readonly indexed: SipKind;

  constructor(sips: IndexedSips, id: MessageId, indexed: SipKind) {
    super(sips.viewer);
    this.sips = sips;
    this.id = id;
    this.indexed = indexed;
  }

  begin(parser: SipParser): void {
    const { bytes, reader } = this.sips;
    reader.bytesInto(bytes, this.id);
    parser.begin(bytes.bytes, 0, bytes.length);
  }

  override get kind(): SipMessage['kind'] {
    const { form } = this.indexed;
    return form === 'unreadable' ? 'unknown' : form;
  }

  override get method(): string | undefined {
    const { indexed } = this;
    return indexed.form === 'request' && isWhole(indexed.method) ? indexed.method : super.method;
  }

  override get status(): number | undefined {
    const { indexed } = this;
    return indexed.form === 'response' && indexed.status > 0 ? indexed.status : super.status;
  }

  /**
   * The method. That of a response is in its CSeq. A request without problems has the same one there as in its start
   * line.
   */
  override get cseqMethod(): string | undefined {
    const { indexed } = this;
    const isRight =
      indexed.form === 'response' || this.sips.tables.index.status(this.id) === SipStatus.Decoded;
    return indexed.form !== 'unreadable' && isRight && isWhole(indexed.method)
      ? indexed.method
      : super.cseqMethod;
  }

  override get cseqNumber(): number | undefined {
    const known = this.sips.tables.index.cseq(this.id);
    return known < 0 ? super.cseqNumber : known;
  }

  override get callId(): string | undefined {
    const { index } = this.sips.tables;
    const first = index.termCount(this.id) === 0 ? 0 : index.term(this.id, 0);
    return isCallId(first) ? (this.sips.names.callId(first) ?? super.callId) : super.callId;
  }

  override get topBranch(): number {
    return this.sips.tables.index.branch(this.id) || super.topBranch;
  }

  override get uri(): string | undefined {
    return this.indexed.form === 'request' ? (this.sips.requestUri(this.id) ?? super.uri) : super.uri;
  }

  override get hasToTag(): boolean {
    const known = this.sips.tables.index.hasToTag(this.id);
    return known === Trait.Unknown ? super.hasToTag : known === Trait.Yes;
  }

  override tagOf(header: 'from' | 'to'): string | undefined {
    const isWithout = header === 'to' && this.sips.tables.index.hasToTag(this.id) === Trait.No;
    return isWithout ? undefined : super.tagOf(header);
  }

  override tagKey(header: 'from' | 'to'): number {
    const { index } = this.sips.tables;
    const known = header === 'from' ? index.fromTag(this.id) : index.toTag(this.id);
    return known || super.tagKey(header);
  }

  override get contacts(): SipMessage['contacts'] {
    return this.bindings?.contacts ?? super.contacts;
  }

  override get to(): SipMessage['to'] {
    return this.bindings?.to ?? super.to;
  }

  override header(name: string): string | undefined {
    const { bindings } = this;
    if (bindings === undefined) return super.header(name);
    if (name === 'expires') return bindings.expires;
    const isRequest = this.indexed.form === 'request';
    if (isRequest && name === 'user-agent') return bindings.userAgent;
    if (isRequest && name === 'path') return bindings.path;
    return super.header(name);
  }

  private get bindings(): Bindings | undefined {
    const known = this.sips.tables.index.bindings(this.id);
    return known === 0 ? undefined : this.sips.bindings.get(known as StringId);
  }

  override get mayNameLegs(): boolean {
    return this.sips.tables.index.legs(this.id) !== Trait.No;
  }

  override knownAor(header: 'from' | 'to'): string | undefined {
    const { index } = this.sips.tables;
    const term = header === 'from' ? index.fromTerm(this.id) : index.toTerm(this.id);
    // The index keeps a limited number of terms. If it has no Call-ID, the message may have one nevertheless.
    return term === 0 ? undefined : this.sips.names.aor(term);
  }
}

/** An empty one was not found, a longer one was cut. */
function isWhole(method: string): boolean {
  return method !== '' && method.length < LONGEST_METHOD;
}
