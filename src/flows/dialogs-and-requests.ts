import { LEG_HEADERS } from '../../decoders/sip/message-traits.ts';
import { headerValue, mayNameLegs } from '../../decoders/sip/message-view.ts';
import type { SeenSip } from '../cluster/seen-message.ts';
import type { Flow, FlowKind } from './flow.ts';
import { type FlowParts, flowKey, subject } from './flow-parts.ts';
import { type RequestsAtNodes, requestAtNodes } from './requests-at-nodes.ts';
import type { SipFacts } from './sip-facts.ts';
import { bounded, userAndHostOf } from './sip-names.ts';

/** Groups all SIP but REGISTER (calls, subscriptions, messages) by Call-ID, and by what joins several Call-IDs. */
export class DialogsAndRequests {
  private readonly parts: FlowParts;

  constructor(parts: FlowParts) {
    this.parts = parts;
  }

  push(message: SeenSip, facts: SipFacts): Flow {
    const { time } = message;
    let flow = this.flowOf(facts, time);
    if (facts.method === 'INVITE' && flow.kind !== 'call') flow.becomes('call');
    flow.names(facts.callId, facts.toAor, facts.fromAor);
    flow = this.link(flow, facts, time);
    flow.add(message);
    if (facts.isRequest) {
      flow.outcome?.request(facts, time);
      this.explainTarget(message, facts, flow);
      this.noteRequest(message, facts, flow);
    } else {
      flow.outcome?.response(facts, time);
      this.noteEntityTag(facts, flow);
    }
    return flow;
  }

  /** The flow of a Call-ID that a packet names; begins one if there is none. */
  ofCallId(callId: string, kind: FlowKind, now: number): Flow {
    const { index } = this.parts;
    const known = index.findCall(callId, now);
    if (known !== undefined) return known;
    const flow = index.create(kind, callId, now);
    index.bindCall(flow, callId);
    flow.names(callId, '');
    return flow;
  }

  private flowOf(facts: SipFacts, now: number): Flow {
    const { index } = this.parts;
    const known = index.findCall(facts.callId, now);
    if (known !== undefined) return known;
    // RFC 3903 4.1: the entity tag names the publication that is refreshed, whatever the Call-ID.
    const etag = facts.method === 'PUBLISH' ? headerValue(facts.sip, 'sip-if-match') : undefined;
    const published = etag === undefined ? undefined : index.find(flowKey.etag(bounded(etag)), now);
    const flow = published ?? index.create(kindOf(facts.method), facts.callId, now);
    index.bindCall(flow, facts.callId);
    return flow;
  }

  /** Joins the legs of one call, where a B2BUA names the other Call-ID in its messages. */
  private link(flow: Flow, facts: SipFacts, now: number): Flow {
    if (flow.kind !== 'call') return flow;
    // Only the first message of a leg is looked at (or the first that was captured): later ones repeat what it says.
    if (facts.method !== 'INVITE' && flow.messageCount > 0) return flow;
    if (!mayNameLegs(facts.sip)) return flow;
    const { index } = this.parts;
    let whole = flow;
    for (const callId of linkedCallIds(facts)) {
      const other = index.findCall(callId, now);
      if (other === undefined) index.bindCall(whole, callId);
      else whole = index.merge(whole, other);
    }
    for (const key of sessionKeys(facts)) {
      const other = index.find(key, now);
      if (other === undefined) index.bind(whole, key);
      else whole = index.merge(whole, other);
    }
    return whole;
  }

  /** A node sends a new request to a contact: which message brought the contact there? */
  private explainTarget(message: SeenSip, facts: SipFacts, flow: Flow): void {
    // Most requests come from phones.
    if (message.sentBy.length === 0 || facts.method === 'ACK' || facts.method === 'CANCEL') return;
    const { uri } = facts.sip;
    if (uri === undefined || facts.inDialog) return;
    for (const { cluster, node } of message.sentBy) {
      const origin = this.parts.origins.of(cluster, node, uri, message.time);
      if (origin === undefined) continue;
      flow.addOrigin({ request: message.id, cause: origin.message, since: origin.time });
      return;
    }
  }

  private noteRequest(message: SeenSip, facts: SipFacts, flow: Flow): void {
    const noted = this.requestsLike(facts.method);
    if (noted === undefined) return;
    const { sip, callId, cseq } = facts;
    const event = eventOf(facts);
    const targets = new Set([userAndHostOf(sip.uri ?? ''), userAndHostOf(sip.to?.uri ?? '')]);
    for (const request of requestAtNodes(message, flow, callId, cseq, false)) {
      for (const who of targets) noted.note(subject.event(who, event), request);
    }
  }

  private requestsLike(method: string): RequestsAtNodes | undefined {
    const { publications, subscriptions } = this.parts.requests;
    if (method === 'PUBLISH') return publications;
    return method === 'SUBSCRIBE' ? subscriptions : undefined;
  }

  private noteEntityTag(facts: SipFacts, flow: Flow): void {
    if (facts.method !== 'PUBLISH') return;
    const etag = headerValue(facts.sip, 'sip-etag');
    if (etag !== undefined && etag !== '') this.parts.index.bind(flow, flowKey.etag(bounded(etag)));
  }
}

function eventOf({ sip }: SipFacts): string {
  return (bounded(headerValue(sip, 'event', 'o') ?? '').split(';', 1)[0] ?? '').trim().toLowerCase();
}

/**
 * The kind of a new flow by its first message. ACK, BYE and the like belong to calls whose beginning was not
 * captured.
 */
function kindOf(method: string): FlowKind {
  return KINDS.get(method) ?? 'other';
}

/** A Map, not an object: a method from the wire may be called `constructor`. */
const KINDS: ReadonlyMap<string, FlowKind> = new Map([
  ['INVITE', 'call'],
  ['ACK', 'call'],
  ['BYE', 'call'],
  ['CANCEL', 'call'],
  ['PRACK', 'call'],
  ['UPDATE', 'call'],
  ['INFO', 'call'],
  ['SUBSCRIBE', 'subscription'],
  ['NOTIFY', 'subscription'],
  ['PUBLISH', 'subscription'],
  ['MESSAGE', 'message'],
  ['OPTIONS', 'options'],
]);

const [X_CID, X_CALL_ID, SESSION] = LEG_HEADERS;
const SESSION_ID = /^([0-9a-f]{32})(?:\s*;.*?\bremote\s*=\s*([0-9a-f]{32}))?/i;
const NIL_UUID = /^0{32}$/;

/** The Call-IDs of other legs of the call that the message names. */
function linkedCallIds({ sip, callId }: SipFacts): readonly string[] {
  return [headerValue(sip, X_CID), headerValue(sip, X_CALL_ID)].flatMap((value) =>
    value === undefined || value === '' || value === callId ? [] : bounded(value),
  );
}

/** The Session-ID of RFC 7989 5: it names both ends of a session, whatever B2BUAs are between them. */
function sessionKeys({ sip }: SipFacts): readonly string[] {
  const [, local, remote] = SESSION_ID.exec(headerValue(sip, SESSION) ?? '') ?? [];
  return [local, remote].flatMap((uuid) =>
    uuid === undefined || NIL_UUID.test(uuid) ? [] : flowKey.session(uuid.toLowerCase()),
  );
}
