import { losslessText, spellsIgnoringCase } from '../bytes/text.ts';
import { unfolded } from './folding.ts';
import { Header, headerForm } from './header-names.ts';
import { DEFAULT_SIP_LIMITS, type SipLimits } from './limits.ts';
import { SipIndex } from './message-index.ts';
import { SIP_STATUS_NAMES, SipCut, SipStatus } from './message-status.ts';
import { AddressReader } from './name-addr.ts';
import { readNumber } from './number.ts';
import { addressValue, parameterValue, type SipAddress } from './parse-address.ts';
import { parseBody, type SipBody } from './parse-body.ts';
import { type SipVia, viaValue } from './parse-via.ts';
import { problemText, SipProblem } from './problems.ts';
import { parseSipDate } from './sip-date.ts';
import type { SipError, SipHeader, SipMessage } from './sip-message.ts';
import { SipKind } from './start-line-parts.ts';
import { UriParts } from './uri.ts';
import { ViaReader } from './via.ts';

/** Enough to show what is wrong with a message that is wrong everywhere. */
const MOST_PROBLEMS = 32;

/** delta-seconds and the like are below 2^32 (RFC 3261 20.10, 20.19). */
const NUMBERS = 2 ** 32;

/**
 * Reads the parts of a SIP message as values: call `begin` with a message, then ask for parts, or for all of
 * it at once. Reused.
 */
export class SipParser {
  private readonly index: SipIndex;
  private readonly limits: SipLimits;
  private readonly addresses = new AddressReader();
  private readonly viaReader = new ViaReader();
  private bytes: Uint8Array = new Uint8Array(0);
  private start = 0;
  private end = 0;
  private indexStatus: SipStatus = SipStatus.Malformed;
  private found: SipError[] = [];
  private leftOut = 0;

  constructor(limits: SipLimits = DEFAULT_SIP_LIMITS) {
    this.limits = limits;
    this.index = new SipIndex(limits.headers);
  }

  /** Begins with the message in bytes[from..to), which may be anything. */
  begin(bytes: Uint8Array, from: number, to: number): void {
    this.bytes = bytes;
    this.start = from;
    this.end = to;
    this.found = [];
    this.leftOut = 0;
    this.indexStatus = this.index.read(bytes, from, to);
  }

