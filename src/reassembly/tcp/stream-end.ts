import type { EndpointId, MessageId, SourceId } from '../../ids.ts';

/**
 * A connection that had carried messages was closed: `sender` was the first to send FIN or RST. The FIN of
 * the other side only answers it (RFC 9293 3.6), and is not reported.
 */
export interface StreamEnd {
  readonly source: SourceId;
  readonly sender: EndpointId;
  readonly receiver: EndpointId;
  readonly time: number;
  /** The last message on the connection, in either direction. */
  readonly after: MessageId;
}

/** `sender` answered the SYN of `receiver` by RST: nobody listened at that port (RFC 9293 3.10.7.1). */
export interface StreamRefusal {
  readonly source: SourceId;
  readonly sender: EndpointId;
  readonly receiver: EndpointId;
  readonly time: number;
}
