import type { EndpointId, SourceId } from '../ids.ts';
import {
  CarriedMessage,
  Cut,
  type Extents,
  type MessageSink,
  type Protocol,
  Transport,
} from './carried-message.ts';
import type { Counters } from './counters.ts';
import type { Stretch } from './framing/stretch.ts';
import type { SentBy, SentMessages } from './tcp/sent-messages.ts';

/** The stream that a message comes from. */
export interface MessageSource extends SentBy {
  readonly source: SourceId;
  readonly sender: EndpointId;
  readonly receiver: EndpointId;
  /** When the receiver could read the last message of it; see `CarriedMessage.delivered`. */
  deliveredAt: number;
  /** The frame that made that possible. Frames tell what came later, even if the clock was set back. */
  deliveredBy: number;
}

/** Protocol and transport of the messages of a framing. */
export interface MessageForm {
  readonly protocol: Protocol;
  readonly transport: Transport;
}

/** Where the messages of all streams of one observer come out. */
export class MessageOutlet {
  readonly counters: Counters;
  private readonly message = new CarriedMessage();
  private readonly sink: MessageSink;
  private readonly sent: SentMessages;

  constructor(sink: MessageSink, sent: SentMessages, counters: Counters) {
    this.sink = sink;
    this.sent = sent;
    this.counters = counters;
  }

  /**
   * Hands on the first `length` bytes, at least 1, of `stretch` as a message, and consumes them. `isSecured`:
   * they were inside TLS.
   */
  push(
    form: MessageForm,
    stretch: Stretch,
    length: number,
    cut: Cut,
    from: MessageSource,
    isSecured = false,
  ): void {
    const { message } = this;
    const { sequence } = stretch;
    message.protocol = form.protocol;
    message.transport = isSecured ? secured(form.transport) : form.transport;
    message.source = from.source;
    message.sender = from.sender;
    message.receiver = from.receiver;
    message.bytes = stretch.bytes;
    message.from = stretch.from;
    message.to = stretch.from + length;
    message.cut = cut;
    message.sequence = sequence >>> 0;
    message.extents.clear();
    stretch.locate(length, message);
    if (message.frame >= from.deliveredBy) {
      from.deliveredBy = message.frame;
      from.deliveredAt = message.time;
    }
    message.delivered = from.deliveredAt;
    message.coded = isSecured || (form.transport === Transport.Ws && isMasked(message.extents));
    if (cut !== Cut.None) this.countCut(cut);
    const id = this.sink.push(message);
    if (id !== -1) this.sent.add(from, sequence, (sequence + length) | 0, id);
    stretch.consume(length);
  }

  private countCut(cut: Cut): void {
    this.counters.messagesCut++;
    if (cut === Cut.Limit) this.counters.messagesTooLong++;
  }
}

function secured(transport: Transport): Transport {
  return transport === Transport.Ws ? Transport.Wss : Transport.Tls;
}

function isMasked(extents: Extents): boolean {
  for (let at = 0; at < extents.count; at++) if (extents.mask[at] !== 0) return true;
  return false;
}
