import type { TimeBase } from '../capture/time-base.ts';
import type { EndpointId, MessageId } from '../ids.ts';
import type { KindTable } from '../store/kinds.ts';
import type { MessageIndex } from '../store/message-index.ts';
import type { RouteTable } from '../store/routes.ts';
import type { ByteStringTable } from '../tables/byte-strings.ts';
import type { EndpointTable } from '../tables/endpoints.ts';

/**
 * What a filter may ask about a message. The index and its tables answer from columns of numbers; only `text`
 * and `fields` reread the message's bytes. What a number stands for (a kind, a term, a route, an endpoint)
 * never changes, so a filter judges each number once and remembers the result. `revision` tells of anything
 * that does change while reading.
 */
export interface MessageFacts {
  /** Changes whenever an answer of `nodeOf`, `hasTurned`, `isCapability`, `isPacketName` or `timeOf` may have changed. */
  readonly revision: number;

  readonly index: MessageColumns;
  readonly kinds: Pick<KindTable, 'get'>;
  readonly routes: Pick<RouteTable, 'cluster' | 'source' | 'destination'>;
  readonly endpoints: Pick<EndpointTable, 'addressOf' | 'portOf' | 'addressText'>;
  readonly aors: Pick<ByteStringTable, 'text'>;
  readonly callIds: Pick<ByteStringTable, 'text'>;

  readonly calendar: Calendar;

  /** When the message was first seen, by the aligned clock; nanoseconds since the session's base. */
  timeOf(message: MessageId): number;
  /** Its current place in the order of time, from 1, as lists, reports and JSON number messages. */
  numberOf(message: MessageId): number;
  /** The node that the endpoint belongs to, as far as is known now; at a time if one is given. */
  nodeOf(endpoint: EndpointId, time?: number): number | undefined;
  /** Did it belong to several nodes, one after the other? */
  hasTurned(endpoint: EndpointId): boolean;
  /** Is this (in lower case) the full name of a known or seen capability? */
  isCapability(name: string): boolean;
  /** Is this (in upper case) the full name of a known or seen packet? */
  isPacketName(name: string): boolean;

  /** Expensive. The message as people read it. */
  text(message: MessageId): string;
  /** Expensive. The decoded message, structured like `fields` (BIN) or `sip` in JSON. */
  fields(message: MessageId): FieldTree;
}

/** The reference for times that are written without a date or a zone. */
export interface Calendar {
  readonly base: TimeBase;
  /** In session time; undefined before the first frame. */
  firstFrame(): number | undefined;
  /** Times without a zone are UTC rather than local. */
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

/** Decoded values: names mapped to values, lists or nested groups. */
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
