import type { SipStatusName } from './message-status.ts';
import type { SipAddress } from './parse-address.ts';
import type { SipBody } from './parse-body.ts';
import type { SipVia } from './parse-via.ts';
import type { SipError, SipHeader, SipMessage } from './sip-message.ts';
import { SipParser } from './sip-parser.ts';

/**
 * SIP messages of which each part is read when somebody asks for it: analysis goes through millions of
 * messages, and asks most of them for little. Views share one parser, which reads the header section
 * again where another view was asked in between.
 */
export class SipViewer {
  private readonly parser = new SipParser();
  private begun: Uint8Array | undefined;

  /** `bytes` are the message's own, and stay as they are. */
  view(bytes: Uint8Array): SipMessage {
    return new SipView(this, bytes);
  }

  parserAt(bytes: Uint8Array): SipParser {
    if (this.begun !== bytes) {
      this.begun = bytes;
      this.parser.begin(bytes, 0, bytes.length);
    }
    return this.parser;
  }
}

/** A parameter of the first Via, its name in lower case; of a view, without reading the others. */
export function topViaParameter(sip: SipMessage, name: string): string | undefined {
  if (sip instanceof SipView) return sip.topViaParameter(name);
  return sip.vias[0]?.params.find((param) => param.name.toLowerCase() === name)?.value;
}

/** Of the topmost Via: the transaction on this hop (RFC 3261 17.1.3). */
export function topBranch(sip: SipMessage): string | undefined {
  return sip instanceof SipView ? sip.topBranch : sip.vias[0]?.branch;
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

class SipView implements SipMessage {
  private readonly viewer: SipViewer;
  private readonly bytes: Uint8Array;
  private readStartLine: StartLineValue | undefined;
  private readCallId: string | undefined;
  private readCSeq: SipMessage['cseq'];
  private readFrom: SipAddress | undefined;
  private readTo: SipAddress | undefined;
  private readContacts: readonly SipAddress[] | undefined;
  private readVias: readonly SipVia[] | undefined;
  private readTopBranch: string | undefined;
  private readHeaders: readonly SipHeader[] | undefined;
  private readAll: SipMessage | undefined;

  constructor(viewer: SipViewer, bytes: Uint8Array) {
    this.viewer = viewer;
    this.bytes = bytes;
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
    this.readCallId ??= this.parser.callId();
    return this.readCallId;
  }

  get cseq(): SipMessage['cseq'] {
    this.readCSeq ??= this.parser.cseq();
    return this.readCSeq;
  }

  get from(): SipAddress | undefined {
    this.readFrom ??= this.parser.from();
    return this.readFrom;
  }

  get to(): SipAddress | undefined {
    this.readTo ??= this.parser.to();
    return this.readTo;
  }

  get contacts(): readonly SipAddress[] {
    this.readContacts ??= this.parser.contacts();
    return this.readContacts;
  }

  get vias(): readonly SipVia[] {
    this.readVias ??= this.parser.vias();
    return this.readVias;
  }

  get topBranch(): string | undefined {
    this.readTopBranch ??= this.topViaParameter('branch');
    return this.readTopBranch;
  }

  topViaParameter(name: string): string | undefined {
    return this.parser.topViaParameter(name);
  }

  header(name: string): string | undefined {
    return this.parser.header(name);
  }

  get headers(): readonly SipHeader[] {
    this.readHeaders ??= this.parser.headers();
    return this.readHeaders;
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
    this.readStartLine ??= this.parser.startLine();
    return this.readStartLine;
  }

  private get all(): SipMessage {
    this.readAll ??= this.parser.parse();
    return this.readAll;
  }

  private get parser(): SipParser {
    return this.viewer.parserAt(this.bytes);
  }
}
