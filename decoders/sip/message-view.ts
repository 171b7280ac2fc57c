import { Header } from './header-names.ts';
import type { SipStatusName } from './message-status.ts';
import type { SipAddress } from './parse-address.ts';
import type { SipBody } from './parse-body.ts';
import type { SipVia } from './parse-via.ts';
import type { SipError, SipHeader, SipMessage } from './sip-message.ts';
import { SipParser } from './sip-parser.ts';
import { textKey } from './text-keys.ts';

/**
 * SIP messages of which each part is read when somebody asks for it: analysis goes through millions of
 * messages, and asks most of them for little. Views share one parser, which reads the header section
 * again where another view was asked in between.
 */
export class SipViewer {
  private readonly parser = new SipParser();
  private begun: SipView | undefined;

  /** `bytes` are the message's own, and stay as they are. */
  view(bytes: Uint8Array): SipMessage {
    return new ViewOfBytes(this, bytes);
  }

  parserAt(view: SipView): SipParser {
    if (this.begun !== view) {
      this.begun = view;
      view.begin(this.parser);
    }
    return this.parser;
  }
}

/** The AOR of From or To in its normal form, where a view knows it without reading; empty where there is none. */
export function knownAor(sip: SipMessage, header: 'from' | 'to'): string | undefined {
  return sip instanceof SipView ? sip.knownAor(header) : undefined;
}

/** Number of the CSeq; of a view that knows it, without reading. */
export function cseqNumber(sip: SipMessage): number | undefined {
  return sip instanceof SipView ? sip.cseqNumber : sip.cseq?.number;
}

/** Method of the CSeq: for a response, that of what it answers. */
export function cseqMethod(sip: SipMessage): string | undefined {
  return sip instanceof SipView ? sip.cseqMethod : sip.cseq?.method;
}

/** A parameter of the first Via, its name in lower case; of a view, without reading the others. */
export function topViaParameter(sip: SipMessage, name: string): string | undefined {
  if (sip instanceof SipView) return sip.topViaParameter(name);
  return sip.vias[0]?.params.find((param) => param.name.toLowerCase() === name)?.value;
}

/** Of the topmost Via: the transaction on this hop (RFC 3261 17.1.3); 0 where it has none. See `textKey`. */
export function topBranch(sip: SipMessage): number {
  return sip instanceof SipView ? sip.topBranch : textKey(sip.vias[0]?.branch);
}

/** Has the To header a tag? Then a request belongs to a dialog. */
export function hasToTag(sip: SipMessage): boolean {
  if (sip instanceof SipView) return sip.hasToTag;
  return sip.to?.tag !== undefined && sip.to.tag !== '';
}

/** The tag of From or To, empty where there is none; of a view, without reading the rest of it. */
export function tagOf(sip: SipMessage, header: 'from' | 'to'): string {
  return (sip instanceof SipView ? sip.tagOf(header) : sip[header]?.tag) ?? '';
}

/**
 * The tag of From or To as a number, by which those of one Call-ID are told apart; 0 where there is none. See
 * `textKey`.
 */
export function tagKey(sip: SipMessage, header: 'from' | 'to'): number {
  return sip instanceof SipView ? sip.tagKey(header) : textKey(sip[header]?.tag);
}

/** False where none of `LEG_HEADERS` is there, as far as that is known without reading. */
export function mayNameLegs(sip: SipMessage): boolean {
  return !(sip instanceof SipView) || sip.mayNameLegs;
}

/**
 * The value of the first header field that goes by one of these names, which are in lower case; of a
 * view, without reading the others.
 */
