import type { TimeBase } from '../capture/time-base.ts';
import type { EndpointId, MessageId } from '../ids.ts';
import type { KindTable } from '../store/kinds.ts';
import type { MessageIndex } from '../store/message-index.ts';
import type { RouteTable } from '../store/routes.ts';
import type { ByteStringTable } from '../tables/byte-strings.ts';
import type { EndpointTable } from '../tables/endpoints.ts';

/**
 * What the filter asks about a message. The index and its tables answer from columns of numbers; only
 * `text` and `fields` read the message's bytes again.
 *
 * What stands behind a number (a kind, a term, a route, an endpoint) never changes, so each is judged
 * once per filter and remembered. What does grow while reading is announced by `revision`.
 */
export interface MessageFacts {
  /** Another number whenever an answer of `nodeOf`, `isCapability`, `isPacketName` or `timeOf` may have changed. */
  readonly revision: number;

  readonly index: MessageColumns;
  readonly kinds: Pick<KindTable, 'get'>;
  readonly routes: Pick<RouteTable, 'cluster' | 'source' | 'destination'>;
  readonly endpoints: Pick<EndpointTable, 'addressOf' | 'portOf' | 'addressText'>;
  readonly aors: Pick<ByteStringTable, 'text'>;
  readonly callIds: Pick<ByteStringTable, 'text'>;

  readonly calendar: Calendar;

  /** When the message was first seen, by the aligned clock; session nanoseconds. */
  timeOf(message: MessageId): number;
  /** Its place in the order of time, from 1: as lists, reports and JSON number it by now. */
  numberOf(message: MessageId): number;
  /** Node that the endpoint belongs to, as far as is known by now. */
  nodeOf(endpoint: EndpointId): number | undefined;
  /** Is this (in lower case) the whole name of a capability that is known or was seen? */
  isCapability(name: string): boolean;
  /** Is this (in upper case) the whole name of a packet that is known or was seen? */
  isPacketName(name: string): boolean;

  /** Expensive: the message as people read it. */
  text(message: MessageId): string;
  /** Expensive: the decoded message, shaped as `fields` (BIN) or `sip` in JSON. */
  fields(message: MessageId): FieldTree;
}

/** What times count from that are written without a date or a zone. */
export interface Calendar {
  readonly base: TimeBase;
  /** In session time; undefined while there is none. */
  firstFrame(): number | undefined;
  /** Times without a zone are UTC, not local. */
  readonly utc: boolean;
}

export type MessageColumns = Pick<
  MessageIndex,
  | 'kind'
  | 'sender'
  | 'receiver'
  | 'length'
  | 'status'
  | 'cut'
  | 'retransmissions'
  | 'route'
  | 'termCount'
  | 'term'
>;

/** Decoded values: names to values, lists, nested groups. */
export type FieldTree =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | Uint8Array
  | readonly FieldTree[]
  | { readonly [name: string]: FieldTree };
