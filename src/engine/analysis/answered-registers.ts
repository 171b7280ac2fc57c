import { deltaSeconds, expiresOf } from '../../../decoders/sip/expires.ts';
import { parameterOf } from '../../../decoders/sip/parse-address.ts';
import type { Membership } from '../../cluster/identity/node-directory.ts';
import type { Flow } from '../../flows/flow.ts';
import type { EndpointId, MessageId } from '../../ids.ts';
import { isCallId } from '../../store/terms.ts';
import type { Session } from '../session.ts';

/** A REGISTER that a node answered itself, as a registrar. */
export interface RegisterAnswered {
  readonly cluster: number;
  readonly node: number;
  /** From the first time that it was seen to its last 2xx, in session time. */
  readonly from: number;
  readonly to: number;
  /** As it was sent, and sent again: the first ones. */
  readonly requests: readonly MessageId[];
  readonly answer: MessageId;
  /** Does the node hold a contact because of it? Has to read request and response again. */
  readonly brings: () => boolean;
}

/** At most so many messages of a flow are looked through. */
const MOST_LOOKED_AT = 512;

interface Asked extends Membership {
  readonly request: MessageId;
  readonly requests: MessageId[];
  readonly from: number;
  to: number;
  answer: MessageId | undefined;
  /** The node passed the request on. */
  forwarded: boolean;
}

/** The REGISTERs of a registration that nodes accepted themselves, without those that they only passed on. */
export function registersAnswered(session: Session, flow: Flow): readonly RegisterAnswered[] {
  const { index, kinds } = session.tables;
  const asked = new Map<string, Asked>();
  const { messages } = flow;
  for (let at = 0; at < Math.min(messages.length, MOST_LOOKED_AT); at++) {
    const id = messages.at(at);
    const kind = kinds.get(index.kind(id));
    if (kind.protocol !== 'sip' || kind.form === 'unreadable' || kind.method !== 'REGISTER') continue;
    if (kind.form === 'request') noteRequest(session, asked, id);
    else if (kind.status >= 200 && kind.status < 300) noteAnswer(session, asked, id);
  }
  return [...asked.values()].flatMap(({ request, answer, forwarded, ...asked }) =>
    answer === undefined || forwarded
      ? []
      : [{ ...asked, answer, brings: () => bringsContact(session, request, answer) }],
  );
}

function noteRequest(session: Session, asked: Map<string, Asked>, request: MessageId): void {
  const { index } = session.tables;
  for (const one of nodesAt(session, index.sender(request))) {
    const before = asked.get(keyOf(session, one, request));
    if (before !== undefined) before.forwarded = true;
  }
  const time = session.timeOf(request);
  for (const one of nodesAt(session, index.receiver(request))) {
    const key = keyOf(session, one, request);
    const before = asked.get(key);
    before?.requests.push(request);
    if (before !== undefined) continue;
    const times = { from: time, to: time };
    asked.set(key, { ...one, request, requests: [request], ...times, answer: undefined, forwarded: false });
  }
}

function noteAnswer(session: Session, asked: Map<string, Asked>, answer: MessageId): void {
  for (const one of nodesAt(session, session.tables.index.sender(answer))) {
    const before = asked.get(keyOf(session, one, answer));
    if (before === undefined) continue;
    before.answer ??= answer;
    before.to = session.timeOf(answer);
  }
}

/** The transaction at a node. */
function keyOf({ tables: { index } }: Session, { cluster, node }: Membership, id: MessageId): string {
  let callId = 0;
  for (let at = 0; at < index.termCount(id) && callId === 0; at++) {
    if (isCallId(index.term(id, at))) callId = index.term(id, at);
  }
  return `${cluster} ${node} ${index.cseq(id)} ${callId}`;
}

function nodesAt({ tables: { endpoints, nodes } }: Session, endpoint: EndpointId): readonly Membership[] {
  return nodes.membershipsOf(endpoints.addressOf(endpoint));
}

/** Did it ask for a contact, and is one listed in the answer? */
function bringsContact({ reader }: Session, request: MessageId, answer: MessageId): boolean {
  const sip = reader.sip(request);
  const usual = expiresOf(sip);
  const asks = sip.contacts.some(
    (contact) => contact.uri !== '*' && (deltaSeconds(parameterOf(contact, 'expires')) ?? usual) !== 0,
  );
  return asks && reader.sip(answer).contacts.length > 0;
}
