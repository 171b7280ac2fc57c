import { cseqMethod, cseqNumber } from '../../../decoders/sip/message-view.ts';
import type { AddressId, EndpointId, MessageId } from '../../ids.ts';
import type { EndpointTable } from '../../tables/endpoints.ts';
import { RecentMap, RecentNumberMap } from '../../tables/recent-map.ts';
import type { SeenSip } from '../seen-message.ts';

/** Phones that do not answer a node's requests from one address, but answer the same from another. */
export interface UnansweredPhones {
  readonly cluster: number;
  readonly node: number;
  readonly method: string;
  /** The address that they do not answer, and the one that they do. */
  readonly from: string;
  readonly answering: string;
  count: number;
  /** The first ones. */
  readonly phones: Set<string>;
  readonly callIds: Set<string>;
  readonly messages: MessageId[];
}

interface Waiting {
  readonly cluster: number;
  readonly node: number;
  readonly method: string;
  readonly sender: EndpointId;
  readonly phone: EndpointId;
  readonly callId: string;
  readonly time: number;
  readonly message: MessageId;
}

/** Nanoseconds: by then, there is an answer if there will be one (64 * T1, RFC 3261 17.1.2.2). */
const GIVEN_UP = 32e9;
/** Nanoseconds for which answers of a phone are remembered. */
const ANSWERED = 3600e9;
const MOST = 50_000;
const MOST_FOUND = 1000;
const MOST_KEPT = 100;
const LONGEST_ID = 256;
/**
 * Nanoseconds between two looks for old requests: iterating over a map that changes at both ends takes time
 * proportional to its length.
 */
const LOOK_EVERY = 10e9;

/**
 * A contact keeps the listener that its phone registered at. A node without that listener sends to the phone
 * from one of its own (spec bin-capabilities 4.4), and NAT or firewalls do not let that in.
 */
export class PhoneAnswers {
  private readonly endpoints: EndpointTable;
  /** Without nodes that send or receive SIP, there is nothing to tell. */
  private hasNodes = false;
  private nextLook = 0;
  /** Unanswered requests, in the order of time. */
  private readonly waiting = new Map<string, Waiting>();
  /** By phone and method: the address that it answered last. */
  private readonly answered = new RecentMap<AddressId>(ANSWERED, MOST);
  /** By phone: what it never answered. It may be gone, unless it is heard again. */
  private readonly suspects = new RecentNumberMap<readonly Waiting[]>(ANSWERED, MOST);
  private readonly found = new Map<string, UnansweredPhones>();

  constructor(endpoints: EndpointTable) {
    this.endpoints = endpoints;
  }

  push(message: SeenSip): void {
    const { sip, sentBy, receivedBy } = message;
    const [sender] = sentBy;
    const [receiver] = receivedBy;
    this.hasNodes ||= sender !== undefined || receiver !== undefined;
    if (!this.hasNodes) return;
    if (sender !== undefined && receiver !== undefined) return;
    if (message.time >= this.nextLook) this.giveUp(message.time);
    if (sender === undefined) this.heard(message.sender, message.time);
    const { callId } = sip;
    if (callId === undefined || callId.length > LONGEST_ID) return;
    const number = cseqNumber(sip);
    if (sender !== undefined && sip.kind === 'request') {
      const { method } = sip;
      if (method === undefined || method === 'ACK' || this.waiting.size >= MOST) return;
      const { sender: from, receiver: phone, time, id } = message;
      const key = `${phone} ${number} ${callId}`;
      const request = { ...sender, method, sender: from, phone, callId, time, message: id };
      if (!this.waiting.has(key)) this.waiting.set(key, request);
    } else if (sender === undefined && sip.kind === 'response') {
      // A shared address belongs to no particular node: phones may answer there, too.
      const phone = message.sender;
      this.waiting.delete(`${phone} ${number} ${callId}`);
      const address = this.endpoints.addressOf(message.receiver);
      this.answered.set(answeredKey(phone, cseqMethod(sip)), address, message.time);
    }
  }

  /** Up to that time. */
  all(time: number): Iterable<UnansweredPhones> {
    this.giveUp(time);
    return this.found.values();
  }

  private giveUp(now: number): void {
    this.nextLook = now + LOOK_EVERY;
    for (const [key, request] of this.waiting) {
      if (now - request.time < GIVEN_UP) return;
      this.waiting.delete(key);
      const others = this.suspects.get(request.phone, now) ?? [];
      if (others.length < MOST_KEPT) this.suspects.set(request.phone, [...others, request], now);
    }
  }

  /** The phone is there: what it did not answer did not reach it. */
  private heard(phone: EndpointId, now: number): void {
    const unanswered = this.suspects.get(phone, now) ?? [];
    if (unanswered.length === 0) return;
    this.suspects.set(phone, [], now);
    for (const request of unanswered) this.note(request, now);
  }

  private note({ cluster, node, method, sender, phone, callId, message }: Waiting, now: number): void {
    const { endpoints } = this;
    const own = endpoints.addressOf(sender);
    const other = this.answered.get(answeredKey(phone, method), now);
    if (other === undefined || other === own) return;
    const [from, answering] = [endpoints.addressText(own), endpoints.addressText(other)];
    const key = `${cluster} ${node} ${method} ${from} ${answering}`;
    let known = this.found.get(key);
    if (known === undefined) {
      if (this.found.size >= MOST_FOUND) return;
      const fresh = { cluster, node, method, from, answering, count: 0 };
      known = { ...fresh, phones: new Set(), callIds: new Set(), messages: [] };
      this.found.set(key, known);
    }
    known.count++;
    if (known.phones.size < MOST_KEPT) known.phones.add(endpoints.text(phone));
    if (known.callIds.size < MOST_KEPT) known.callIds.add(callId);
    if (known.messages.length < MOST_KEPT) known.messages.push(message);
  }
}

/** Joined, as keys of flows are. */
function answeredKey(phone: EndpointId, method: string | undefined): string {
  return [phone, method].join(' ');
}
