import {
  aorTerm,
  callIdTerm,
  type FieldTree,
  type MessageFacts,
  type MessageKind,
  type TermId,
} from '../../src/filter/message-facts.ts';
import type { AddressId, EndpointId, MessageId, StringId } from '../../src/ids.ts';

/** A message in plain words, for tests. */
export interface Row {
  readonly kind: MessageKind;
  readonly from: { readonly ip: string; readonly port: number };
  readonly to: { readonly ip: string; readonly port: number };
  readonly flags: number;
  readonly length: number;
  readonly source: number;
  readonly destination: number;
  readonly cluster: number;
  readonly aors: readonly string[];
  readonly callIds: readonly string[];
  readonly text: string;
  readonly fields: FieldTree;
}

const SIP_REQUEST: Row = {
  kind: { protocol: 'sip', role: 'request', method: 'REGISTER' },
  from: { ip: '10.0.0.1', port: 40000 },
  to: { ip: '10.0.0.2', port: 5060 },
  flags: 0,
  length: 500,
  source: 0,
  destination: 0,
  cluster: 0,
  aors: [],
  callIds: [],
  text: '',
  fields: {},
};

export function request(method: string, rest: Partial<Row> = {}): Row {
  return { ...SIP_REQUEST, kind: { protocol: 'sip', role: 'request', method }, ...rest };
}

export function response(status: number, method: string, rest: Partial<Row> = {}): Row {
  return { ...SIP_REQUEST, kind: { protocol: 'sip', role: 'response', status, method }, ...rest };
}

export function packet(capability: string, type: number, name?: string, rest: Partial<Row> = {}): Row {
  const internal = capability === 'clusterer-internal';
  const sync = name?.includes('SYNC') ?? false;
  return { ...SIP_REQUEST, kind: { protocol: 'bin', capability, type, name, internal, sync }, ...rest };
}

/** Facts about rows; counts how often the expensive ones were asked. */
export class RowFacts implements MessageFacts {
  revision = 0;
  textReads = 0;
  fieldReads = 0;
  describedKinds = 0;
  /** Node ids by IP address. */
  readonly nodes = new Map<string, number>();
  readonly capabilities = new Set<string>();
  readonly packetNames = new Set<string>();
  private readonly rows: readonly Row[];
  private readonly kinds = new Names();
  private readonly endpoints = new Names();
  private readonly aors = new Names();
  private readonly callIds = new Names();
  private readonly terms: TermId[] = [];
  private readonly termStarts: number[] = [];

  constructor(rows: readonly Row[]) {
    this.rows = rows;
    for (const row of rows) {
      this.termStarts.push(this.terms.length);
      for (const aor of row.aors) this.terms.push(aorTerm(this.aors.id(aor) as StringId));
      for (const callId of row.callIds) this.terms.push(callIdTerm(this.callIds.id(callId) as StringId));
    }
    this.termStarts.push(this.terms.length);
  }

  kind(message: MessageId): number {
    return this.kinds.id(JSON.stringify(this.row(message).kind));
  }
  sender(message: MessageId): EndpointId {
    return this.endpoints.id(endpointText(this.row(message).from)) as EndpointId;
  }
  receiver(message: MessageId): EndpointId {
    return this.endpoints.id(endpointText(this.row(message).to)) as EndpointId;
  }
  flags(message: MessageId): number {
    return this.row(message).flags;
  }
  length(message: MessageId): number {
    return this.row(message).length;
  }
  binSource(message: MessageId): number {
    return this.row(message).source;
  }
  binDestination(message: MessageId): number {
    return this.row(message).destination;
  }
  cluster(message: MessageId): number {
    return this.row(message).cluster;
  }
  termsFrom(message: MessageId): number {
    return this.termStarts[message] ?? 0;
  }
  termsTo(message: MessageId): number {
    return this.termStarts[message + 1] ?? 0;
  }
  termAt(position: number): TermId {
    return this.terms[position] as TermId;
  }
  describeKind(kind: number): MessageKind {
    this.describedKinds++;
    const { name, ...rest } = JSON.parse(this.kinds.name(kind));
    return rest.protocol === 'bin' ? { ...rest, name } : rest;
  }
  aorText(aor: StringId): string {
    return this.aors.name(aor);
  }
  callIdText(callId: StringId): string {
    return this.callIds.name(callId);
  }
  addressOf(endpoint: EndpointId): AddressId {
    return endpoint as number as AddressId;
  }
  addressText(address: AddressId): string {
    return this.endpoints.name(address).split(' ')[0] ?? '';
  }
  portOf(endpoint: EndpointId): number {
    return Number(this.endpoints.name(endpoint).split(' ')[1]);
  }
  nodeOf(endpoint: EndpointId): number | undefined {
    return this.nodes.get(this.addressText(this.addressOf(endpoint)));
  }
  isCapability(name: string): boolean {
    return this.capabilities.has(name);
  }
  isPacketName(name: string): boolean {
    return this.packetNames.has(name);
  }
  text(message: MessageId): string {
    this.textReads++;
    return this.row(message).text;
  }
  fields(message: MessageId): FieldTree {
    this.fieldReads++;
    return this.row(message).fields;
  }

  private row(message: MessageId): Row {
    return this.rows[message] as Row;
  }
}

function endpointText({ ip, port }: { ip: string; port: number }): string {
  return `${ip} ${port}`;
}

/** Texts and their ids from 0. */
class Names {
  private readonly ids = new Map<string, number>();
  private readonly names: string[] = [];

  id(name: string): number {
    let id = this.ids.get(name);
    if (id === undefined) {
      id = this.names.push(name) - 1;
      this.ids.set(name, id);
    }
    return id;
  }

  name(id: number): string {
    return this.names[id] ?? '';
  }
}
