import type { AddressId, EndpointId, MessageId, StringId } from '../ids.ts';

/**
 * What the filter asks about a message. The index answers from columns of numbers; only `text` and
 * `fields` read the message's bytes again.
 *
 * Whatever is behind a small number (a kind, a term, an endpoint) never changes, so each is judged
 * once per filter and remembered. What does grow while reading is announced by `revision`.
 */
export interface MessageFacts {
  /** Another number whenever an answer of `nodeOf`, `isCapability` or `isPacketName` may have changed. */
  readonly revision: number;

  kind(message: MessageId): KindId;
  sender(message: MessageId): EndpointId;
  receiver(message: MessageId): EndpointId;
  /** Bits of `MessageFlag`. */
  flags(message: MessageId): number;
  /** Bytes of the message, as announced by its header. */
  length(message: MessageId): number;
  /** From BIN headers and trailers; less than 1 where there is none. */
  binSource(message: MessageId): number;
  binDestination(message: MessageId): number;
  cluster(message: MessageId): number;
  /** The message's terms are `termAt(termsFrom)` up to, not including, `termAt(termsTo)`. */
  termsFrom(message: MessageId): number;
  termsTo(message: MessageId): number;
  termAt(position: number): TermId;

  describeKind(kind: KindId): MessageKind;
  aorText(aor: StringId): string;
  callIdText(callId: StringId): string;
  addressOf(endpoint: EndpointId): AddressId;
  portOf(endpoint: EndpointId): number;
  /** As EndpointTable gives it. */
  addressText(address: AddressId): string;

  /** Node that the endpoint belongs to, as far as is known by now. */
  nodeOf(endpoint: EndpointId): number | undefined;
  /** Is this the whole name of a capability that is known or was seen? */
  isCapability(name: string): boolean;
  /** Is this (in upper case) the whole name of a packet that is known or was seen? */
  isPacketName(name: string): boolean;

  /** Expensive: the message as people read it. */
  text(message: MessageId): string;
  /** Expensive: the decoded message, shaped as `fields` (BIN) or `sip` in JSON. */
  fields(message: MessageId): FieldTree;
}

/** Index of a table of `MessageKind`s, dense from 0. */
export type KindId = number;

/** What many messages have in common. */
export type MessageKind =
  | { readonly protocol: 'sip'; readonly role: 'request'; readonly method: string }
  | {
      readonly protocol: 'sip';
      readonly role: 'response';
      readonly status: number;
      /** Of the CSeq header; empty where it could not be read. */
      readonly method: string;
    }
  /** SIP by its port or by some of its bytes, without a start line that could be read. */
  | { readonly protocol: 'sip'; readonly role: 'unreadable' }
  | {
      readonly protocol: 'bin';
      readonly capability: string;
      readonly type: number;
      /** OpenSIPS's name of the type in the layout chosen. */
      readonly name: string | undefined;
      /** Belongs to clusterer-internal. */
      readonly internal: boolean;
      /** Asks for, carries or ends a sync. */
      readonly sync: boolean;
    };

export const MessageFlag = {
  Malformed: 1,
  Partial: 2,
  /** Capability, type or version not known. */
  Unknown: 4,
  /** Every byte accounted for. */
  Decoded: 8,
  /** Not all of its bytes were captured. */
  Cut: 16,
  Retransmitted: 32,
} as const;
export type MessageFlag = (typeof MessageFlag)[keyof typeof MessageFlag];

declare const termBrand: unique symbol;
/** An AOR (even) or a Call-ID (odd): twice the id in its own table of strings, plus 0 or 1. */
export type TermId = number & { readonly [termBrand]: 'term' };

export function aorTerm(aor: StringId): TermId {
  return (aor * 2) as TermId;
}

export function callIdTerm(callId: StringId): TermId {
  return (callId * 2 + 1) as TermId;
}

export function isCallIdTerm(term: TermId): boolean {
  return (term & 1) === 1;
}

export function stringOfTerm(term: TermId): StringId {
  return ((term - (term & 1)) / 2) as StringId;
}

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
