import type { SeenSip } from '../cluster/seen-message.ts';
import type { Flow } from './flow.ts';
import { type FlowParts, flowKey, subject } from './flow-parts.ts';
import { RegistrationOutcome } from './registration-outcome.ts';
import { expiresOf, parameterOf, type SipFacts, seconds } from './sip-facts.ts';
import { contactKey, userOf } from './sip-names.ts';

/**
 * REGISTER and what answers it. A registration is what one device keeps of one AOR: all requests of a
 * Call-ID, and of a new one if the device is the same and its registration has not ended.
 */
export class Registrations {
  private readonly parts: FlowParts;

  constructor(parts: FlowParts) {
    this.parts = parts;
  }

  push(message: SeenSip, facts: SipFacts): Flow {
    const flow = this.flowOf(facts, message.time);
    flow.names(facts.callId, facts.toAor);
    flow.add(message);
    if (facts.isRequest) {
      flow.outcome?.request(facts, message.time);
      this.noteRequest(message, facts, flow);
    } else {
      flow.outcome?.response(facts, message.time);
      this.noteAnswer(message, facts, flow);
    }
    return flow;
  }

  private flowOf(facts: SipFacts, now: number): Flow {
    const { index } = this.parts;
    const user = userOf(facts.toAor);
    const key = flowKey.registration(user, facts.callId);
    const devices = facts.isRequest ? devicesOf(facts).map((device) => flowKey.device(user, device)) : [];
    const flow =
      index.find(key, now) ??
      devices.map((device) => index.find(device, now)).find((one) => one !== undefined && lasts(one, now)) ??
      index.create('registration', facts.toAor, now);
    for (const one of [key, ...devices]) index.bind(flow, one);
    return flow;
  }

  private noteRequest(message: SeenSip, facts: SipFacts, flow: Flow): void {
    const { requests } = this.parts;
    const { id, time } = message;
    const { callId, cseq } = facts;
    for (const { cluster, node } of message.sentBy) {
      const sent = requests.at(cluster, node, subject.registration(userOf(facts.toAor)), message.time);
      if (sent !== undefined && sent.callId === callId && sent.cseq === cseq) sent.forwarded = true;
    }
    const removes = removesContact(facts);
    const subjects = [...subjectsOf(facts.toAor), subject.transaction(cseq, callId)];
    requests.note(message, subjects, {
      id,
      time,
      flow,
      callId,
      cseq,
      removes,
      forwarded: false,
    });
  }

  /** A node that accepts a REGISTER has the contact from then on. */
  private noteAnswer(message: SeenSip, facts: SipFacts, flow: Flow): void {
    const { requests, origins } = this.parts;
    const { outcome } = flow;
    if (facts.status < 200 || facts.status >= 300 || !(outcome instanceof RegistrationOutcome)) return;
    const { callId, cseq } = facts;
    for (const { cluster, node } of message.sentBy) {
      const asked = requests.at(cluster, node, subject.registration(userOf(facts.toAor)), message.time);
      if (asked === undefined || asked.callId !== callId || asked.cseq !== cseq || asked.forwarded) continue;
      if (asked.removes) {
        origins.remove(cluster, node, outcome.to);
        continue;
      }
      const { expiresAt } = outcome;
      const brought = { contact: outcome.to, callId, cseq, expiresAt, isUpdate: true };
      origins.bring(cluster, node, brought, asked.id, message.time);
    }
  }
}

function lasts(flow: Flow, now: number): boolean {
  return ['REGISTERED', 'PENDING', 'CHALLENGED', 'UNANSWERED'].includes(flow.summary(now).state);
}

/** With and without its domain: a registrar may or may not keep it (modparam use_domain). */
function subjectsOf(aor: string): readonly string[] {
  const user = userOf(aor);
  return aor.includes('@')
    ? [subject.registration(user), subject.registration(aor.toLowerCase())]
    : [subject.registration(user)];
}

/** RFC 5626 4.1: instance and reg-id name a device's flow; of others, the contact is all there is. */
function devicesOf({ sip }: SipFacts): readonly string[] {
  const [contact] = sip.contacts;
  if (contact === undefined || contact.uri === '*') return [];
  const instance = parameterOf(contact, '+sip.instance');
  const device = instance === undefined ? [] : [`${instance};${parameterOf(contact, 'reg-id') ?? ''}`];
  return [...device, contactKey(contact.uri)];
}

function removesContact({ sip }: SipFacts): boolean {
  const [contact] = sip.contacts;
  if (contact === undefined) return false;
  return (seconds(parameterOf(contact, 'expires')) ?? expiresOf(sip)) === 0;
}
