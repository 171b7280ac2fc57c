import type { BinPacket } from '../../../decoders/bin/decode-packet.ts';
import { describeReleases } from '../../../decoders/bin/releases.ts';
import { hex } from '../../../decoders/bytes/text.ts';
import { sipFields } from '../../engine/lookup/sip-fields.ts';
import type { Session } from '../../engine/session.ts';
import type { MessageId } from '../../ids.ts';
import { Cut, Protocol, TRANSPORT_NAMES } from '../../reassembly/carried-message.ts';
import { isCallId, stringOf } from '../../store/terms.ts';
import { rfc3339 } from '../../view/text/times.ts';
import { endpointJson } from './endpoint-json.ts';
import { fieldMeanings } from './field-meanings.ts';
import { jsonLine, wireText } from './json-line.ts';

/**
 * One message as a line of NDJSON. Times are RFC 3339 in UTC with nine decimals, numbers beyond 2^53 are
 * strings, strings that are not UTF-8 are `{"hex":"..."}`. An absent member is unknown. `flow` is the id of
 * the flow that the message belongs to.
 */
export function messageJson(session: Session, id: MessageId, number: number, flow?: string): string {
  const { index, base } = session.tables;
  const sights = session.sightsOf(id);
  const resent = Math.max(...sights.map((sight) => sight.retransmissions));
  const protocol = index.protocol(id);
  const fields = {
    v: 1,
    no: number,
    time: rfc3339(base, session.timeOf(id)),
    frames: sights.map((sight) => session.succession.placeOf(sight)),
    observed: sights.map((sight) => ({
      capture: session.succession.placeOf(sight).capture,
      time: rfc3339(base, sight.time),
    })),
    src: endpointJson(session, id, index.sender(id)),
    dst: endpointJson(session, id, index.receiver(id)),
    transport: TRANSPORT_NAMES[index.transport(id)],
    protocol: protocol === Protocol.Bin ? 'bin' : 'sip',
    ...(resent === 0 ? {} : { retransmissions: resent }),
    ...(index.cut(id) === Cut.None ? {} : { cut: CUTS[index.cut(id)] }),
    ...terms(session, id),
    ...(flow === undefined ? {} : { flow }),
    ...(protocol === Protocol.Bin ? { bin: bin(session, id) } : { sip: sip(session, id) }),
  };
  return jsonLine(fields, wireValue);
}

const CUTS: Readonly<Record<Cut, string>> = {
  [Cut.None]: '',
  [Cut.Snaplen]: 'snaplen',
  [Cut.Gap]: 'gap',
  [Cut.End]: 'end',
  [Cut.Limit]: 'limit',
};

function terms(session: Session, id: MessageId): { aors: string[]; callIds: string[] } {
  const { index, aors, callIds } = session.tables;
  const found = { aors: [] as string[], callIds: [] as string[] };
  for (let at = 0; at < index.termCount(id); at++) {
    const term = index.term(id, at);
    if (isCallId(term)) found.callIds.push(callIds.text(stringOf(term)));
    else found.aors.push(aors.text(stringOf(term)));
  }
  return found;
}

function bin(session: Session, id: MessageId) {
  const packet = session.reader.packet(id);
  const meaning = fieldMeanings(session.reader.dissect(id));
  return {
    capability: packet.capability,
    type: packet.command,
    ...(packet.name === undefined ? {} : { name: packet.name }),
    version: packet.version,
    length: packet.length,
    ...nodeIds(packet),
    status: packet.status,
    ...(packet.releases === 0 ? {} : { releases: describeReleases(packet.releases) }),
    fields: packet.fields,
    ...(Object.keys(meaning).length === 0 ? {} : { meaning }),
    ...(packet.rest === undefined ? {} : { rest: hex(packet.rest, 0, packet.rest.length) }),
    ...(packet.error === undefined ? {} : { error: packet.error }),
  };
}

function nodeIds(packet: BinPacket) {
  const { cluster, source, destination, destinationCluster } = packet;
  return {
    ...(cluster === undefined ? {} : { cluster }),
    ...(source === undefined ? {} : { source }),
    ...(destination === undefined ? {} : { destination }),
    ...(destinationCluster === undefined ? {} : { destinationCluster }),
  };
}

function sip(session: Session, id: MessageId) {
  const message = session.reader.sip(id);
  const { headers: _, ...fields } = sipFields(message);
  const state = message.state === 'decoded' ? {} : { state: message.state };
  return { ...fields, ...state, ...(message.error === undefined ? {} : { error: message.error }) };
}

/** Replaces what JSON cannot express. Called for every value, so the most frequent types come first. */
function wireValue(key: string, value: unknown): unknown {
  if (typeof value === 'string') return wireText(key, value);
  if (typeof value === 'bigint') {
    const exact = value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER);
    return exact ? Number(value) : value.toString();
  }
  return value instanceof Uint8Array ? bytesValue(value) : value;
}

function bytesValue(bytes: Uint8Array): unknown {
  const text = Buffer.from(bytes).toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? text : { hex: hexOf(bytes) };
}

function hexOf(bytes: Uint8Array): string {
  return hex(bytes, 0, bytes.length);
}
