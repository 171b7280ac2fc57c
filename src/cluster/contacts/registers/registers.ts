import { cseqMethod, cseqNumber, topBranch } from '../../../../decoders/sip/message-view.ts';
import type { SipMessage } from '../../../../decoders/sip/sip-message.ts';
import { uncompressedIpv6 } from '../../../../decoders/sip/uri-equality.ts';
import type { EndpointId, MessageId } from '../../../ids.ts';
import { TRANSPORT_NAMES, type Transport } from '../../../reassembly/carried-message.ts';
import type { Membership } from '../../identity/node-directory.ts';
import { LONGEST_NAME } from '../../replication/kept-text.ts';
import type { SeenSip } from '../../seen-message.ts';
import {
  type GrantedContact,
  grantedBy,
  type RequestedBindings,
  type RequestedContact,
  requestedBindings,
} from './register-bindings.ts';

/** A REGISTER that a node answered with 2xx: what it did to the AOR's contacts there. */
export interface AnsweredRegister {
  /** The node that answered, in each cluster that it belongs to. */
  readonly nodes: readonly Membership[];
  readonly request: MessageId;
  /** When the request was seen, and when the response. */
  readonly asked: number;
  readonly time: number;
  /** URI in To. */
  readonly to: string;
  readonly callId: string;
  readonly cseq: number;
  /** The phone has just begun to count, as in `RequestedBindings`. */
  readonly isFirst: boolean;
  /** Contacts of the request that the response lists. */
  readonly granted: readonly GrantedContact[];
  /** Other contacts that the response lists: these existed before. */
  readonly others: readonly GrantedContact[];
  /** URIs of contacts that it removed. */
  readonly removed: readonly string[];
  /** `Contact: *` */
  readonly removesAll: boolean;
  readonly userAgent: string | undefined;
  readonly path: string | undefined;
  /** The endpoint at which the request arrived, and its transport. */
  readonly listener: EndpointId;
  readonly transport: Transport;
}

/** Is a contact of the request the same as one in the response? */
export type SameContact = (a: string, b: string) => boolean;

interface Request {
  readonly id: MessageId;
  readonly time: number;
  readonly sip: SipMessage;
  /** The content of the request, if it had to be read before the response came. */
  asked: RequestedBindings | undefined;
  readonly receivedBy: readonly Membership[];
  readonly listener: EndpointId;
  readonly transport: Transport;
}

const SECOND = 1e9;
/** Longest time until a response: 64 * T1 (RFC 3261 17.1.2.2), doubled. */
const TRANSACTION_TIME = 64 * SECOND;
/** Requests that may wait for a response at a time. */
const MOST_REQUESTS = 50_000;
/**
 * How often old requests are removed: iterating over a map that changes at both ends takes time proportional
 * to its length.
 */
const LOOK_EVERY = 10 * SECOND;

/** Pairs each REGISTER with the 2xx of the node that it reached. */
export class Registers {
  /** Requests that were dropped early for lack of room. */
  forgotten = 0;
  private readonly requests = new Map<string, Request>();
  /** REGISTERs that a node forwarded: another host is the registrar. */
  private readonly sentOn = new Map<string, number>();
  private readonly sameContact: SameContact;
  private nextLook = 0;

  constructor(sameContact: SameContact) {
    this.sameContact = sameContact;
  }

  push(message: SeenSip): AnsweredRegister | undefined {
    const { sip } = message;
    const { kind } = sip;
    if (kind === 'request' ? sip.method !== 'REGISTER' : !this.mayAnswer(message)) return undefined;
    const cseq = cseqNumber(sip);
    const { callId } = sip;
    if (cseq === undefined || callId === undefined || callId.length > LONGEST_NAME) return undefined;
    this.dropOld(message.time);
    if (kind === 'request') {
      this.asked(message, callId, cseq);
      return undefined;
    }
    const transaction = transactionOf(sip, callId, cseq);
    const request = this.requests.get(transaction);
    this.requests.delete(transaction);
    return (sip.status ?? 0) < 300 ? this.answered(message, request, callId, cseq) : undefined;
  }

  /** Messages before `first` can no longer be read. */
  beforeForgetting(first: MessageId): void {
    for (const request of this.requests.values()) {
      if (request.id < first) request.asked ??= requestedBindings(request.sip);
    }
  }

  private mayAnswer({ sip }: SeenSip): boolean {
    const { kind, status = 0 } = sip;
    return kind === 'response' && status >= 200 && this.requests.size > 0 && cseqMethod(sip) === 'REGISTER';
  }

