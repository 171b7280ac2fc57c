import { u8, u16be } from '../../../decoders/bytes/integers.ts';
import { HANDSHAKE_HEADER, HandshakeType } from '../../../decoders/tls/hello.ts';

/** A longer hello is not believed; one with post-quantum keys has some 2 kB. */
const LONGEST_HELLO = 16 * 1024;
/** Memory of a body at first: it grows with what comes, not with what is announced. */
const USUAL_HELLO = 512;

/**
 * Called for each handshake message once its last byte is there; only the two hellos come with their body.
 */
export type HandshakeSink = (type: number, body: Uint8Array) => void;

const NO_BODY = new Uint8Array(0);

/** The handshake messages of one side (RFC 8446 4, RFC 5246 7.4). Records may split or join them at will. */
export class HandshakeMessages {
  private readonly sink: HandshakeSink;
  private readonly header = new Uint8Array(HANDSHAKE_HEADER);
  private headerBytes = 0;
  /** Remaining bytes of the current message. */
  private missing = 0;
  /** Of a hello: what has come of it, and room for more. */
  private body: Uint8Array = NO_BODY;
  private bodyBytes = 0;

  constructor(sink: HandshakeSink) {
    this.sink = sink;
  }

  /** Is the first message in these bytes a hello? Must be asked before they are pushed. */
  static beginsHello(bytes: Uint8Array, from: number, to: number): boolean {
    const type = bytes[from];
    return from < to && (type === HandshakeType.ClientHello || type === HandshakeType.ServerHello);
  }

  push(bytes: Uint8Array, from: number, to: number): void {
    for (let at = from; at < to; ) {
      at =
        this.headerBytes < HANDSHAKE_HEADER ? this.takeHeader(bytes, at, to) : this.takeBody(bytes, at, to);
      if (this.headerBytes === HANDSHAKE_HEADER && this.missing === 0) this.finish();
    }
  }

  /** Drops an unfinished message. */
  restart(): void {
    this.headerBytes = 0;
    this.missing = 0;
    this.body = NO_BODY;
    this.bodyBytes = 0;
  }

  private takeHeader(bytes: Uint8Array, from: number, to: number): number {
    const { header } = this;
    let at = from;
    while (at < to && this.headerBytes < HANDSHAKE_HEADER) header[this.headerBytes++] = bytes[at++] as number;
    if (this.headerBytes < HANDSHAKE_HEADER) return at;
    this.missing = (u8(header, 1) << 16) | u16be(header, 2);
    const type = u8(header, 0);
    const isHello = type === HandshakeType.ClientHello || type === HandshakeType.ServerHello;
    const isKept = isHello && this.missing <= LONGEST_HELLO;
    this.body = isKept ? new Uint8Array(Math.min(this.missing, USUAL_HELLO)) : NO_BODY;
    return at;
  }

  private takeBody(bytes: Uint8Array, from: number, to: number): number {
    const length = Math.min(to - from, this.missing);
    if (this.body.length > 0) this.keep(bytes, from, length);
    this.missing -= length;
    return from + length;
  }

  private keep(bytes: Uint8Array, from: number, length: number): void {
    const needed = this.bodyBytes + length;
    if (needed > this.body.length) {
      const larger = new Uint8Array(Math.min(this.bodyBytes + this.missing, 2 * needed));
      larger.set(this.body.subarray(0, this.bodyBytes));
      this.body = larger;
    }
    this.body.set(bytes.subarray(from, from + length), this.bodyBytes);
    this.bodyBytes = needed;
  }

  private finish(): void {
    const body = this.body.subarray(0, this.bodyBytes);
    this.restart();
    this.sink(u8(this.header, 0), body);
  }
}
