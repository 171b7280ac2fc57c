import type { EndpointId, MessageId, SourceId } from '../ids.ts';

/**
 * A connection that had carried messages was ended: `sender` was first to send a FIN or a RST. That what follows, of
 * the other side, is the end, too, tells nothing of that one (RFC 9293 3.6).
 */
export interface StreamEnd {
  readonly source: SourceId;
  readonly sender: EndpointId;
  readonly receiver: EndpointId;
  readonly time: number;
  /** The last message that was found in it, whichever way. */
  readonly after: MessageId;
}
