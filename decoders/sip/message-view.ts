import { Header } from './header-names.ts';
import type { SipStatusName } from './message-status.ts';
import type { SipAddress } from './parse-address.ts';
import type { SipBody } from './parse-body.ts';
import type { SipVia } from './parse-via.ts';
import type { SipError, SipHeader, SipMessage } from './sip-message.ts';
import { SipParser } from './sip-parser.ts';
import { textKey } from './text-keys.ts';

/**
 * SIP messages whose parts are read on access: analysis goes through millions of messages, and needs little
 * of most of them. All views share one parser, which has to read the header again if another view was used in
 * between.
 */
export class SipViewer {
  private readonly parser = new SipParser();
  private begun: SipView | undefined;

  /** `bytes` must be the message's own, and must not change. */
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

/**
 * The AOR of From or To in its normal form, if the view knows it without reading the message; empty if there
 * is none.
 */
export function knownAor(sip: SipMessage, header: 'from' | 'to'): string | undefined {
  return sip instanceof SipView ? sip.knownAor(header) : undefined;
}

/** The CSeq number; known to views without reading. */
export function cseqNumber(sip: SipMessage): number | undefined {
  return sip instanceof SipView ? sip.cseqNumber : sip.cseq?.number;
}

/** The method in CSeq: of a response, that of its request. */
export function cseqMethod(sip: SipMessage): string | undefined {
  return sip instanceof SipView ? sip.cseqMethod : sip.cseq?.method;
}

/** A parameter of the first Via, by its name in lower case; views read no other Via. */
export function topViaParameter(sip: SipMessage, name: string): string | undefined {
  if (sip instanceof SipView) return sip.topViaParameter(name);
  return sip.vias[0]?.params.find((param) => param.name.toLowerCase() === name)?.value;
}

/**
 * Key (see `textKey`) of the branch in the topmost Via, which identifies the transaction on this hop (RFC
 * 3261 17.1.3); 0 if there is none.
 */
export function topBranch(sip: SipMessage): number {
  return sip instanceof SipView ? sip.topBranch : textKey(sip.vias[0]?.branch);
}

/** Does the To header have a tag? Then a request belongs to a dialog. */
export function hasToTag(sip: SipMessage): boolean {
  if (sip instanceof SipView) return sip.hasToTag;
  return sip.to?.tag !== undefined && sip.to.tag !== '';
}

/** The tag of From or To, empty if there is none; views read nothing else of the header field. */
export function tagOf(sip: SipMessage, header: 'from' | 'to'): string {
  return (sip instanceof SipView ? sip.tagOf(header) : sip[header]?.tag) ?? '';
}

/**
 * Key (see `textKey`) of the tag of From or To, which tells those of one Call-ID apart; 0 if there is none.
 */
export function tagKey(sip: SipMessage, header: 'from' | 'to'): number {
  return sip instanceof SipView ? sip.tagKey(header) : textKey(sip[header]?.tag);
}

/** False if the message is known to have none of `LEG_HEADERS`, as far as that takes no reading. */
export function mayNameLegs(sip: SipMessage): boolean {
  return !(sip instanceof SipView) || sip.mayNameLegs;
}

/** The value of the first header field with one of these names (in lower case); views read no others. */
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

/** The parts of a message that were read. */
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

/** The common part of views, which differ in where their bytes are, and in what they know without them. */
export abstract class SipView implements SipMessage {
  private readonly viewer: SipViewer;
  private parts: SipParts | undefined;

  constructor(viewer: SipViewer) {
    this.viewer = viewer;
  }

  /** Begins to read the message. Its bytes must not change before the parser begins another one. */
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

  /** Created on demand: many views are never asked for anything that has to be read. */
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
