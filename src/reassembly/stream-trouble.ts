import type { EndpointId, MessageId, SourceId } from '../ids.ts';

/**
 * `out of step`: where a BIN packet has to begin, there is none. `cut`: a connection was reset, or ended, inside a
 * packet. `blocked`: who should read it did not, until nothing more could be sent.
 */
export type TroubleKind = 'out of step' | 'cut' | 'blocked';

/** Something that went wrong with a connection of BIN itself, whatever its packets say; one direction of it. */
export interface StreamTrouble {
  readonly kind: TroubleKind;
  readonly source: SourceId;
  readonly sender: EndpointId;
  readonly receiver: EndpointId;
  /** The same as `time` but for what lasted. */
  readonly since: number;
  readonly time: number;
  /** The last packet before it; -1 where none is known. */
  readonly after: MessageId | -1;
  /** `cut`: bytes of the packet that came. `out of step`: the length that is announced, -1 where the marker is wrong. */
  readonly bytes: number;
  /** `cut`: the segments that these came in. */
  readonly pieces: number;
  /** `cut`: did the sender itself end the connection? */
  readonly bySender: boolean;
}
