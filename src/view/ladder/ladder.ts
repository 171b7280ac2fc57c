import type { ObserverPlaces } from '../../engine/analysis/observer-places.ts';
import { type Lag, lagOf } from '../../engine/flows/flow-timing.ts';
import type { MessageNumbers } from '../../engine/message-numbers.ts';
import type { Session } from '../../engine/session.ts';
import type { ContactCause, Flow } from '../../flows/flow.ts';
import { messagesOf } from '../../flows/related-flows.ts';
import type { EndpointId, MessageId } from '../../ids.ts';
import { Protocol } from '../../reassembly/carried-message.ts';
import { inOneGo, type Steps } from '../../tables/steps.ts';
import { messageNumber } from '../messages/message-number.ts';
import { type MessageSummary, summarize, whatOf } from '../messages/message-summary.ts';
import { seconds } from '../text/durations.ts';
import { type LadderColumn, ladderColumns } from './ladder-columns.ts';
import { ladderLabel, shortName } from './ladder-label.ts';

/** What a ladder needs besides the flow. */
export interface LadderInput {
  readonly session: Session;
  readonly numbers: MessageNumbers;
  readonly places: ObserverPlaces;
}

export interface LadderOptions {
  /** One column a node, whatever its addresses and ports; else one an address and port. */
  readonly foldNodes: boolean;
  /** Arrows at most, the first ones; all if not given. */
  readonly most?: number;
}

/** The cause of a message. */
export interface LadderCause {
  readonly message: MessageId;
  readonly number: number;
  /** The cause made the node send the packet, or it brought the contact to which the request goes. */
  readonly relation: 'caused' | 'contact';
  /** One line, printable. */
  readonly text: string;
  /** Nanoseconds between cause and message. */
  readonly age: number;
}

/** One arrow: a message on one hop, however many observers saw it. */
export interface LadderEntry {
  readonly id: MessageId;
  readonly number: number;
  /** Id of the first flow with this message; empty if there is only one flow. */
  readonly flow: string;
  readonly time: number;
  /** Since the entry above; undefined for the first. */
  readonly delta: number | undefined;
  /** Columns. */
  readonly from: number;
  readonly to: number;
  readonly isReplication: boolean;
  readonly summary: MessageSummary;
  /** A short, printable description of the message. */
  readonly label: string;
  readonly retransmissions: number;
  /** Delay of a packet after its cause, if that was seen. */
  readonly lag: Lag | undefined;
  readonly cause: LadderCause | undefined;
}

export interface LadderModel {
  readonly columns: readonly LadderColumn[];
  /** In the order of aligned time. */
  readonly entries: readonly LadderEntry[];
}

/** All messages of the flows, SIP and replication, between the columns of their endpoints. */
export function ladder(input: LadderInput, flows: readonly Flow[], options: LadderOptions): LadderModel {
  return inOneGo(ladderInSteps(input, flows, options));
}

/** Entries of a step: each is read from its file. */
const STEP = 8;

/** As `ladder`, in steps: many flows may have many messages. */
export function* ladderInSteps(
  input: LadderInput,
  flows: readonly Flow[],
  options: LadderOptions,
): Steps<LadderModel> {
  const { session, numbers } = input;
  const ids = [...messagesOf(flows)];
  ids.sort((a, b) => numbers.of(a) - numbers.of(b));
  ids.length = Math.min(ids.length, options.most ?? ids.length);
  const columns = ladderColumns(session, ids, options.foldNodes);
  const origins = { ...originsOf(flows), callIds: flows.flatMap((flow) => flow.callIds) };
  const entries: LadderEntry[] = [];
  for (const id of ids) {
    if (entries.push(entryOf(input, id, columns, origins, entries.at(-1))) % STEP === 0) yield;
  }
  return { columns, entries };
}

/** The flow of each message, and its cause. */
interface Origins {
  readonly flows: ReadonlyMap<MessageId, string>;
  readonly callIds: readonly string[];
  readonly packets: ReadonlyMap<MessageId, MessageId>;
  readonly contacts: ReadonlyMap<MessageId, ContactCause>;
}

function originsOf(flows: readonly Flow[]): Omit<Origins, 'callIds'> {
  const ids = new Map<MessageId, string>();
  const packets = new Map<MessageId, MessageId>();
  const contacts = new Map<MessageId, ContactCause>();
  for (const flow of flows) {
    for (const id of flows.length > 1 ? [...flow.messages, ...flow.replication] : []) {
      if (!ids.has(id)) ids.set(id, flow.id);
    }
    for (const { packet, cause } of flow.packetCauses()) packets.set(packet, cause);
    for (const origin of flow.origins) contacts.set(origin.request, origin);
  }
  return { flows: ids, packets, contacts };
}

function entryOf(
  input: LadderInput,
  id: MessageId,
  columns: readonly LadderColumn[],
  origins: Origins,
  before: LadderEntry | undefined,
): LadderEntry {
  const { session, numbers, places } = input;
  const { index } = session.tables;
  const time = session.timeOf(id);
  const isReplication = index.protocol(id) === Protocol.Bin;
  const summary = summarize(session, id);
  const causer = origins.packets.get(id);
  const lag = causer === undefined ? undefined : lagOf(places, causer, id);
  return {
    id,
    number: numbers.of(id),
    flow: origins.flows.get(id) ?? '',
    time,
    delta: before === undefined ? undefined : time - before.time,
    from: columnOf(columns, index.sender(id)),
    to: columnOf(columns, index.receiver(id)),
    isReplication,
    summary,
    label: ladderLabel(session, id, summary, origins.callIds),
    retransmissions: session.retransmissionsOf(id),
    lag,
    cause: causeOf(input, id, time, causer, origins.contacts.get(id)),
  };
}

function columnOf(columns: readonly LadderColumn[], endpoint: EndpointId): number {
  return columns.findIndex((column) => column.endpoints.has(endpoint));
}

function causeOf(
  { session, numbers }: LadderInput,
  id: MessageId,
  time: number,
  causer: MessageId | undefined,
  contact: ContactCause | undefined,
): LadderCause | undefined {
  if (causer !== undefined) {
    const what = whatOf(session, causer);
    const number = numbers.of(causer);
    const age = time - session.timeOf(causer);
    return {
      message: causer,
      number,
      relation: 'caused',
      text: `by ${what} (${messageNumber(number)})`,
      age,
    };
  }
  if (contact === undefined) return undefined;
  const { cause, since } = contact;
  const number = numbers.of(cause);
  const text = `${contactText(session, id, cause, number)}, ${seconds(time - since)} before`;
  return { message: cause, number, relation: 'contact', text, age: time - since };
}

function contactText(session: Session, request: MessageId, cause: MessageId, number: number): string {
  const { index, routes, nodes, endpoints } = session.tables;
  const sender = nodes.nodeOf(endpoints.addressOf(index.sender(request)), session.timeOf(request));
  const here = sender === undefined ? 'here' : `on node${sender}`;
  const what = whatOf(session, cause);
  if (index.protocol(cause) === Protocol.Sip)
    return `contact registered ${here} by ${what} (${messageNumber(number)})`;
  const source = routes.source(index.route(cause));
  const name = what.slice(what.indexOf(' ') + 1);
  const how = name === 'CLUSTERER_SYNC' ? 'the sync' : shortName(name);
  return `contact ${here} by ${how} from node${source} (${messageNumber(number)})`;
}
