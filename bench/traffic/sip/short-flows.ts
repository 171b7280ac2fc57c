import type { Task } from '../event-queue.ts';
import { nodeEndpoint, type Party, type Phone } from '../population.ts';
import type { Endpoint } from '../wire/packet-writer.ts';
import { dotted } from '../wire/packet-writer.ts';
import type { World } from '../world.ts';
import {
  addressOfRecord,
  body,
  EMPTY,
  nameAddress,
  namesOf,
  nodeVia,
  ownVia,
  receivedVia,
  SERVER,
} from './text-parts.ts';

const SENTENCES: readonly [string, ...string[]] = [
  'Are you at your desk?',
  'The meeting has moved to half past ten, room 4.12, please tell the others as well.',
  'ok',
  'Could you call the customer back? The number is in the ticket. It is about the invoice of last month and the delivery that never came.',
];

/** One message of a short flow: when, who sends it, and what it says. */
interface Line {
  /** Microseconds after the one before. */
  readonly pause: number;
  readonly party: Party;
  readonly node: Endpoint;
  readonly fromParty: boolean;
  readonly name: string;
  readonly text: string;
}

/** Plays messages one after the other. */
export class ShortFlow implements Task {
  private readonly world: World;
  private readonly lines: readonly Line[];
  private at = 0;

  private constructor(world: World, lines: readonly Line[]) {
    this.world = world;
    this.lines = lines;
    world.truth.callIds++;
    const first = lines[0];
    if (first !== undefined) world.queue.after(first.pause, this);
  }

  run(now: number): void {
    const line = this.lines[this.at++];
    if (line === undefined) return;
    this.world.sip?.send(now, line.party, line.node, line.fromParty, line.name, line.text);
    const next = this.lines[this.at];
    if (next !== undefined) this.world.queue.at(now + next.pause, this);
  }

  /** A node asks whether a phone or gateway is there, and keeps its NAT open. */
  static ping(world: World, party: Party, nodeNumber: number): void {
    const { random } = world;
    const node = nodeEndpoint(nodeNumber);
    const host = dotted(node.address);
    const via = nodeVia(node, `ping.${random.hex()}.0`, party);
    const head =
      `From: <sip:pinger@${host}>;tag=${random.hex()}\r\nTo: <${party.ownContact}>\r\n` +
      `Call-ID: ${random.hex()}-${random.hex()}@${host}\r\nCSeq: 1 OPTIONS\r\n`;
    const asked = `OPTIONS ${party.ownContact} SIP/2.0\r\nVia: ${via}\r\n${head}Max-Forwards: 70\r\n${EMPTY}`;
    const answer =
      `SIP/2.0 200 OK\r\nVia: ${via};rport=5060\r\n${head}Contact: <${party.ownContact}>\r\n` +
      `Accept: application/sdp, application/dtmf-relay, text/plain\r\n${party.agent.abilities}${EMPTY}`;
    new ShortFlow(world, [
      { pause: 0, party, node, fromParty: false, name: 'OPTIONS', text: asked },
      { pause: 3000 + random.exponential(20_000), party, node, fromParty: true, name: '200', text: answer },
    ]);
    world.queue.callAfter(random.below(1_000_000), (now) => world.sip?.keepalive(now, party, node));
  }

  /** A text message from one phone to another, over one node. */
  static message(world: World, from: Phone, to: Phone): void {
    const { random } = world;
    const node = nodeEndpoint(from.home);
    const names = namesOf(from.agent);
    const branch = `-${random.hex()}`;
    const nodeBranch = `${branch.slice(1, 5)}.${branch.slice(1)}.0`;
    const uri = addressOfRecord(to);
    const host = from.hostPort.slice(0, from.hostPort.indexOf(':'));
    const head =
      `${names.from}: ${nameAddress(from.displayName, addressOfRecord(from))};tag=${random.hex()}\r\n${names.to}: <${uri}>\r\n` +
      `${names.callId}: ${random.hex()}${random.hex()}@${host}\r\nCSeq: ${random.between(1, 90)} MESSAGE\r\n`;
    const own = `${names.via}: ${ownVia(from, branch)}\r\n`;
    const received = `${names.via}: ${receivedVia(from, branch)}\r\n`;
    const added = `${names.via}: ${nodeVia(node, nodeBranch, to)}\r\n`;
    const agent = `User-Agent: ${from.agent.name}\r\n`;
    const text = body(names, 'text/plain;charset=utf-8', random.pick(SENTENCES));
    const answerEnd = `${SERVER}${EMPTY}`;
    const lines: Line[] = [
      {
        pause: 0,
        party: from,
        node,
        fromParty: true,
        name: 'MESSAGE',
        text: `MESSAGE ${uri} SIP/2.0\r\n${own}${head}Max-Forwards: 70\r\n${agent}${text}`,
      },
      {
        pause: 300 + random.exponential(400),
        party: to,
        node,
        fromParty: false,
        name: 'MESSAGE',
        text: `MESSAGE ${to.ownContact} SIP/2.0\r\n${added}${received}${head}Max-Forwards: 69\r\n${agent}${text}`,
      },
      {
        pause: 4000 + random.exponential(15_000),
        party: to,
        node,
        fromParty: true,
        name: '200',
        text: `SIP/2.0 200 OK\r\n${added}${received}${head}User-Agent: ${to.agent.name}\r\n${EMPTY}`,
      },
      {
        pause: 200 + random.exponential(300),
        party: from,
        node,
        fromParty: false,
        name: '200',
        text: `SIP/2.0 200 OK\r\n${received}${head}${answerEnd}`,
      },
    ];
    new ShortFlow(world, lines);
  }
}
