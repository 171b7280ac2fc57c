import type { Party } from '../population.ts';
import { dotted, type Endpoint } from '../wire/packet-writer.ts';
import type { UserAgent } from './user-agents.ts';

/** Header names of one make of device: in full, or short. */
export interface Names {
  readonly via: string;
  readonly from: string;
  readonly to: string;
  readonly callId: string;
  readonly contact: string;
  readonly type: string;
  readonly length: string;
}

const FULL: Names = {
  via: 'Via',
  from: 'From',
  to: 'To',
  callId: 'Call-ID',
  contact: 'Contact',
  type: 'Content-Type',
  length: 'Content-Length',
};
const COMPACT: Names = { via: 'v', from: 'f', to: 't', callId: 'i', contact: 'm', type: 'c', length: 'l' };

export function namesOf(agent: UserAgent): Names {
  return agent.compact ? COMPACT : FULL;
}

export const SERVER = 'Server: OpenSIPS (x86_64/linux)\r\n';
export const EMPTY = 'Content-Length: 0\r\n\r\n';

export function body(names: Names, type: string, text: string): string {
  return `${names.type}: ${type}\r\n${names.length}: ${text.length}\r\n\r\n${text}`;
}

export function nameAddress(displayName: string, uri: string): string {
  return displayName === '' ? `<${uri}>` : `"${displayName}" <${uri}>`;
}

export function addressOfRecord(party: Party): string {
  return `sip:${party.user}@${party.domain}`;
}

/** The Via of a phone as it sends it, and as the first proxy has completed it (RFC 3581). */
export function ownVia(party: Party, branch: string): string {
  return `SIP/2.0/${transport(party)} ${party.hostPort};branch=z9hG4bK${branch};rport`;
}

export function receivedVia(party: Party, branch: string): string {
  const { address, port } = party.endpoint;
  const received = `received=${dotted(address)}`;
  return `SIP/2.0/${transport(party)} ${party.hostPort};${received};branch=z9hG4bK${branch};rport=${port}`;
}

/** The Via of a node; `next` is whom it sends the request to. */
export function nodeVia(node: Endpoint, branch: string, next?: Party): string {
  return `SIP/2.0/${next === undefined ? 'UDP' : transport(next)} ${dotted(node.address)}:${node.port};branch=z9hG4bK${branch}`;
}

/** A stack of Vias, top first, as one header or as several. */
export function viaHeaders(name: string, vias: readonly string[], joined: boolean): string {
  if (joined) return `${name}: ${vias.join(', ')}\r\n`;
  let text = '';
  for (const via of vias) text += `${name}: ${via}\r\n`;
  return text;
}

function transport(party: Party): string {
  return party.connection < 0 ? 'UDP' : 'TCP';
}
