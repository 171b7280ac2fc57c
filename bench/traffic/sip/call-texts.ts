import type { Party } from '../population.ts';
import { dotted } from '../wire/packet-writer.ts';
import type { Call } from './call.ts';
import { credentials, digestChallenge } from './digest.ts';
import type { CallMessage, Step } from './flow.ts';
import {
  body,
  EMPTY,
  nameAddress,
  namesOf,
  nodeVia,
  ownVia,
  receivedVia,
  SERVER,
  viaHeaders,
} from './text-parts.ts';

type Method = 'INVITE' | 'ACK' | 'CANCEL' | 'BYE';

interface Form {
  /** Method of a request; undefined for a response. */
  readonly request?: Method;
  /** Of a response: method of its request. */
  readonly answers?: Method;
  readonly status?: readonly [number, string];
  /** Number of the transaction inside the call: makes its branch. */
  readonly transaction: number;
  readonly cseq: number;
}

const TRYING = [100, 'Giving it a try'] as const;
const RINGING = [180, 'Ringing'] as const;
const OK = [200, 'OK'] as const;
const CHALLENGE = [407, 'Proxy Authentication Required'] as const;

/** `cseq` counts from the INVITE that is answered. */
const FORMS: Readonly<Record<CallMessage, Form>> = {
  'invite-without-credentials': { request: 'INVITE', transaction: 0, cseq: 0 },
  challenge: { answers: 'INVITE', status: CHALLENGE, transaction: 0, cseq: 0 },
  'challenge-ack': { request: 'ACK', transaction: 0, cseq: 0 },
  invite: { request: 'INVITE', transaction: 1, cseq: 1 },
  trying: { answers: 'INVITE', status: TRYING, transaction: 1, cseq: 1 },
  ringing: { answers: 'INVITE', status: RINGING, transaction: 1, cseq: 1 },
  ok: { answers: 'INVITE', status: OK, transaction: 1, cseq: 1 },
  ack: { request: 'ACK', transaction: 2, cseq: 1 },
  cancel: { request: 'CANCEL', transaction: 1, cseq: 1 },
  'cancel-ok': { answers: 'CANCEL', status: OK, transaction: 1, cseq: 1 },
  failure: { answers: 'INVITE', transaction: 1, cseq: 1 },
  'failure-ack': { request: 'ACK', transaction: 1, cseq: 1 },
  're-invite': { request: 'INVITE', transaction: 3, cseq: 2 },
  're-trying': { answers: 'INVITE', status: TRYING, transaction: 3, cseq: 2 },
  're-ok': { answers: 'INVITE', status: OK, transaction: 3, cseq: 2 },
  're-ack': { request: 'ACK', transaction: 4, cseq: 2 },
  bye: { request: 'BYE', transaction: 9, cseq: 9 },
  'bye-ok': { answers: 'BYE', status: OK, transaction: 9, cseq: 9 },
};

/** Method, or status of a response: how the truth counts it. */
export function messageName(call: Call, message: CallMessage): string {
  const { request, status } = FORMS[message];
  return request ?? `${(status ?? call.refusal)[0]}`;
}

/** Does the step's message go towards the caller? */
export function travelsBack(call: Call, { message }: Step): boolean {
  const isResponse = FORMS[message].request === undefined;
  return isResponse !== isFromCallee(call, message);
}

function isFromCallee(call: Call, message: CallMessage): boolean {
  return (message === 'bye' || message === 'bye-ok') && !call.shape.callerHangsUp;
}

export function callText(call: Call, step: Step): string {
  const form = FORMS[step.message];
  return form.request === undefined ? response(call, step, form) : request(call, step, form, form.request);
}

function request(call: Call, step: Step, form: Form, method: Method): string {
  const { hop, message } = step;
  const fromCallee = isFromCallee(call, message);
  const distance = fromCallee ? call.lastHop - hop : hop;
  const party = fromCallee ? call.callee : call.caller;
  const isOpening = message === 'invite' || message === 'invite-without-credentials';
  let text = `${method} ${requestUri(call, step)} SIP/2.0\r\n`;
  if (isOpening && hop > 0) text += recordRoutes(call, hop);
  text += vias(call, hop, form, fromCallee, distance > 0, false);
  text += identity(call, form, method, fromCallee, isOpening ? '' : toTagOf(call, message));
  if (hasRoute(message)) text += routes(call, distance, fromCallee);
  text += `Max-Forwards: ${70 - distance}\r\n`;
  if (method === 'CANCEL') return text + EMPTY;
  text += contact(party, distance > 0);
  if (message === 'invite' && call.shape.isChallenged && hop === 0) text += authorisation(call);
  if (method !== 'INVITE') return `${text}User-Agent: ${party.agent.name}\r\n${EMPTY}`;
  text += party.agent.abilities;
  if (hop > 0) text += identityHeaders(call);
  const flow = message === 're-invite' && call.holds % 2 === 1 ? 'sendonly' : 'sendrecv';
  return text + body(namesOf(party.agent), 'application/sdp', call.callerSdp(hop > 0, flow));
}

