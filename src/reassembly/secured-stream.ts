import type { SourceId } from '../ids.ts';
import type { Cut } from './carried-message.ts';
import type { Counters } from './counters.ts';
import type { FramedStream } from './framing/framing.ts';
import type { Expectation } from './framing/framing-parts.ts';
import { StreamFramer } from './framing/stream-framer.ts';
import type { Stretch } from './framing/stretch.ts';
import type { MessageForm } from './message-outlet.ts';
import type { StreamParts } from './tcp/stream-parts.ts';
import { TlsConnection } from './tls/tls-connection.ts';
import { TlsFraming } from './tls/tls-framing.ts';

/** A stream that takes the messages found inside its TLS. */
export interface SecuringStream {
  readonly source: SourceId;
  readonly counters: Counters;
  pushSecured(form: MessageForm, stretch: Stretch, length: number, cut: Cut): void;
  unread(length: number): void;
  outOfStep(bytes: Uint8Array, from: number, to: number): void;
}

/** The plain text inside the TLS of a stream, as a stream. */
class SecuredStream implements FramedStream {
  readonly counters: Counters;
  private readonly stream: SecuringStream;

  constructor(stream: SecuringStream) {
    this.stream = stream;
    this.counters = stream.counters;
  }

  push(form: MessageForm, stretch: Stretch, length: number, cut: Cut): void {
    this.stream.pushSecured(form, stretch, length, cut);
  }

  unread(length: number): void {
    this.stream.unread(length);
  }

  outOfStep(bytes: Uint8Array, from: number, to: number): void {
    this.stream.outOfStep(bytes, from, to);
  }

  openTls(): undefined {
    return undefined;
  }

  /** To read a message inside TLS takes all records before it, so nothing has to be known of this one. */
  upgraded(): void {}
}

/**
 * A stream turns out to be TLS: returns the framing that reads it from now on. `known` is the TLS connection
 * of the other direction, if that was recognised first; `resume` is called when what the framing waits for
 * may have come.
 */
export function openTls(
  stream: SecuringStream,
  parts: StreamParts,
  expected: Expectation,
  known: TlsConnection | undefined,
  resume: () => void,
): { readonly connection: TlsConnection; readonly framing: TlsFraming } {
  const inner = new StreamFramer(parts, new SecuredStream(stream), { ...expected, onlyTls: false });
  const join = (connection: TlsConnection) => {
    const framing = new TlsFraming(connection, parts.memory, inner, resume);
    return { joined: connection.join(framing), connection, framing };
  };
  const both = known === undefined ? undefined : join(known);
  if (both?.joined === true) return both;
  return join(new TlsConnection(parts.tls, stream.source, stream.counters));
}
