import type { EndpointId, SourceId } from '../../ids.ts';

/** The HTTP header that opened one direction of a WebSocket (RFC 6455 1.3). */
export interface WebSocketUpgrade {
  readonly source: SourceId;
  readonly sender: EndpointId;
  readonly receiver: EndpointId;
  readonly time: number;
  /** Where the records of the frames that carried it begin in the file. */
  readonly records: readonly number[];
}
