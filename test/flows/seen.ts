import type { BinPacket } from '../../decoders/bin/decode-packet.ts';
import type { Fields } from '../../decoders/fields/decode.ts';
import { parseSip } from '../../decoders/sip/parse-message.ts';
import type { AnalysisContext } from '../../src/cluster/analysis-context.ts';
import type { SeenBin, SeenMessage, SeenSip } from '../../src/cluster/seen-message.ts';
import type { Flow } from '../../src/flows/flow.ts';
import type { FlowLimits } from '../../src/flows/flow-index.ts';
import { FlowTracker } from '../../src/flows/flow-tracker.ts';
import type { EndpointId, MessageId } from '../../src/ids.ts';
import { Transport } from '../../src/reassembly/carried-message.ts';
import { writtenContext } from '../cluster/written-context.ts';
import { contentOf } from '../support/content-of.ts';

/** Seconds since 1970 of the session's base. */
export const BASE = 1_700_000_000;
export const CLUSTER = 1;

/** Hand-made traffic: nodes by number, everybody else by name. Times in seconds. */
export class Traffic {
  readonly tracker: FlowTracker;
  readonly context: AnalysisContext;
  time = 0;
  private count = 0;
  private readonly seen = new Map<MessageId, SeenSip>();

  constructor(limits?: FlowLimits) {
    this.context = writtenContext(BASE);
    const sip = (id: MessageId) => this.seen.get(id);
    this.tracker = new FlowTracker(this.context, { sip }, limits);
  }

  /** Header lines without the line ends; Via, From, To, Call-ID and CSeq as in `headers`. */
  sip(from: number | string, to: number | string, startLine: string, headers: SipHeaders): MessageId {
    return this.push(this.seenSip(from, to, sipText(startLine, headers)));
  }

  bin(source: number, destination: number, capability: string, name: string, fields: Fields): MessageId {
    return this.push(this.seenBin(source, destination, capability, name, fields));
  }

  seenSip(from: number | string, to: number | string, text: string | Uint8Array): SeenSip {
    const bytes = Buffer.from(text);
    const member = (end: number | string) =>
      typeof end === 'number' ? [{ cluster: CLUSTER, node: end }] : [];
    return {
      ...this.common(from, to),
      protocol: 'sip',
      sip: parseSip(bytes, 0, bytes.length),
      sentBy: member(from),
      receivedBy: member(to),
    };
  }

  seenBin(
    source: number,
    destination: number,
    capability: string,
    name: string | undefined,
    fields: Fields,
  ): SeenBin {
    const packet: BinPacket = {
      capability,
      command: 1,
      ...(name === undefined ? {} : { name }),
      version: 1,
      length: 100,
      status: 'decoded',
      layouts: [],
      releases: 0,
      cluster: CLUSTER,
      source,
      destination,
      fields,
    };
    return {
      ...this.common(source, destination),
      protocol: 'bin',
      packet,
      content: contentOf(packet, source),
      cluster: CLUSTER,
      source,
      destination,
      sentBy: source,
      receivedBy: destination,
    };
  }

  push(message: SeenMessage): MessageId {
    if (message.protocol === 'sip') this.seen.set(message.id, message);
    this.tracker.push(message);
    return message.id;
  }

  get flows(): readonly Flow[] {
    return this.tracker.flows();
  }

  /** `call IN CALL alice bob`, ... */
  get said(): readonly string[] {
    return this.flows.map((flow) => {
      const { state, from, to } = flow.summary(this.time * 1e9);
      return `${flow.kind} ${state} ${from} ${to}`.trimEnd();
    });
  }

  private common(from: number | string, to: number | string) {
    const time = this.time * 1e9;
    this.time += 0.001;
    return {
      id: this.count++ as MessageId,
      time,
      sights: [],
      sender: this.endpoint(from),
      receiver: this.endpoint(to),
      transport: Transport.Udp,
      retransmissions: 0,
    };
  }

  private endpoint(end: number | string): EndpointId {
    const { endpoints } = this.context;
    const last = typeof end === 'number' ? end : 100 + (end.charCodeAt(0) % 100);
    return endpoints.endpoint(endpoints.address(Uint8Array.of(10, 0, 0, last), 0, 4), 5060);
  }
}

export interface SipHeaders {
  readonly callId: string;
  readonly cseq: string;
  readonly from?: string;
  readonly to?: string;
  readonly branch?: string;
  /** Further header lines. */
  readonly more?: readonly string[];
}

export function sipText(startLine: string, headers: SipHeaders): string {
  const { callId, cseq, from = 'alice', to = 'bob', branch = 'z9hG4bK1', more = [] } = headers;
  const address = (user: string) => {
    const [name, tag] = user.split(';tag=');
    return `<sip:${name}@example.com>${tag === undefined ? '' : `;tag=${tag}`}`;
  };
  return [
    startLine.startsWith('SIP/2.0') ? startLine : `${startLine} SIP/2.0`,
    `Via: SIP/2.0/UDP 10.0.0.9;branch=${branch}`,
    `From: ${address(from)}`,
    `To: ${address(to)}`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq}`,
    ...more,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}
