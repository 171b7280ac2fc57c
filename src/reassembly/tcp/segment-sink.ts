import type { PacketLayers } from '../../../decoders/packet-layers.ts';
import type { EndpointId } from '../../ids.ts';
import type { EndpointKnower } from '../../tables/wanted-endpoints.ts';
import type { Payload } from '../payload.ts';

/**
 * Takes all TCP segments of one observer, in the order of its frames. Those without payload count as well:
 * SYN, FIN, RST and acknowledgements tell where streams begin, end and have holes. `layers` and `payload` are
 * reused for the next packet.
 */
export interface SegmentSink extends EndpointKnower {
  /** The observer's first frame, of whatever kind, was captured at `time`. */
  begin?(time: number): void;
  segment(layers: PacketLayers, payload: Payload, sender: EndpointId, receiver: EndpointId): void;
  /** No more segments will come. */
  finish(): void;
}