  /** Reads the whole message. */
  parse(): SipMessage {
    const { index } = this;
    this.found = [];
    this.leftOut = 0;
    this.note(index.problem, index.problemAt);
    const head = this.startLine();
    const headers = this.headers();
    const from = this.from();
    const to = this.to();
    const contacts = this.contacts();
    const vias = this.vias();
    this.checkOtherHeaders();
    const body = this.body();
    const callId = this.callId();
    const cseq = this.cseq();
    return {
      ...head,
      ...(callId === undefined ? {} : { callId }),
      ...(cseq === undefined ? {} : { cseq }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      contacts,
      vias,
      headers,
      leftOut: this.leftOut + index.headersLeftOut,
      ...(body === undefined ? {} : { body }),
      ...(index.to === this.end ? {} : { afterBody: this.end - index.to }),
      ...this.verdict(this.indexStatus),
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

  startLine(): Pick<SipMessage, 'kind' | 'method' | 'uri' | 'status' | 'reason'> {
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

  /** The request URI, without checking it for problems. */
  requestUri(): string | undefined {
    const { kind, uriFrom, uriTo } = this.index;
    return kind !== SipKind.Request || uriTo === uriFrom ? undefined : this.text(uriFrom, uriTo);
  }

  /** A request URI must not have header fields (RFC 3261 19.1.1, table 1). */
  private checkRequestUri(): void {
    const uri = new UriParts();
    const { uriFrom, uriTo } = this.index;
    if (!uri.read(this.bytes, uriFrom, uriTo)) this.note(SipProblem.Uri, uriFrom);
    else if (uri.headersTo > uri.headersFrom) this.note(SipProblem.UriHeaders, uri.headersFrom);
  }

  headers(): readonly SipHeader[] {
    const { index, start } = this;
    return Array.from({ length: index.headerCount }, (_, entry) => ({
      name: this.text(index.nameFrom(entry), index.nameTo(entry)),
      value: unfolded(this.bytes, index.valueFrom(entry), index.valueTo(entry)),
      from: index.nameFrom(entry) - start,
      to: Math.max(index.valueTo(entry), index.nameTo(entry)) - start,
    }));
  }

  callId(): string | undefined {
    const { callIdFrom, callIdTo } = this.index;
    return callIdTo === callIdFrom ? undefined : unfolded(this.bytes, callIdFrom, callIdTo);
  }

  cseq(): SipMessage['cseq'] {
    const { cseqNumber, cseqMethodFrom, cseqMethodTo } = this.index;
    const method = this.text(cseqMethodFrom, cseqMethodTo);
    if (cseqNumber < 0) return method === '' ? undefined : { method };
    return { number: cseqNumber, method };
  }

  from(): SipAddress | undefined {
    return this.single(Header.From);
  }

  to(): SipAddress | undefined {
    return this.single(Header.To);
  }

  /** The tag of From or To, without reading the rest of it; undefined if there is none. */
  tag(header: typeof Header.From | typeof Header.To): string | undefined {
    const { index, addresses, bytes } = this;
    const entry = index.first(header);
    if (entry < 0) return undefined;
    addresses.start(bytes, index.valueFrom(entry), index.valueTo(entry), false);
    if (!addresses.next()) return undefined;
    return parameterValue(bytes, addresses.paramsFrom, addresses.paramsTo, 'tag');
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

  contacts(): readonly SipAddress[] {
    const { addresses, bytes, limits } = this;
    const values: SipAddress[] = [];
    this.eachEntry(Header.Contact, (from, to) => {
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

  /** A parameter (by its name in lower case) of the first Via, which names the previous hop. */
  topViaParameter(name: string): string | undefined {
    const { index, viaReader, bytes } = this;
    const entry = index.first(Header.Via);
    if (entry < 0) return undefined;
    viaReader.start(bytes, index.valueFrom(entry), index.valueTo(entry));
    if (!viaReader.next()) return undefined;
    return parameterValue(bytes, viaReader.paramsFrom, viaReader.paramsTo, name);
  }

  /** The value of the first header field of this name (in lower case); compact forms are recognised. */
  header(name: string): string | undefined {
    const { index, bytes } = this;
    for (let entry = 0; entry < index.headerCount; entry++) {
      const from = index.nameFrom(entry);
      if (index.nameTo(entry) - from === name.length && spellsIgnoringCase(bytes, from, name)) {
        return unfolded(bytes, index.valueFrom(entry), index.valueTo(entry));
      }
    }
    return undefined;
  }

  vias(): readonly SipVia[] {
    const { viaReader, bytes, limits } = this;
    const values: SipVia[] = [];
    this.eachEntry(Header.Via, (from, to) => {
      viaReader.start(bytes, from, to);
      while (viaReader.next()) {
        if (values.length === limits.values) this.leftOut++;
        else values.push(viaValue(bytes, viaReader, limits.values, this.note));
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

  /** Checks header fields that are not read into values of their own, but have a grammar. */
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

  body(): SipBody | undefined {
    const { index, bytes, start, limits } = this;
    if (index.bodyTo <= index.bodyFrom) return undefined;
    const entry = index.first(Header.ContentType);
    const [typeFrom, typeTo] = entry < 0 ? [0, 0] : [index.valueFrom(entry), index.valueTo(entry)];
    const cut = index.cut === SipCut.Body;
    const context = { bytes, start, limits, cut, problems: this.note };
    return parseBody(context, { from: index.bodyFrom, to: index.bodyTo, typeFrom, typeTo });
  }

  private text(from: number, to: number): string {
    return losslessText(this.bytes, from, to);
  }
}

/** Is the expires parameter of a contact something other than delta-seconds? */
function hasWrongExpires(contact: SipAddress): boolean {
  const expires = contact.params.find(({ name }) => name.toLowerCase() === 'expires')?.value;
  return expires !== undefined && (!/^\d+$/.test(expires) || Number(expires) >= NUMBERS);
}