function response(call: Call, step: Step, form: Form): string {
  const { hop, message } = step;
  const fromCallee = isFromCallee(call, message);
  const [status, reason] = form.status ?? call.refusal;
  const method = form.answers ?? 'INVITE';
  const answering = fromCallee ? call.caller : call.callee;
  const isFromNode = status === 100 || status === 407 || message === 'cancel-ok' || status === 404;
  let text = `SIP/2.0 ${status} ${reason}\r\n`;
  text += vias(call, hop, form, fromCallee, true, !isFromNode && answering.agent.joinsVias);
  if (message === 'ringing' || message === 'ok') text += recordRoutes(call, call.lastHop);
  text += identity(call, form, method, fromCallee, status === 100 ? '' : toTagOf(call, message));
  if (status === 407) text += `Proxy-Authenticate: ${digestChallenge(call.caller.domain, call.session)}\r\n`;
  if (isFromNode) return text + SERVER + EMPTY;
  const isNextToAnswering = hop === (fromCallee ? 0 : call.lastHop);
  text += contact(answering, !isNextToAnswering);
  if (message !== 'ok' && message !== 're-ok') {
    return `${text}User-Agent: ${answering.agent.name}\r\n${EMPTY}`;
  }
  text += answering.agent.abilities;
  const flow = message === 're-ok' && call.holds % 2 === 1 ? 'recvonly' : 'sendrecv';
  return text + body(namesOf(answering.agent), 'application/sdp', call.calleeSdp(hop < call.lastHop, flow));
}

/** The address of record while it is being looked for, then the Contact that is registered or answered. */
function requestUri(call: Call, { message, hop }: Step): string {
  const { number, lastHop, callee } = call;
  if (isFromCallee(call, message)) return call.caller.contact;
  const isInDialog = hasRoute(message);
  if (!isInDialog && hop < lastHop) return call.dialled;
  if (isInDialog) return callee.contact;
  return callee.user === 'trunk' ? `sip:${number}@${callee.hostPort}` : callee.ownContact;
}

function hasRoute(message: CallMessage): boolean {
  return message === 'ack' || message === 'bye' || message === 're-invite' || message === 're-ack';
}

function toTagOf({ nodeTag, toTag, shape }: Call, message: CallMessage): string {
  const isAnsweredByNode =
    message === 'challenge' || message === 'challenge-ack' || shape.outcome === 'not-found';
  return isAnsweredByNode ? nodeTag : toTag;
}

/** From, To, Call-ID and CSeq. `toTag` is the callee's, empty where it has none yet. */
function identity(call: Call, form: Form, method: Method, fromCallee: boolean, toTag: string): string {
  const { caller, callee } = call;
  const names = namesOf((fromCallee ? callee : caller).agent);
  const callerSide = `${nameAddress(caller.displayName, call.from)};tag=${call.fromTag}`;
  const calleeSide = `<${call.dialled}>${toTag === '' ? '' : `;tag=${toTag}`}`;
  const from = fromCallee ? calleeSide : callerSide;
  const to = fromCallee ? callerSide : calleeSide;
  const cseq = form.cseq === 2 ? 1 + call.holds : form.cseq;
  return `${names.from}: ${from}\r\n${names.to}: ${to}\r\n${names.callId}: ${call.callId}\r\nCSeq: ${cseq + 100} ${method}\r\n`;
}

/** The stack on a hop: the node nearest to the receiver on top, the sender at the bottom. */
function vias(
  call: Call,
  hop: number,
  form: Form,
  fromCallee: boolean,
  isReceived: boolean,
  joined: boolean,
): string {
  const { lastHop } = call;
  const party = fromCallee ? call.callee : call.caller;
  const distance = fromCallee ? lastHop - hop : hop;
  const transaction = `${form.transaction}${form.cseq === 2 ? call.holds : ''}`;
  const stack: string[] = [];
  for (let passed = distance; passed >= 1; passed--) {
    const node = fromCallee ? lastHop - passed : passed - 1;
    const next = passed === lastHop ? (fromCallee ? call.caller : call.callee) : undefined;
    stack.push(
      nodeVia(call.node(node), `${call.branch.slice(0, 4)}.${call.branch}${node}.${transaction}`, next),
    );
  }
  const branch = `-${call.branch}-${transaction}`;
  stack.push(isReceived ? receivedVia(party, branch) : ownVia(party, branch));
  return viaHeaders(namesOf(party.agent).via, stack, joined);
}

/** Of the first `count` nodes, the last one first. */
function recordRoutes(call: Call, count: number): string {
  let text = '';
  for (let node = count - 1; node >= 0; node--) text += `Record-Route: ${routeOf(call, node)}\r\n`;
  return text;
}

/** What is left of the way, `distance` hops from the sender. */
function routes(call: Call, distance: number, fromCallee: boolean): string {
  let text = '';
  for (let passed = distance; passed < call.lastHop; passed++) {
    text += `Route: ${routeOf(call, fromCallee ? call.lastHop - 1 - passed : passed)}\r\n`;
  }
  return text;
}

/** The first node adds the id of the dialog, in reversed hexadecimal digits (spec bin-capabilities 5.1.4). */
function routeOf(call: Call, node: number): string {
  const did = node === 0 ? `;did=${reversedHex(call.hashEntry)}.${reversedHex(call.hashId)}` : '';
  return `<sip:${dotted(call.node(node).address)};lr;ftag=${call.fromTag}${did}>`;
}

function reversedHex(number: number): string {
  return [...number.toString(16)].reverse().join('');
}

function contact(party: Party, isRepaired: boolean): string {
  const uri = isRepaired ? party.contact : party.ownContact;
  return `${namesOf(party.agent).contact}: <${uri}>\r\n`;
}

/** What the platform knows of the caller, and calls the call (RFC 3325, RFC 7315). */
function identityHeaders({ caller, from, icid }: Call): string {
  const identity = nameAddress(caller.displayName, from);
  return (
    `P-Asserted-Identity: ${identity}\r\nP-Charging-Vector: icid-value=${icid};` +
    `icid-generated-at=${caller.domain};orig-ioi=${caller.domain}\r\n`
  );
}

function authorisation(call: Call): string {
  const { caller, session, dialled, callId } = call;
  return `Proxy-Authorization: ${credentials(caller.user, caller.domain, dialled, session, 1, callId)}\r\n`;
}
