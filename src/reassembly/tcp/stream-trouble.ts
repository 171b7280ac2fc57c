import type { EndpointId, MessageId, SourceId } from '../../ids.ts';

/**
 * `out of step`: no BIN packet begins where one has to. `cut`: the connection was closed or reset inside a
 * packet. `blocked`: the receiver did not read until its window was closed for longer than a sender waits.
 */
export type TroubleKind = 'out of step' | 'cut' | 'blocked';

/**
 * Something that went wrong with a BIN connection itself, rather than with what its packets say; in one
 * direction.
 */
export interface StreamTrouble {
  readonly kind: TroubleKind;
  readonly source: SourceId;
  readonly sender: EndpointId;
  readonly receiver: EndpointId;
  /** Equal to `time`, except for what lasted. */
  readonly since: number;
  readonly time: number;
  /** The last packet before it; -1 if unknown. */
  readonly after: MessageId | -1;
  /**
   * `cut`: bytes of the packet that had come. `out of step`: the length in the header; -1 if the marker is
   * wrong.
   */
  readonly bytes: number;
  /** `cut`: number of segments that these bytes came in. */
  readonly pieces: number;
  /** `cut`: was it the sender who closed the connection? */
  readonly bySender: boolean;
}