  private asked(message: SeenSip, callId: string, cseq: number): void {
    const { id, time, sip, receivedBy, receiver, transport } = message;
    for (const { cluster, node } of message.sentBy) {
      const key = `${cluster} ${node} ${cseq} ${callId}`;
      this.sentOn.delete(key);
      this.sentOn.set(key, time);
    }
    if (receivedBy.length === 0 || cseqMethod(sip) !== 'REGISTER') return;
    const transaction = transactionOf(sip, callId, cseq);
    if (this.requests.has(transaction)) return;
    this.requests.set(transaction, {
      id,
      time,
      sip,
      asked: undefined,
      receivedBy,
      listener: receiver,
      transport,
    });
  }

  private answered(
    message: SeenSip,
    request: Request | undefined,
    callId: string,
    cseq: number,
  ): AnsweredRegister | undefined {
    if (request === undefined) return undefined;
    const nodes = message.sentBy.filter(
      ({ cluster, node }) =>
        request.receivedBy.some((one) => one.cluster === cluster && one.node === node) &&
        (this.sentOn.size === 0 || !this.sentOn.has(`${cluster} ${node} ${cseq} ${callId}`)),
    );
    if (nodes.length === 0) return undefined;
    // Reads all of the request before the response: views share a parser.
    const asked = request.asked ?? requestedBindings(request.sip);
    if (asked === undefined) return undefined;
    return {
      nodes,
      request: request.id,
      asked: request.time,
      time: message.time,
      to: asked.to,
      callId,
      cseq,
      isFirst: asked.isFirst,
      ...this.changes(asked.contacts, grantedBy(message.sip)),
      userAgent: asked.userAgent,
      path: asked.path,
      listener: request.listener,
      transport: request.transport,
    };
  }

  /** The response lists all contacts of the AOR, each with its expiry (RFC 3261 10.3). */
  private changes(
    asked: readonly RequestedContact[],
    listed: readonly GrantedContact[],
  ): Pick<AnsweredRegister, 'granted' | 'others' | 'removed' | 'removesAll'> {
    const isListed = (uri: string): boolean => listed.some((one) => this.sameContact(one.contact, uri));
    const granted = new Set(asked.flatMap((one) => this.grantedOf(one, listed) ?? []));
    return {
      granted: [...granted],
      others: listed.filter((one) => !granted.has(one)),
      removed: asked
        .filter(({ uri, expires }) => uri !== '*' && expires === 0 && !isListed(uri))
        .map(({ uri }) => uri),
      removesAll: listed.length === 0 && asked.some(({ uri }) => uri === '*'),
    };
  }

  /**
   * What the response lists for a requested contact; nothing if the contact was to be removed and is only
   * listed with another Call-ID. If two with the same URI are listed, the one with the requested expiry is
   * taken.
   */
  private grantedOf({ uri, expires }: RequestedContact, listed: readonly GrantedContact[]) {
    if (expires === 0) return undefined;
    const same = listed.filter((one) => this.sameContact(one.contact, uri));
    const exact = same.length < 2 ? same : same.filter((one) => one.expires === expires);
    return exact.length === 1 ? exact[0] : undefined;
  }

  /** Both maps are ordered by time. */
  private dropOld(now: number): void {
    const full = Math.max(this.requests.size, this.sentOn.size) >= MOST_REQUESTS;
    if (now < this.nextLook && !full) return;
    this.nextLook = now + LOOK_EVERY;
    this.forgotten += dropFirst(this.requests, now, ({ time }) => time);
    this.forgotten += dropFirst(this.sentOn, now, (time) => time);
  }
}

/**
 * Drops entries that are too old, and, if the map is full, so many more that a tenth of it is free; returns how many
 * were dropped early.
 */
function dropFirst<Value>(map: Map<string, Value>, now: number, timeOf: (value: Value) => number): number {
  let surplus = map.size >= MOST_REQUESTS ? MOST_REQUESTS / 10 : 0;
  let early = 0;
  for (const [key, value] of map) {
    const old = now - timeOf(value) > TRANSACTION_TIME;
    if (!old && surplus <= 0) break;
    if (!old) early++;
    surplus--;
    map.delete(key);
  }
  return early;
}

/** What a REGISTER and its responses have in common on one hop (RFC 3261 17.1.3). */
function transactionOf(sip: SipMessage, callId: string, cseq: number): string {
  return `${callId}\n${cseq}\n${topBranch(sip)}`;
}

/** `udp:192.0.2.1:5060`, `udp:[2001:DB8:0:0:0:0:0:1]:5060`, as usrloc writes listeners. */
export function listenerText(transport: Transport, address: string, port: number): string {
  const host = address.includes(':') ? `[${uncompressedIpv6(address).toUpperCase()}]` : address;
  return `${TRANSPORT_NAMES[transport]}:${host}:${port}`;
}
