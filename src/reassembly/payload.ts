import type { SourceId } from '../ids.ts';
import { Extents } from './carried-message.ts';

/**
 * The bytes above UDP or TCP of one packet, and where they lie in their file: usually one part of one frame,
 * several if the IP packet was fragmented. Reused for every packet.
 */
export class Payload {
  source: SourceId = 0 as SourceId;
  /** The frame that completed the packet. */
  frame = 0;
  /** Nanoseconds since the session's base. */
  time = 0;
  /** bytes[from..to) were captured; on the wire the payload reached to `end`, beyond `to` if it was cut. */
  bytes: Uint8Array = new Uint8Array(0);
  from = 0;
  to = 0;
  end = 0;
  /** IP identification, 0 where there is none. */
  identification = 0;
  /** Covers bytes[from..to), in order. */
  readonly extents = new Extents();
}
