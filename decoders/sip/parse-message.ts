import { losslessText } from '../bytes/text.ts';
import { unfolded } from './folding.ts';
import { Header, headerForm } from './header-names.ts';
import { DEFAULT_SIP_LIMITS, type SipLimits } from './limits.ts';
import { SipIndex } from './message-index.ts';
import { SIP_STATUS_NAMES, SipCut, SipStatus, type SipStatusName } from './message-status.ts';
import { AddressReader } from './name-addr.ts';
import { readNumber } from './number.ts';
import { addressValue, type SipAddress } from './parse-address.ts';
import { parseBody, type SipBody } from './parse-body.ts';
import { type SipVia, viaValue } from './parse-via.ts';
import { problemText, SipProblem } from './problems.ts';
import { parseSipDate } from './sip-date.ts';
import { SipKind } from './start-line-parts.ts';
import { UriParts } from './uri.ts';
import { ViaReader } from './via.ts';

/**
 * A SIP message as a value. What is absent could not be read, or is not there. Texts are as
 * `losslessText` gives them; offsets count from the first byte given.
 */
export interface SipMessage {
  readonly kind: 'request' | 'response' | 'unknown';
  readonly method?: string;
  readonly uri?: string;
  readonly status?: number;
  readonly reason?: string;
  readonly callId?: string;
  readonly cseq?: { readonly number?: number; readonly method: string };
  readonly from?: SipAddress;
  readonly to?: SipAddress;
  /** `uri` is `*` for all contacts. */
  readonly contacts: readonly SipAddress[];
  readonly vias: readonly SipVia[];
  /** In the order of the message. */
  readonly headers: readonly SipHeader[];
  /** Header fields, and values of one field, beyond the limits. */
  readonly leftOut: number;
  /** Absent where the header section has no end, or nothing follows it. */
  readonly body?: SipBody;
  /** Bytes beyond Content-Length, which belong to no message; absent where there are none. */
  readonly afterBody?: number;
  readonly state: SipStatusName;
  /** Where and why the message is malformed; of a partial one, where its bytes end. */
  readonly error?: SipError;
  /** All that was found wrong, the error included, by offset. */
  readonly problems: readonly SipError[];
}

export interface SipHeader {
  /** As it stands in the message, compact form included. */
  readonly name: string;
  /** Unfolded, without the blanks around it. */
  readonly value: string;
  /** From the name to the end of the value. */
  readonly from: number;
  readonly to: number;
}

export interface SipError {
  readonly offset: number;
  readonly reason: string;
}

/** Enough to show what is wrong with a message that is all wrong. */
const MOST_PROBLEMS = 32;

/** Reads all of the message in bytes[from..to); any bytes will do. */
export function parseSip(
  bytes: Uint8Array,
  from: number,
  to: number,
  limits: SipLimits = DEFAULT_SIP_LIMITS,
): SipMessage {
  return new MessageParser(bytes, from, to, limits).parse();
}

/** Seconds and the like are below 2^32 (RFC 3261 20.10, 20.19). */
const NUMBERS = 2 ** 32;

class MessageParser {
  private readonly index: SipIndex;
  private readonly bytes: Uint8Array;
  private readonly start: number;
  private readonly end: number;
  private readonly limits: SipLimits;
  private readonly found: SipError[] = [];
  private readonly addresses = new AddressReader();
  private readonly vias = new ViaReader();
  private leftOut = 0;

  constructor(bytes: Uint8Array, from: number, to: number, limits: SipLimits) {
    this.bytes = bytes;
    this.start = from;
    this.end = to;
    this.limits = limits;
    this.index = new SipIndex(limits.headers);
  }

