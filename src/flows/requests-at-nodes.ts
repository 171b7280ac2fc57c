import type { SeenBin, SeenSip } from '../cluster/seen-message.ts';
import type { MessageId } from '../ids.ts';
import { RecentMap } from '../tables/recent-map.ts';
import type { Flow } from './flow.ts';
import { TRANSACTION_TIME } from './outcome.ts';

/** A request that a node received about something: a REGISTER of an AOR, a PUBLISH of a presentity. */
export interface RequestAtNode {
  readonly id: MessageId;
  readonly time: number;
  readonly flow: Flow;
  readonly callId: string;
  readonly cseq: number;
  /** It ends what it is about: Expires 0, or `Contact: *`. */
  readonly removes: boolean;
  /** The node sent it on: somebody else decides. */
  forwarded: boolean;
}

/** Requests are of interest for the length of a transaction; more subjects than this at once are an attack. */
const MOST = 100_000;
/** Nodes that receive a request about the same, at most. */
const MOST_NODES = 256;
/** Stands for the node where an address is of nobody known: it may be one that nodes share. */
const ANYWHERE = 0;

/** The last request about a subject that a node received. */
interface Last {
  readonly cluster: number;
  readonly node: number;
  request: RequestAtNode;
}

/** The last request about each subject that each node received: what its packets are caused by. */
export class RequestsAtNodes {
  private readonly requests = new RecentMap<readonly Last[]>(TRANSACTION_TIME, MOST);

  note({ receivedBy, sentBy, time }: SeenSip, subject: string, request: RequestAtNode): void {
    for (const { cluster, node } of receivedBy) this.noteAt(cluster, node, subject, request, time);
    if (receivedBy.length + sentBy.length === 0) this.noteAt(ANYWHERE, ANYWHERE, subject, request, time);
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

  private noteAt(cluster: number, node: number, subject: string, request: RequestAtNode, now: number): void {
    const known = this.requests.get(subject, now) ?? NONE;
    const before = lastOf(known, cluster, node);
    if (before !== undefined) before.request = request;
    // Neither `push` nor spreading, which make room for sixteen more: mostly there is one.
    const last =
      before === undefined ? known.slice(1 - MOST_NODES).concat([{ cluster, node, request }]) : known;
    this.requests.set(subject, last, now);
  }
}

const NONE: readonly Last[] = [];

function lastOf(known: readonly Last[], cluster: number, node: number): Last | undefined {
  for (const one of known) if (one.node === node && one.cluster === cluster) return one;
  return undefined;
}

function among(
  known: readonly Last[] | undefined,
  cluster: number,
  node: number,
  now: number,
): RequestAtNode | undefined {
  const request = known === undefined ? undefined : lastOf(known, cluster, node)?.request;
  return request === undefined || now - request.time > TRANSACTION_TIME ? undefined : request;
}