export function headerValue(sip: SipMessage, ...names: readonly string[]): string | undefined {
  if (!(sip instanceof SipView)) {
    return sip.headers.find(({ name }) => names.includes(name.toLowerCase()))?.value;
  }
  for (const name of names) {
    const value = sip.header(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

type StartLineValue = Pick<SipMessage, 'kind' | 'method' | 'uri' | 'status' | 'reason'>;

/** What was read of a message. */
class SipParts {
  startLine: StartLineValue | undefined;
  callId: string | undefined;
  cseq: SipMessage['cseq'];
  from: SipAddress | undefined;
  to: SipAddress | undefined;
  contacts: readonly SipAddress[] | undefined;
  vias: readonly SipVia[] | undefined;
  topBranch: number | undefined;
  headers: readonly SipHeader[] | undefined;
  all: SipMessage | undefined;
}

/** What is common to views: they differ in where their bytes are, and in what they know without them. */
export abstract class SipView implements SipMessage {
  private readonly viewer: SipViewer;
  private parts: SipParts | undefined;

  constructor(viewer: SipViewer) {
    this.viewer = viewer;
  }

  /** Begins to read the message; its bytes stay as they are until the parser begins another one. */
  abstract begin(parser: SipParser): void;

  knownAor(_header: 'from' | 'to'): string | undefined {
    return undefined;
  }

  get cseqNumber(): number | undefined {
    return this.cseq?.number;
  }

  get cseqMethod(): string | undefined {
    return this.cseq?.method;
  }

  get kind(): SipMessage['kind'] {
    return this.startLine.kind;
  }

  get method(): string | undefined {
    return this.startLine.method;
  }

  get uri(): string | undefined {
    return this.startLine.uri;
  }

  get status(): number | undefined {
    return this.startLine.status;
  }

  get reason(): string | undefined {
    return this.startLine.reason;
  }

  get callId(): string | undefined {
    const { read } = this;
    read.callId ??= this.parser.callId();
    return read.callId;
  }

  get cseq(): SipMessage['cseq'] {
    const { read } = this;
    read.cseq ??= this.parser.cseq();
    return read.cseq;
  }

  get from(): SipAddress | undefined {
    const { read } = this;
    read.from ??= this.parser.from();
    return read.from;
  }

  get to(): SipAddress | undefined {
    const { read } = this;
    read.to ??= this.parser.to();
    return read.to;
  }

  get contacts(): readonly SipAddress[] {
    const { read } = this;
    read.contacts ??= this.parser.contacts();
    return read.contacts;
  }

  get vias(): readonly SipVia[] {
    const { read } = this;
    read.vias ??= this.parser.vias();
    return read.vias;
  }

  get topBranch(): number {
    const { read } = this;
    read.topBranch ??= textKey(this.topViaParameter('branch'));
    return read.topBranch;
  }

  get hasToTag(): boolean {
    return (this.tagOf('to') ?? '') !== '';
  }

  tagOf(header: 'from' | 'to'): string | undefined {
    const known = this.parts?.[header];
    if (known !== undefined) return known.tag;
    return this.parser.tag(header === 'from' ? Header.From : Header.To);
  }

  tagKey(header: 'from' | 'to'): number {
    return textKey(this.tagOf(header));
  }

  get mayNameLegs(): boolean {
    return true;
  }

  topViaParameter(name: string): string | undefined {
    return this.parser.topViaParameter(name);
  }

  header(name: string): string | undefined {
    return this.parser.header(name);
  }

  get headers(): readonly SipHeader[] {
    const { read } = this;
    read.headers ??= this.parser.headers();
    return read.headers;
  }

  get leftOut(): number {
    return this.all.leftOut;
  }

  get body(): SipBody | undefined {
    return this.all.body;
  }

  get afterBody(): number | undefined {
    return this.all.afterBody;
  }

  get state(): SipStatusName {
    return this.all.state;
  }

  get error(): SipError | undefined {
    return this.all.error;
  }

  get problems(): readonly SipError[] {
    return this.all.problems;
  }

  private get startLine(): StartLineValue {
    const { read } = this;
    read.startLine ??= this.parser.startLine();
    return read.startLine;
  }

  private get all(): SipMessage {
    const { read } = this;
    read.all ??= this.parser.parse();
    return read.all;
  }

  /** Many a view is never asked for anything that has to be read. */
  private get read(): SipParts {
    this.parts ??= new SipParts();
    return this.parts;
  }

  private get parser(): SipParser {
    return this.viewer.parserAt(this);
  }
}

class ViewOfBytes extends SipView {
  private readonly bytes: Uint8Array;

  constructor(viewer: SipViewer, bytes: Uint8Array) {
    super(viewer);
    this.bytes = bytes;
  }

  begin(parser: SipParser): void {
    parser.begin(this.bytes, 0, this.bytes.length);
  }
}
