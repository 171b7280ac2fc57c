import type { AnalysisContext } from '../cluster/analysis-context.ts';
import type { SeenBefore } from '../cluster/seen-message.ts';
import type { ContactOrigins } from './contact-origins.ts';
import type { FlowIndex } from './flow-index.ts';
import { SECOND } from './outcome.ts';
import type { RequestsAtNodes } from './requests-at-nodes.ts';

/** What the parts of the flow tracker share. */
export interface FlowParts {
  readonly context: AnalysisContext;
  readonly seen: SeenBefore;
  readonly index: FlowIndex;
  readonly origins: ContactOrigins;
  readonly requests: RequestsBySubject;
}

/** Requests that nodes received, by what they are about. */
export interface RequestsBySubject {
  /** REGISTERs, by the user, and by the AOR with its domain. */
  readonly registers: RequestsAtNodes;
  /** The same, by Call-ID and CSeq. */
  readonly transactions: RequestsAtNodes;
  /** By presentity and event. */
  readonly publications: RequestsAtNodes;
  readonly subscriptions: RequestsAtNodes;
}

/** Session time of seconds since 1970, as packets have them. */
export function sessionTime({ context }: FlowParts, unixSeconds: number): number {
  return (unixSeconds - context.base.seconds) * SECOND;
}

/**
 * Keys of flows other than Call-IDs. Text from the wire comes last in them, so that no text can imitate
 * another key. They are joined: V8 would keep a text put together in another way as a tree of its parts, which are
 * larger than the text itself.
 */
export const flowKey = {
  registration: (user: string, callId: string) => ['reg', user.length, user, callId].join(' '),
  device: (user: string, device: string) => ['dev', user.length, user, device].join(' '),
  session: (uuid: string) => ['session', uuid].join(' '),
  etag: (etag: string) => ['etag', etag].join(' '),
  presentity: (who: string, event: string) => ['pres', event.length, event, who].join(' '),
  logic: (cluster: number, node: number, key: string) => ['b2b', cluster, node, key].join(' '),
} as const;

/** Keys for `RequestsBySubject`: what a request is about. */
export const subject = {
  transaction: (cseq: number, callId: string) => [cseq, callId].join(' '),
  event: (who: string, event: string) => [event.length, event, who].join(' '),
} as const;
