import type { Cut } from './carried-message.ts';
import type { Counters } from './counters.ts';
import type { FramedStream } from './framing.ts';
import type { MessageForm } from './message-outlet.ts';
import type { Stretch } from './stretch.ts';

/** A stream that takes what is found inside its TLS. */
export interface SecuringStream {
  readonly counters: Counters;
  pushSecured(form: MessageForm, stretch: Stretch, length: number, cut: Cut): void;
  unread(length: number): void;
  outOfStep(bytes: Uint8Array, from: number, to: number): void;
}

/** What is inside the TLS of a stream. */
export class SecuredStream implements FramedStream {
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
}
