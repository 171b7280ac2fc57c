import { Protocol } from '../carried-message.ts';
import { type Framing, Look } from './framing.ts';
import type { FramingParts } from './framing-parts.ts';
import { SipFraming } from './sip-framing.ts';
import type { Stretch } from './stretch.ts';
import { WebSocketFraming } from './websocket-framing.ts';

/** The framing of a protocol that is carried as it is. */
export function framingOf(protocol: Protocol, { bin, options }: FramingParts): Framing {
  return protocol === Protocol.Bin ? bin : new SipFraming(options);
}

/** The framing of SIP in a WebSocket that begins here. */
export function webSocketFraming({ options, memory, counters }: FramingParts): Framing {
  counters.webSocketStreams++;
  return new WebSocketFraming(options, memory);
}

/** The same if the WebSocket was opened before the capture; undefined if no frame with SIP begins here. */
export function webSocketAt({ bytes, from, to }: Stretch, parts: FramingParts): Framing | undefined {
  // FIN, which the first frame of an unfragmented message has, is the highest bit (RFC 6455 5.2); SIP is
  // ASCII, where it is 0.
  if (((bytes[from] as number) & 0x80) === 0) return undefined;
  const look = new WebSocketFraming(parts.options, parts.memory).look(bytes, from, to, true);
  return look === Look.Message || look === Look.Incomplete ? webSocketFraming(parts) : undefined;
}
