import type { MessageId } from '../ids.ts';
import type { TroubleKind } from '../reassembly/stream-trouble.ts';

/** What went wrong with connections from one place to another, all of one kind. */
export interface ConnectionTroubles {
  readonly kind: TroubleKind;
  /** 0 where neither end is known to be a node. */
  readonly cluster: number;
  /** Who sends, and who receives; undefined where it is not known which node that is. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** `192.0.2.1` */
  readonly fromPlace: string;
  readonly toPlace: string;
  count: number;
  /** Of the longest of those that last; nanoseconds. */
  longest: number;
  /** Of the first. */
  readonly bytes: number;
  /** Of the one in most pieces. */
  pieces: number;
  /** Times that the sender itself ended the connection. */
  bySender: number;
  /** The last packet before each, as far as it is known. */
  readonly messages: MessageId[];
}
