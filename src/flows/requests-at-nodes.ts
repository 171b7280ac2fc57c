import type { SeenBin, SeenSip } from '../cluster/seen-message.ts';
import type { MessageId } from '../ids.ts';
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
  private readonly requests = new Map<string, RequestAtNode>();

  note(message: SeenSip, subjects: readonly string[], request: RequestAtNode): void {
    const places = message.receivedBy.map(({ cluster, node }) => `${cluster} ${node}`);
    // An address of nobody known may be one that nodes share.
    if (places.length === 0 && message.sentBy.length === 0) places.push(ANYWHERE);
    for (const place of places) {
      for (const subject of subjects) {
        const key = `${place} ${subject}`;
        this.requests.delete(key);
        this.requests.set(key, request);
      }
    }
    this.dropOld(message.time);
  }

  /** The last one that the node received, however long ago. */
  at(cluster: number, node: number, subject: string): RequestAtNode | undefined {
    return this.requests.get(`${cluster} ${node} ${subject}`);
  }

  /** The last one that the packet's originator received within a transaction's time. */
  before(message: SeenBin, subject: string): RequestAtNode | undefined {
    const { cluster, source, time } = message;
    for (const place of [`${cluster} ${source}`, ANYWHERE]) {
      const found = this.requests.get(`${place} ${subject}`);
      if (found !== undefined && time - found.time <= TRANSACTION_TIME) return found;
    }
    return undefined;
  }

  /** The map is in the order of time, so what is old stands first. */
  private dropOld(now: number): void {
    for (const [key, { time }] of this.requests) {
      if (now - time <= TRANSACTION_TIME && this.requests.size <= MOST) return;
      this.requests.delete(key);
    }
  }
}

const ANYWHERE = '*';
