import type { SourceId } from '../ids.ts';
import { Extents } from './carried-message.ts';

/**
 * The bytes above UDP or TCP of one packet, and where they lie in their file. Usually one stretch
 * of one frame; several where the IP packet came in fragments. Reused for every packet.
 */
export class Payload {
  source: SourceId = 0 as SourceId;
  /** Frame that completed the packet. */
  frame = 0;
  /** Nanoseconds since the session's base. */
  time = 0;
  /** Captured bytes are bytes[from..to); the packet had `end - from`, more where it was cut. */
  bytes: Uint8Array = new Uint8Array(0);
  from = 0;
  to = 0;
  end = 0;
  /** IP identification, 0 where there is none. */
  identification = 0;
  /** Cover bytes[from..to), in order. */
  readonly extents = new Extents();
}
