import type { SeenBin, SeenSip } from '../cluster/seen-message.ts';
import type { MessageId } from '../ids.ts';
import { RecentMap } from '../tables/recent-map.ts';
import type { Flow } from './flow.ts';
import { TRANSACTION_TIME } from './outcome.ts';

/** A request that a node received about a subject: a REGISTER for an AOR, a PUBLISH for a presentity. */
export interface RequestAtNode {
  readonly cluster: number;
  readonly node: number;
  readonly id: MessageId;
  readonly time: number;
  readonly flow: Flow;
  readonly callId: string;
  readonly cseq: number;
  /** It removes what it is about: Expires 0, or `Contact: *`. */
  readonly removes: boolean;
  /** The node passed it on, so somebody else decides about it. */
  forwarded: boolean;
  /** When the node accepted it. */
  answeredAt: number | undefined;
}

/** At most so many subjects. Requests matter for the length of a transaction; more at once would be an attack. */
const MOST = 100_000;
/** At most so many nodes that receive a request about one subject. */
const MOST_NODES = 256;
/** Stands for the node if an address belongs to no known node: several nodes may share it. */
const ANYWHERE = 0;

/** For each node that the request came to. */
export function requestAtNodes(
  { receivedBy, sentBy, id, time }: SeenSip,
  flow: Flow,
  callId: string,
  cseq: number,
  removes: boolean,
): readonly RequestAtNode[] {
  const at = (cluster: number, node: number): RequestAtNode => {
    return { cluster, node, id, time, flow, callId, cseq, removes, forwarded: false, answeredAt: undefined };
  };
  if (receivedBy.length + sentBy.length === 0) return [at(ANYWHERE, ANYWHERE)];
  return receivedBy.map(({ cluster, node }) => at(cluster, node));
}

/** The last request about each subject that each node received, which is the likely cause of its packets. */
export class RequestsAtNodes {
  /** The latest request, by node. A list only if there are several. */
  private readonly requests = new RecentMap<Known>(TRANSACTION_TIME, MOST);

  note(subject: string, request: RequestAtNode): void {
    const { time } = request;
    const known = this.requests.get(subject, time);
    this.requests.set(subject, known === undefined ? request : withLast(known, request), time);
  }

  /** The last one that the node received within a transaction's time. */
  at(cluster: number, node: number, subject: string, now: number): RequestAtNode | undefined {
    return among(this.requests.get(subject, now), cluster, node, now);
  }

  /** The last one that the packet's originator received within a transaction's time. */
  before({ cluster, source, time }: SeenBin, subject: string): RequestAtNode | undefined {
    const known = this.requests.get(subject, time);
    return among(known, cluster, source, time) ?? among(known, ANYWHERE, ANYWHERE, time);
  }
}

type Known = RequestAtNode | readonly RequestAtNode[];

function withLast(known: Known, request: RequestAtNode): Known {
  const others = (isList(known) ? known : [known]).filter((one) => !isAt(one, request.cluster, request.node));
  return others.length === 0 ? request : others.slice(1 - MOST_NODES).concat([request]);
}

function among(
  known: Known | undefined,
  cluster: number,
  node: number,
  now: number,
): RequestAtNode | undefined {
  if (known === undefined) return undefined;
  const request = isList(known) ? known.find((one) => isAt(one, cluster, node)) : known;
  if (request === undefined || !isAt(request, cluster, node)) return undefined;
  return now - request.time > TRANSACTION_TIME ? undefined : request;
}

function isAt(request: RequestAtNode, cluster: number, node: number): boolean {
  return request.node === node && request.cluster === cluster;
}

function isList(known: Known): known is readonly RequestAtNode[] {
  return Array.isArray(known);
}
