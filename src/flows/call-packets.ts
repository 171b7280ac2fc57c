import type { Fields } from '../../decoders/fields/decode.ts';
import { parseSip } from '../../decoders/sip/parse-message.ts';
import { numberOf, textOf } from '../cluster/field-values.ts';
import { oncePerPacket } from '../cluster/replication/once-per-packet.ts';
import type { ReplicatedCall, SeenBin } from '../cluster/seen-message.ts';
import { CallOutcome } from './call-outcome.ts';
import { Copies } from './copies.ts';
import type { DialogsAndRequests } from './dialogs-and-requests.ts';
import type { Flow } from './flow.ts';
import { type FlowParts, flowKey, sessionTime } from './flow-parts.ts';
import { carriedMessage } from './packet-causes.ts';
import { type SipFacts, sipFacts } from './sip-facts.ts';
import { aorOf, bounded, storedUserOf } from './sip-names.ts';

/** BIN packets about calls: replicated dialogs, B2BUA entities, and SIP that one node hands to another (tm-repl). */
export class CallPackets {
  private readonly parts: FlowParts;
  private readonly calls: DialogsAndRequests;
  private readonly copies = new Copies<number>();
  private readonly namedBy = oncePerPacket(({ packet: { fields } }) => callNamedBy(fields));

  constructor(parts: FlowParts, calls: DialogsAndRequests) {
    this.parts = parts;
    this.calls = calls;
  }

  /** Undefined if the packet names no call, as one about a sharing tag, or one that is too damaged. */
  dialog(message: SeenBin): Flow | undefined {
    const { name, call = this.namedBy(message) } = message.packet;
    const { callId, from, to, timeout } = call;
    if (callId === '') return undefined;
    const flow = this.callOf(callId, message.time);
    flow.names(callId, to, from);
    this.addTo(flow, message);
    if (!(flow.outcome instanceof CallOutcome)) return flow;
    const leg = flow.outcome.leg(callId, from, to);
    if (name === 'REPLICATION_DLG_DELETED') leg?.dialogDeleted(message.time);
    else if (name === 'REPLICATION_DLG_CREATED' || name === 'REPLICATION_DLG_UPDATED') {
      leg?.dialogIs(timeout === 0 ? undefined : sessionTime(this.parts, timeout), message.time);
    }
    return flow;
  }

  entity(message: SeenBin): Flow | undefined {
    const { callId, from, to } = this.namedBy(message);
    if (callId === '') return undefined;
    const flow = this.joinLegs(message, this.callOf(callId, message.time));
    flow.names(callId, to, from);
    this.addTo(flow, message);
    return flow;
  }

  carried(message: SeenBin): Flow | undefined {
    const bytes = message.packet.fields.message;
    if (!(bytes instanceof Uint8Array)) return undefined;
    const end = bytes[bytes.length - 1] === 0 ? bytes.length - 1 : bytes.length;
    const facts = sipFacts(parseSip(bytes, 0, end));
    if (facts === undefined) return undefined;
    const flow = this.flowOfCarried(facts, message.time);
    flow.names(facts.callId, facts.toAor, facts.fromAor);
    const possible = flow.possibleCauses(this.parts.seen);
    const cause = possible === undefined ? undefined : carriedMessage(possible, message, facts);
    flow.add(message, cause);
    return flow;
  }

  private flowOfCarried(facts: SipFacts, now: number): Flow {
    const registration = flowKey.registration(storedUserOf(facts.toAor), facts.callId);
    const known = facts.method === 'REGISTER' ? this.parts.index.find(registration, now) : undefined;
    return known ?? this.calls.ofCallId(facts.callId, 'call', now);
  }

  private addTo(flow: Flow, message: SeenBin): void {
    const { copies } = this;
    const { seen } = this.parts;
    const known = copies.of(message);
    const others = known === undefined ? copies.countedTooEarly(message) : [];
    const first = known ?? others[0]?.time ?? message.time;
    if (known === undefined) copies.remember(message, first, others);
    flow.addCaused(message, first, seen);
    if (others.length > 0) flow.explainCopies(new Set(others.map(({ id }) => id)), first, seen);
  }

  private callOf(callId: string, now: number): Flow {
    const flow = this.calls.ofCallId(callId, 'call', now);
    if (flow.kind !== 'call') flow.becomes('call');
    return flow;
  }

  /** The key of the owning logic object names the legs that a B2BUA joins (spec bin-capabilities 5.4). */
  private joinLegs(message: SeenBin, flow: Flow): Flow {
    const { cluster, source, time, packet } = message;
    const logic = textOf(packet.fields, 'logic_key') ?? '';
    if (logic === '' || cluster <= 0) return flow;
    const { index } = this.parts;
    const key = flowKey.logic(cluster, source, bounded(logic));
    const other = index.find(key, time);
    // Keys are reused: a key that a finished call had may belong to a new call by now.
    const lives = other?.outcome !== undefined && other.outcome.overSince(time) === undefined;
    if (other !== undefined && lives) return index.merge(flow, other);
    index.bind(flow, key);
    return flow;
  }
}

/** The call that a packet about a dialog or a B2BUA entity names; `callId` is empty if it names none. */
function callNamedBy(fields: Fields): ReplicatedCall {
  return {
    callId: bounded(textOf(fields, 'callid') ?? ''),
    from: aorOf(textOf(fields, 'from_uri') ?? ''),
    to: aorOf(textOf(fields, 'to_uri') ?? ''),
    timeout: numberOf(fields, 'timeout') ?? 0,
  };
}
