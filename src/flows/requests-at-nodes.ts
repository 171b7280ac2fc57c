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

/** Requests are of interest for the length of a transaction; more than this at once is an attack. */
const MOST = 100_000;

/** The last request about each subject that each node received: what its packets are caused by. */
export class RequestsAtNodes {
  private readonly requests = new RecentMap<RequestAtNode>(TRANSACTION_TIME, MOST);

  note(message: SeenSip, subjects: readonly string[], request: RequestAtNode): void {
    const places = message.receivedBy.map(({ cluster, node }) => `${cluster} ${node}`);
    // An address of nobody known may be one that nodes share.
    if (places.length === 0 && message.sentBy.length === 0) places.push(ANYWHERE);
    for (const place of places) {
      for (const subject of subjects) {
        this.requests.set(`${place} ${subject}`, request, message.time);
      }
    }
  }

  /** The last one that the node received within a transaction's time. */
  at(cluster: number, node: number, subject: string, now: number): RequestAtNode | undefined {
    return this.requests.get(`${cluster} ${node} ${subject}`, now);
  }

  /** The last one that the packet's originator received within a transaction's time. */
  before(message: SeenBin, subject: string): RequestAtNode | undefined {
    const { cluster, source, time } = message;
    for (const place of [`${cluster} ${source}`, ANYWHERE]) {
      const found = this.requests.get(`${place} ${subject}`, time);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

const ANYWHERE = '*';
