import type { MessageId } from '../../ids.ts';
import type { TroubleKind } from '../../reassembly/tcp/stream-trouble.ts';

/** Troubles of one kind on the connections from one host to another. */
export interface ConnectionTroubles {
  readonly kind: TroubleKind;
  /** 0 if neither end is known to be a node. */
  readonly cluster: number;
  /** Sending and receiving node; undefined if unknown. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** `192.0.2.1` */
  readonly fromPlace: string;
  readonly toPlace: string;
  count: number;
  /** Nanoseconds that the longest of them lasted. */
  longest: number;
  /** Of the first one. */
  readonly bytes: number;
  /** Of the one in most pieces. */
  pieces: number;
  /** How often the sender itself closed the connection. */
  bySender: number;
  /** The last packet before each of them, if known. */
  readonly messages: MessageId[];
}
