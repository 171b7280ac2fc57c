import { type Lag, lagOf, worstLag } from '../../engine/flows/flow-timing.ts';
import type { Flow } from '../../flows/flow.ts';
import type { MessageId } from '../../ids.ts';
import type { FlowMarks } from '../../view/flows/flow-marks.ts';
import { type LadderInput, ladder } from '../../view/ladder/ladder.ts';
import { rfc3339 } from '../../view/text/times.ts';
import { endpointJson } from './endpoint-json.ts';
import { jsonLine } from './json-line.ts';

/** One flow as a line of NDJSON. An absent member is unknown. */
export function flowJson(input: LadderInput, flow: Flow, marks: FlowMarks, now: number): string {
  return jsonLine(flowFields(input, flow, marks, now));
}

/** The same with every message, on every hop. */
export function flowWithEntriesJson(input: LadderInput, flow: Flow, marks: FlowMarks, now: number): string {
  const model = ladder(input, [flow], { foldNodes: true });
  const { base } = input.session.tables;
  const entries = model.entries.map((entry) => ({
    no: entry.number,
    time: rfc3339(base, entry.time),
    src: endpointJson(input.session, entry.id, input.session.tables.index.sender(entry.id)),
    dst: endpointJson(input.session, entry.id, input.session.tables.index.receiver(entry.id)),
    protocol: entry.isReplication ? 'bin' : 'sip',
    what: entry.summary.what,
    about: entry.summary.about,
    ...(entry.retransmissions === 0 ? {} : { retransmissions: entry.retransmissions }),
    ...(entry.cause === undefined
      ? {}
      : {
          cause: { message: entry.cause.number, relation: entry.cause.relation, ageMs: ms(entry.cause.age) },
        }),
    ...lagFields(entry.lag),
  }));
  return jsonLine({ ...flowFields(input, flow, marks, now), entries });
}

function flowFields(input: LadderInput, flow: Flow, marks: FlowMarks, now: number) {
  const { numbers, places } = input;
  const { base } = input.session.tables;
  const { state, refusal, from, to, setupTime, talkTime } = flow.summary(now);
  const worst = worstLag(places, flow);
  const forgotten = flow.forgottenMessages + flow.forgottenPackets;
  return {
    v: 1,
    flow: flow.id,
    kind: flow.kind,
    callIds: flow.callIds,
    aors: flow.aors,
    state,
    ...(refusal === undefined ? {} : { status: refusal }),
    ...(from === '' ? {} : { from }),
    ...(to === '' ? {} : { to }),
    start: rfc3339(base, flow.start),
    end: rfc3339(base, flow.end),
    nodes: flow.nodes,
    messages: sorted(flow.messages, input),
    replication: sorted(flow.replication, input),
    retransmissions: flow.retransmissions,
    ...(setupTime === undefined ? {} : { setupMs: ms(setupTime) }),
    ...(talkTime === undefined ? {} : { talkMs: ms(talkTime) }),
    ...lagFields(worst),
    causes: [
      ...[...flow.packetCauses()].map(({ packet, cause }) => ({
        message: numbers.of(packet),
        cause: numbers.of(cause),
        relation: 'caused',
        ...lagFields(lagOf(places, cause, packet)),
      })),
      ...flow.origins.map(({ request, cause, since }) => ({
        message: numbers.of(request),
        cause: numbers.of(cause),
        relation: 'contact',
        ageMs: ms(input.session.timeOf(request) - since),
      })),
    ].sort((a, b) => a.message - b.message),
    ...(flow.leftOut === 0 ? {} : { leftOut: flow.leftOut }),
    ...(forgotten === 0 ? {} : { forgotten }),
    findings: marks.of(flow).map(({ rule, text, nodes, messages }) => ({
      rule,
      title: text,
      ...(nodes.length === 0 ? {} : { nodes }),
      ...(messages.length === 0 ? {} : { messages: messages.map((id) => numbers.of(id)) }),
    })),
  };
}

/** `lagTo` tells what the lag was measured to: arrival, departure, or wherever the message was seen. */
function lagFields(lag: Lag | undefined) {
  if (lag === undefined) return {};
  const left = lag.toDeparture === undefined ? {} : { leftMs: ms(lag.toDeparture) };
  return { lagMs: ms(lag.total), lagTo: lag.end, ...left };
}

function sorted(ids: Iterable<MessageId>, { numbers }: LadderInput): readonly number[] {
  return [...ids].map((id) => numbers.of(id)).sort((a, b) => a - b);
}

/** Milliseconds, rounded to the nanosecond, which removes floating-point noise. */
function ms(nanoseconds: number): number {
  return Math.round(nanoseconds) / 1e6;
}
