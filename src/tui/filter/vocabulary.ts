import { CAPABILITIES } from '../../../decoders/bin/registry.ts';
import type { Session } from '../../engine/session.ts';
import type { Vocabulary } from '../../filter/key-entry.ts';
import type { EndpointId } from '../../ids.ts';

const USUAL_METHODS = [
  'REGISTER',
  'INVITE',
  'ACK',
  'BYE',
  'CANCEL',
  'OPTIONS',
  'SUBSCRIBE',
  'NOTIFY',
  'MESSAGE',
];
const USUAL_METHODS_TOO = ['INFO', 'PRACK', 'PUBLISH', 'REFER', 'UPDATE'];

/** What completion offers: first what occurs in the session, then what else there is. */
export function vocabularyOf(session: Session): Vocabulary {
  const capabilities = new Set<string>();
  const types = new Set<string>();
  const methods = new Set<string>();
  for (let kind = 0; kind < session.tables.kinds.size; kind++) {
    const one = session.tables.kinds.get(kind);
    if (one.protocol === 'bin') {
      capabilities.add(one.capability);
      if (one.name !== undefined) types.add(one.name);
    } else if (one.form !== 'unreadable') methods.add(one.method);
  }
  for (const { name, packets } of CAPABILITIES) {
    capabilities.add(name);
    for (const packet of packets) types.add(packet.name);
  }
  for (const method of [...USUAL_METHODS, ...USUAL_METHODS_TOO]) methods.add(method);
  return {
    capabilities: [...capabilities],
    types: [...types],
    methods: [...methods],
    nodes: nodesOf(session),
    fields: FIELDS,
  };
}

function nodesOf(session: Session): readonly string[] {
  const { nodes, endpoints } = session.tables;
  const ids = new Set<number>();
  for (let endpoint = 0; endpoint < endpoints.size; endpoint++) {
    const address = endpoints.addressOf(endpoint as EndpointId);
    for (const { node } of nodes.membershipsOf(address)) ids.add(node);
  }
  return [...ids].sort((a, b) => a - b).map(String);
}

/** Fields of SIP messages as `field:` knows them, then those that BIN packets declare. */
const FIELDS: readonly string[] = [
  ...new Set([
    ...[
      'userAgent',
      'expires',
      'branch',
      'contentType',
      'uri',
      'reason',
      'cseq.number',
      'from.uri',
      'from.tag',
      'to.tag',
    ],
    ...CAPABILITIES.flatMap(({ packets }) => packets.flatMap(({ fields }) => fields.map(({ name }) => name))),
  ]),
];
