import { Protocol } from './carried-message.ts';
import { type Framing, Look } from './framing.ts';
import { SipFraming } from './sip-framing.ts';
import type { StreamParts } from './stream-parts.ts';
import type { Stretch } from './stretch.ts';
import { WebSocketFraming } from './websocket-framing.ts';

/** Who finds the messages of a protocol in a stream that carries them as they are. */
export function framingOf(protocol: Protocol, { bin, options }: StreamParts): Framing {
  return protocol === Protocol.Bin ? bin : new SipFraming(options);
}

/** The same for SIP in a WebSocket that begins here. */
export function webSocketFraming({ options, memory, counters }: StreamParts): Framing {
  counters.webSocketStreams++;
  return new WebSocketFraming(options, memory);
}

/** The same where the WebSocket began before the capture; undefined where none of its messages begins here. */
export function webSocketAt({ bytes, from, to }: Stretch, parts: StreamParts): Framing | undefined {
  // The first frame of a message that is not split has this bit; SIP is ASCII.
  if (((bytes[from] as number) & 0x80) === 0) return undefined;
  const look = new WebSocketFraming(parts.options, parts.memory).look(bytes, from, to, true);
  return look === Look.Message || look === Look.Incomplete ? webSocketFraming(parts) : undefined;
}
