import { TimeBase } from '../../src/capture/time-base.ts';
import type { Calendar, FieldTree, MessageFacts } from '../../src/filter/message-facts.ts';
import type { EndpointId, MessageId } from '../../src/ids.ts';
import type { Cut } from '../../src/reassembly/carried-message.ts';
import type { MessageKind } from '../../src/store/kinds.ts';
import { RouteTable } from '../../src/store/routes.ts';
import { aorTerm, callIdTerm } from '../../src/store/terms.ts';
import { ByteStringTable } from '../../src/tables/byte-strings.ts';
import { EndpointTable } from '../../src/tables/endpoints.ts';

/** A message in plain words, for tests. */
export interface Row {
  readonly kind: MessageKind;
  readonly from: { readonly ip: string; readonly port: number };
  readonly to: { readonly ip: string; readonly port: number };
  /** As PacketStatus and SipStatus. */
  readonly status: number;
  readonly cut: Cut;
  readonly retransmissions: number;
  readonly length: number;
  /** In the order of time, from 1. */
  readonly number: number;
  /** Seconds since the first frame, which was captured at 2026-01-02 03:04:05 UTC. */
  readonly time: number;
  readonly source: number;
  readonly destination: number;
  readonly cluster: number;
  readonly aors: readonly string[];
  readonly callIds: readonly string[];
  readonly text: string;
  readonly fields: FieldTree;
}

const SIP_REQUEST: Row = {
  kind: { protocol: 'sip', form: 'request', method: 'REGISTER' },
  from: { ip: '10.0.0.1', port: 40000 },
  to: { ip: '10.0.0.2', port: 5060 },
  status: 1,
  cut: 0,
  retransmissions: 0,
  length: 500,
  number: 1,
  time: 0,
  source: 0,
  destination: 0,
  cluster: 0,
  aors: [],
  callIds: [],
  text: '',
  fields: {},
};

export function request(method: string, rest: Partial<Row> = {}): Row {
  return { ...SIP_REQUEST, kind: { protocol: 'sip', form: 'request', method }, ...rest };
}

export function response(status: number, method: string, rest: Partial<Row> = {}): Row {
  return { ...SIP_REQUEST, kind: { protocol: 'sip', form: 'response', status, method }, ...rest };
}

export function packet(capability: string, command: number, name?: string, rest: Partial<Row> = {}): Row {
  const internal = capability === 'clusterer-internal';
  const named = name === undefined ? {} : { name };
  return { ...SIP_REQUEST, kind: { protocol: 'bin', capability, command, internal, ...named }, ...rest };
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
  readonly routes = new RouteTable();
  readonly endpoints = new EndpointTable();
  readonly aors = new ByteStringTable();
  readonly callIds = new ByteStringTable();
  private readonly rows: readonly Row[];
  private readonly terms: readonly (readonly number[])[];
  private readonly kindNumbers: readonly number[];

  readonly calendar: Calendar;

  constructor(rows: readonly Row[]) {
    this.rows = rows;
    const base = new TimeBase();
    base.fix(Date.UTC(2026, 0, 2, 3, 4, 0) / 1000);
    this.calendar = { base, firstFrame: () => 5e9, utc: true };
    const numbers = new Map<string, number>();
    this.kindNumbers = rows.map(({ kind }, at) => {
      const text = JSON.stringify(kind);
      const number = numbers.get(text) ?? at;
      numbers.set(text, number);
      return number;
    });
    this.terms = rows.map((row) => [
      ...row.aors.map((aor) => aorTerm(intern(this.aors, aor))),
      ...row.callIds.map((callId) => callIdTerm(intern(this.callIds, callId))),
    ]);
  }

  /** Rows with equal kinds share the number of the first of them. */
  readonly kinds = {
    get: (kind: number): MessageKind => {
      this.describedKinds++;
      return this.row(kind).kind;
    },
  };

  readonly index = {
    kind: (message: MessageId) => this.kindNumbers[message] ?? -1,
    sender: (message: MessageId) => this.endpoint(this.row(message).from),
    receiver: (message: MessageId) => this.endpoint(this.row(message).to),
    length: (message: MessageId) => this.row(message).length,
    status: (message: MessageId) => this.row(message).status,
    cut: (message: MessageId) => this.row(message).cut,
    retransmissions: (message: MessageId) => this.row(message).retransmissions,
    route: (message: MessageId) => {
      const { cluster, source, destination } = this.row(message);
      return this.routes.intern(cluster, source, destination);
    },
    termCount: (message: MessageId) => this.terms[message]?.length ?? 0,
    term: (message: MessageId, at: number) => this.terms[message]?.[at] ?? 0,
  };

  numberOf(message: MessageId): number {
    return this.row(message).number;
  }

  timeOf(message: MessageId): number {
    return 5e9 + this.row(message).time * 1e9;
  }
  nodeOf(endpoint: EndpointId): number | undefined {
    return this.nodes.get(this.endpoints.addressText(this.endpoints.addressOf(endpoint)));
  }
  hasTurned(): boolean {
    return false;
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

  private endpoint({ ip, port }: Row['from']): EndpointId {
    const bytes = addressBytes(ip);
    return this.endpoints.endpoint(this.endpoints.address(bytes, 0, bytes.length === 4 ? 4 : 16), port);
  }

  private row(message: number): Row {
    return this.rows[message] as Row;
  }
}

function intern(table: ByteStringTable, text: string) {
  const bytes = Buffer.from(text);
  return table.intern(bytes, 0, bytes.length);
}

/** Of a dotted quad, or of an IPv6 address with one `::` and no dots. */
function addressBytes(ip: string): Uint8Array {
  if (!ip.includes(':')) return Uint8Array.from(ip.split('.').map(Number));
  const bytes = new DataView(new ArrayBuffer(16));
  const [head = [], tail = []] = ip
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''));
  const groups = [...head, ...new Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
  groups.forEach((group, at) => {
    bytes.setUint16(2 * at, Number.parseInt(group, 16));
  });
  return new Uint8Array(bytes.buffer);
}