  parse(): SipMessage {
    const { index } = this;
    const status = index.read(this.bytes, this.start, this.end);
    this.note(index.problem, index.problemAt);
    const head = this.startLine();
    const headers = this.headers();
    const from = this.single(Header.From);
    const to = this.single(Header.To);
    const contacts = this.addressesOf(Header.Contact);
    const vias = this.viasOf();
    this.checkOtherHeaders();
    const body = this.body();
    const { callIdFrom, callIdTo } = index;
    const cseq = this.cseq();
    return {
      ...head,
      ...(callIdTo === callIdFrom ? {} : { callId: unfolded(this.bytes, callIdFrom, callIdTo) }),
      ...(cseq === undefined ? {} : { cseq }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      contacts,
      vias,
      headers,
      leftOut: this.leftOut + index.headersLeftOut,
      ...(body === undefined ? {} : { body }),
      ...(index.to === this.end ? {} : { afterBody: this.end - index.to }),
      ...this.verdict(status),
      problems: this.found,
    };
  }

  private readonly note = (problem: SipProblem, at: number): void => {
    if (problem === SipProblem.None || this.found.length === MOST_PROBLEMS) return;
    const offset = at - this.start;
    const reason = problemText(problem);
    if (this.found.some((known) => known.offset === offset && known.reason === reason)) return;
    this.found.push({ offset, reason });
  };

  private verdict(status: SipStatus): Pick<SipMessage, 'state' | 'error'> {
    this.found.sort((a, b) => a.offset - b.offset);
    const error = this.found[0];
    if (error !== undefined) return { state: 'malformed', error };
    if (status !== SipStatus.Partial) return { state: SIP_STATUS_NAMES[status] };
    return { state: 'partial', error: { offset: this.end - this.start, reason: 'the bytes end here' } };
  }

  private startLine(): Pick<SipMessage, 'kind' | 'method' | 'uri' | 'status' | 'reason'> {
    const { index } = this;
    if (index.kind === SipKind.Unknown) return { kind: 'unknown' };
    if (index.kind === SipKind.Response) {
      const { statusCode, statusFrom, statusTo, reasonFrom, reasonTo } = index;
      if (statusTo === statusFrom) return { kind: 'response' };
      const reason = this.text(reasonFrom, reasonTo);
      return { kind: 'response', ...(statusCode === 0 ? {} : { status: statusCode }), reason };
    }
    const method = this.text(index.methodFrom, index.methodTo);
    if (index.uriTo === index.uriFrom) return { kind: 'request', method };
    this.checkRequestUri();
    return { kind: 'request', method, uri: this.text(index.uriFrom, index.uriTo) };
  }

  /** RFC 3261 19.1.1, table 1: no header fields in a request URI. */
  private checkRequestUri(): void {
    const uri = new UriParts();
    const { uriFrom, uriTo } = this.index;
    if (!uri.read(this.bytes, uriFrom, uriTo)) this.note(SipProblem.Uri, uriFrom);
    else if (uri.headersTo > uri.headersFrom) this.note(SipProblem.UriHeaders, uri.headersFrom);
  }

  private headers(): readonly SipHeader[] {
    const { index, start } = this;
    return Array.from({ length: index.headerCount }, (_, entry) => ({
      name: this.text(index.nameFrom(entry), index.nameTo(entry)),
      value: unfolded(this.bytes, index.valueFrom(entry), index.valueTo(entry)),
      from: index.nameFrom(entry) - start,
      to: Math.max(index.valueTo(entry), index.nameTo(entry)) - start,
    }));
  }

  private cseq(): SipMessage['cseq'] {
    const { cseqNumber, cseqMethodFrom, cseqMethodTo } = this.index;
    const method = this.text(cseqMethodFrom, cseqMethodTo);
    if (cseqNumber < 0) return method === '' ? undefined : { method };
    return { number: cseqNumber, method };
  }

  private single(header: Header): SipAddress | undefined {
    const entry = this.index.first(header);
    if (entry < 0) return undefined;
    const { index, addresses, bytes } = this;
    addresses.start(bytes, index.valueFrom(entry), index.valueTo(entry), false);
    if (addresses.next()) return addressValue(bytes, addresses, this.limits.values, this.note);
    this.note(SipProblem.EmptyValue, index.valueFrom(entry));
    return undefined;
  }

  private addressesOf(header: Header): readonly SipAddress[] {
    const { addresses, bytes, limits } = this;
    const values: SipAddress[] = [];
    this.eachEntry(header, (from, to) => {
      addresses.start(bytes, from, to, true);
      while (addresses.next()) {
        if (values.length === limits.values) {
          this.leftOut++;
          continue;
        }
        const value = addressValue(bytes, addresses, limits.values, this.note);
        if (hasWrongExpires(value)) this.note(SipProblem.Number, addresses.paramsFrom);
        values.push(value);
      }
      if (from === to) this.note(SipProblem.EmptyValue, from);
    });
    return values;
  }

  private viasOf(): readonly SipVia[] {
    const { vias, bytes, limits } = this;
    const values: SipVia[] = [];
    this.eachEntry(Header.Via, (from, to) => {
      vias.start(bytes, from, to);
      while (vias.next()) {
        if (values.length === limits.values) this.leftOut++;
        else values.push(viaValue(bytes, vias, limits.values, this.note));
      }
      if (from === to) this.note(SipProblem.Via, from);
    });
    return values;
  }

  private eachEntry(header: Header, visit: (from: number, to: number) => void): void {
    const { index } = this;
    for (let entry = 0; entry < index.wholeHeaders; entry++) {
      if (index.headerAt(entry) === header) visit(index.valueFrom(entry), index.valueTo(entry));
    }
  }

  /** Header fields that are not given as values of their own, but have a form that can be broken. */
  private checkOtherHeaders(): void {
    const { index, bytes, addresses } = this;
    for (let entry = 0; entry < index.wholeHeaders; entry++) {
      const header = index.headerAt(entry);
      const [from, to] = [index.valueFrom(entry), index.valueTo(entry)];
      const form = headerForm(header);
      if (form === 'date' && parseSipDate(unfolded(bytes, from, to)) === undefined) {
        this.note(SipProblem.Date, from);
      } else if (form === 'number' && header !== Header.ContentLength) {
        const number = readNumber(bytes, from, to);
        if (number < 0 || number >= NUMBERS) this.note(SipProblem.Number, from);
      } else if (form === 'addresses' && header !== Header.Contact) {
        addresses.start(bytes, from, to, true);
        while (addresses.next()) this.note(addresses.problem, addresses.problemAt);
      }
    }
  }

  private body(): SipBody | undefined {
    const { index, bytes, start, limits } = this;
    if (index.bodyTo <= index.bodyFrom) return undefined;
    const entry = index.first(Header.ContentType);
    const [typeFrom, typeTo] = entry < 0 ? [0, 0] : [index.valueFrom(entry), index.valueTo(entry)];
    const cut = index.cut === SipCut.Body;
    const context = { bytes, start, limits, cut, problems: this.note };
    return parseBody(context, typeFrom, typeTo, index.bodyFrom, index.bodyTo);
  }

  private text(from: number, to: number): string {
    return losslessText(this.bytes, from, to);
  }
}

/** The expires parameter of a contact is delta-seconds. */
function hasWrongExpires(contact: SipAddress): boolean {
  const expires = contact.params.find(({ name }) => name.toLowerCase() === 'expires')?.value;
  return expires !== undefined && (!/^\d+$/.test(expires) || Number(expires) >= NUMBERS);
}
