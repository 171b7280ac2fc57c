import { deltaSeconds, expiresOf } from '../../decoders/sip/expires.ts';
import { parameterOf } from '../../decoders/sip/parse-address.ts';
import type { SeenSip } from '../cluster/seen-message.ts';
import type { Flow } from './flow.ts';
import { type FlowParts, subject } from './flow-parts.ts';
import { type Registrant, Registrants } from './registrant.ts';
import { RegistrationOutcome } from './registration-outcome.ts';
import { requestAtNodes } from './requests-at-nodes.ts';
import type { SipFacts } from './sip-facts.ts';
import { contactKey } from './sip-names.ts';

const NONE: readonly string[] = [];

/**
 * REGISTERs and their answers. A registration is what one device keeps at one AOR: all requests with one Call-ID, and
 * with a new one as well if the device is the same and its registration has not ended.
 */
export class Registrations {
  private readonly parts: FlowParts;
  private readonly registrants = new Registrants();

  constructor(parts: FlowParts) {
    this.parts = parts;
  }

  push(message: SeenSip, facts: SipFacts): Flow {
    const registrant = this.registrants.get(facts.toAor, facts.callId);
    const flow = this.flowOf(facts, registrant, message.time);
    flow.names(facts.callId, registrant.aor);
    flow.add(message);
    if (facts.isRequest) {
      flow.outcome?.request(facts, message.time);
      this.noteRequest(message, facts, registrant, flow);
    } else {
      flow.outcome?.response(facts, message.time);
      this.noteAnswer(message, facts, registrant, flow);
    }
    return flow;
  }

  private flowOf({ isRequest, sip }: SipFacts, registrant: Registrant, now: number): Flow {
    const { index } = this.parts;
    const { aor, key } = registrant;
    const devices = isRequest ? registrant.devicesOf(sip.contacts) : NONE;
    const flow =
      index.find(key, now) ?? this.lastingOf(devices, now) ?? index.create('registration', aor, now);
    index.bind(flow, key);
    for (const device of devices) index.bind(flow, device);
    return flow;
  }

  /** The registration of the same device that has not ended. */
  private lastingOf(devices: readonly string[], now: number): Flow | undefined {
    for (const device of devices) {
      const flow = this.parts.index.find(device, now);
      if (flow !== undefined && lasts(flow, now)) return flow;
    }
    return undefined;
  }

  private noteRequest(message: SeenSip, facts: SipFacts, registrant: Registrant, flow: Flow): void {
    const { registers, transactions } = this.parts.requests;
    const { user, userAtDomain } = registrant;
    const { callId, cseq } = facts;
    for (const { cluster, node } of message.sentBy) {
      const sent = registers.at(cluster, node, user, message.time);
      if (sent !== undefined && sent.callId === callId && sent.cseq === cseq) sent.forwarded = true;
    }
    for (const request of requestAtNodes(message, flow, callId, cseq, removesContact(facts))) {
      registers.note(user, request);
      if (userAtDomain !== undefined) registers.note(userAtDomain, request);
      transactions.note(subject.transaction(cseq, callId), request);
    }
  }

  /** A node that accepts a REGISTER has the contact from then on. */
  private noteAnswer(message: SeenSip, facts: SipFacts, registrant: Registrant, flow: Flow): void {
    const { requests, origins } = this.parts;
    const { outcome } = flow;
    if (facts.status < 200 || facts.status >= 300 || !(outcome instanceof RegistrationOutcome)) return;
    const { callId, cseq } = facts;
    for (const { cluster, node } of message.sentBy) {
      const asked = requests.registers.at(cluster, node, registrant.user, message.time);
      if (asked === undefined || asked.callId !== callId || asked.cseq !== cseq || asked.forwarded) continue;
      asked.answeredAt ??= message.time;
      if (asked.removes) {
        origins.remove(cluster, node, contactKey(outcome.to));
        continue;
      }
      const { expiresAt } = outcome;
      const brought = { key: contactKey(outcome.to), callId, cseq, expiresAt, isUpdate: true };
      origins.bring(cluster, node, brought, asked.id, message.time);
    }
  }
}

function lasts(flow: Flow, now: number): boolean {
  return ['REGISTERED', 'PENDING', 'CHALLENGED', 'UNANSWERED'].includes(flow.state(now));
}

function removesContact({ sip }: SipFacts): boolean {
  const [contact] = sip.contacts;
  if (contact === undefined) return false;
  return (deltaSeconds(parameterOf(contact, 'expires')) ?? expiresOf(sip)) === 0;
}
