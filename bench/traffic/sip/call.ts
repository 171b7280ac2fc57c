import { coreHash } from '../../../decoders/bin/meanings.ts';
import type { Task } from '../event-queue.ts';
import { NODE_COUNT, nodeEndpoint, type Party, relayEndpoint } from '../population.ts';
import type { Random } from '../random.ts';
import type { Endpoint } from '../wire/packet-writer.ts';
import { addressOf } from '../wire/packet-writer.ts';
import type { World } from '../world.ts';
import { callText, messageName, travelsBack } from './call-texts.ts';
import { type FlowShape, flowOf, type Pause, type Step } from './flow.ts';
import { MediaStream } from './media-stream.ts';
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

/** A call from one party to another over one or two nodes: plays its flow, step by step. */
export class Call implements Task {
  readonly world: World;
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
  private readonly steps: readonly Step[];
  private at = 0;

  constructor(world: World, caller: Party, callee: Party, nodes: readonly number[], shape: FlowShape) {
    const { random } = world;
    this.world = world;
    this.caller = caller;
    this.callee = callee;
    this.nodes = nodes;
    this.shape = shape;
    this.callId = `${random.hex()}${random.hex()}@${caller.hostPort.slice(0, caller.hostPort.indexOf(':'))}`;
    this.fromTag = random.hex();
    this.toTag = random.hex();
    this.nodeTag = `${random.hex()}.node`;
    this.branch = random.hex();
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
    this.steps = flowOf(shape);
    world.truth.callIds += world.sip === undefined ? 0 : 1;
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

  run(now: number): void {
    const step = this.steps[this.at];
    if (step === undefined) return;
    if (step.message === 're-invite' && step.hop === 0) this.holds++;
    this.send(now, step);
    this.follow(now, step);
    this.at++;
    const next = this.steps[this.at];
    if (next !== undefined) this.world.queue.at(now + pauseOf(next.pause, this.world.random), this);
  }

  private send(now: number, step: Step): void {
    const { sip } = this.world;
    if (sip === undefined) return;
    const { hop, message } = step;
    const isBack = travelsBack(this, step);
    const name = messageName(this, message);
    const text = callText(this, step);
    if (hop === 0) sip.send(now, this.caller, this.node(0), !isBack, name, text);
    else if (hop === this.lastHop) sip.send(now, this.callee, this.node(hop - 1), isBack, name, text);
    else if (isBack) sip.datagram(now, this.node(hop), this.node(hop - 1), name, text);
    else sip.datagram(now, this.node(hop - 1), this.node(hop), name, text);
  }

  private follow(now: number, { consequence }: Step): void {
    const { replication, sip, options } = this.world;
    switch (consequence) {
      case 'created':
        this.answeredAt = now;
        replication?.dialogCreated(now, this);
        if (sip !== undefined && options.rtp > 0) MediaStream.start(this.world, this, options.rtp);
        return;
      case 'updated':
        replication?.dialogUpdated(now, this);
        return;
      case 'ended':
        replication?.dialogEnded(now, this);
        return;
    }
  }
}

/** Which nodes a call between two parties passes: the caller's, and perhaps the callee's. */
export function pathOf(home: number, calleeHome: number, random: Random): readonly number[] {
  const first = random.chance(0.05) ? random.below(NODE_COUNT) : home;
  return first !== calleeHome && random.chance(0.35) ? [first, calleeHome] : [first];
}

/** Microseconds. */
function pauseOf(pause: Pause, random: Random): number {
  switch (pause) {
    case 'hop':
      return 150 + random.exponential(350);
    case 'phone':
      return 2000 + random.exponential(9000);
    case 'ringing':
      return 500_000 + random.exponential(5_000_000);
    case 'talking':
      return 1_000_000 + random.exponential(15_000_000);
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
