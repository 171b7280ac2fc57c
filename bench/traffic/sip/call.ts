import { coreHash } from '../../../decoders/bin/meanings.ts';
import { nodeEndpoint, type Party, relayEndpoint } from '../population.ts';
import type { Random } from '../random.ts';
import type { Endpoint } from '../wire/packet-writer.ts';
import { addressOf } from '../wire/packet-writer.ts';
import type { FlowShape } from './flow.ts';
import { type Flow, sdp, sessionId } from './sdp.ts';
import { addressOfRecord } from './text-parts.ts';

/** Size of the dialog table, a parameter of OpenSIPS (spec bin-capabilities 5.1.4). */
const DIALOG_BUCKETS = 4096;
const REFUSALS = [
  [486, 'Busy Here'],
  [480, 'Temporarily Unavailable'],
  [603, 'Decline'],
  [408, 'Request Timeout'],
  [488, 'Not Acceptable Here'],
] as const;

/** A call from one party to another over one or two nodes: what its messages and its dialog are made of. */
export class Call {
  readonly caller: Party;
  readonly callee: Party;
  /** Nodes on the way, from the caller; the first keeps the dialog. */
  readonly nodes: readonly number[];
  readonly shape: FlowShape;
  readonly callId: string;
  readonly fromTag: string;
  readonly toTag: string;
  /** Of what the first node answers itself. */
  readonly nodeTag: string;
  /** Common part of its Via branches. */
  readonly branch: string;
  /** What the platform's accounting calls it (`icid-value`, RFC 7315 5.6). */
  readonly icid: string;
  readonly hashId: number;
  readonly hashEntry: number;
  readonly number: string;
  readonly refusal: readonly [status: number, reason: string];
  readonly session: number;
  readonly callerMedia: Endpoint;
  readonly calleeMedia: Endpoint;
  readonly callerRelay: Endpoint;
  readonly calleeRelay: Endpoint;
  /** Position in the list of confirmed dialogs, -1 outside it. */
  place = -1;
  /** When it was answered, in microseconds. */
  answeredAt = 0;
  holds = 0;

  constructor(
    random: Random,
    seed: number,
    caller: Party,
    callee: Party,
    nodes: readonly number[],
    shape: FlowShape,
  ) {
    this.caller = caller;
    this.callee = callee;
    this.nodes = nodes;
    this.shape = shape;
    this.callId = `${random.hex()}${random.hex()}@${caller.hostPort.slice(0, caller.hostPort.indexOf(':'))}`;
    this.fromTag = random.hex();
    this.toTag = random.hex();
    this.nodeTag = `${random.hex()}.node`;
    this.branch = random.hex();
    this.icid = `${this.branch}${seed}`;
    this.hashId = random.u32() >>> 1;
    this.hashEntry = hashOf(this.callId) % DIALOG_BUCKETS;
    this.number = callee.user === 'trunk' ? `+49${random.between(100_000_000, 999_999_999)}` : callee.user;
    this.refusal = shape.outcome === 'not-found' ? [404, 'Not Found'] : refusalOf(shape, random);
    this.session = sessionId(random);
    this.callerMedia = mediaOf(caller, random);
    this.calleeMedia = mediaOf(callee, random);
    const isRelayed = random.chance(0.6);
    this.callerRelay = isRelayed ? relayEndpoint(random.u32()) : this.callerMedia;
    this.calleeRelay = isRelayed ? relayEndpoint(random.u32()) : this.calleeMedia;
  }

  get lastHop(): number {
    return this.nodes.length;
  }

  /** URI that the caller dials. */
  get dialled(): string {
    return `sip:${this.number}@${this.caller.domain}`;
  }

  get from(): string {
    return addressOfRecord(this.caller);
  }

  /** Endpoint of the nth node from the caller. */
  node(index: number): Endpoint {
    return nodeEndpoint(this.nodes[index] ?? 0);
  }

  callerSdp(isRelayed: boolean, flow: Flow = 'sendrecv'): string {
    const media = isRelayed ? this.callerRelay : this.callerMedia;
    return sdp(this.caller.agent, this.session, this.holds, media, flow);
  }

  calleeSdp(isRelayed: boolean, flow: Flow = 'sendrecv'): string {
    const media = isRelayed ? this.calleeRelay : this.calleeMedia;
    return sdp(this.callee.agent, this.session + 7, this.holds, media, flow);
  }
}

function refusalOf({ outcome }: FlowShape, random: Random): readonly [number, string] {
  return outcome === 'cancelled' ? [487, 'Request Terminated'] : random.pick(REFUSALS);
}

/** Where a party wants its media: at its own address, private behind a NAT. */
function mediaOf(party: Party, random: Random): Endpoint {
  const host = party.hostPort.slice(0, party.hostPort.indexOf(':'));
  return { address: addressOf(host), port: 10_000 + 2 * random.below(20_000) };
}

function hashOf(text: string): number {
  const bytes = Buffer.from(text, 'latin1');
  return coreHash(bytes, 0, bytes.length);
}
